import { seeded } from '../../load/drive/random';
import { arrivalTimes, keepTo } from '../../load/drive/schedule';

const times = (perSecond: number, rampSeconds: number, countMax: number, seed = 7) => [
  ...arrivalTimes({ perSecond, rampSeconds, countMax }, seeded(seed)),
];

describe('The schedule of arrivals', () => {
  it('is in order, and the same for the same seed', () => {
    const once = times(50, 10, 1_000);
    expect(once).toEqual(once.toSorted((a, b) => a - b));
    expect(times(50, 10, 1_000)).toEqual(once);
    expect(times(50, 10, 1_000, 8)).not.toEqual(once);
  });

  it('comes near the wanted rate once the ramp is over', () => {
    const late = times(100, 10, 5_000).filter((time) => time >= 20_000 && time < 30_000);
    expect(late.length).toBeGreaterThan(880);
    expect(late.length).toBeLessThan(1_120);
  });

  it('lets half as many come while it ramps up, most of them in its second half', () => {
    const early = times(100, 10, 5_000).filter((time) => time < 10_000);
    expect(early.length).toBeGreaterThan(420);
    expect(early.length).toBeLessThan(580);
    expect(early.filter((time) => time < 5_000).length).toBeLessThan(early.length / 2.5);
  });

  it('tells when something was due rather than when this process got to it', async () => {
    const due: number[] = [];
    const began = performance.now();
    await keepTo([0, 0, 5], (dueMs) => void due.push(dueMs - began), new AbortController().signal);
    expect((due[2] ?? 0) - (due[0] ?? 0)).toBeCloseTo(5, 6);
  });

  it('ends at once with its signal', async () => {
    const ending = new AbortController();
    const begun: number[] = [];
    await keepTo(
      [0, 3_600_000],
      (dueMs) => {
        begun.push(dueMs);
        ending.abort();
      },
      ending.signal,
    );
    expect(begun).toHaveLength(1);
  });
});
