import { histogram, percentilesOf, toMicroseconds } from '../../load/drive/percentiles';

it('percentiles are right to two digits, and none is above the greatest time', () => {
  const times = histogram();
  for (let ms = 1; ms <= 1000; ms += 1) times.record(toMicroseconds(ms));
  const { count, p50, p90, p99, p999, max } = percentilesOf(times);
  expect(count).toBe(1000);
  for (const [got, want] of [
    [p50, 500],
    [p90, 900],
    [p99, 990],
    [p999, 999],
    [max, 1000],
  ] as const) {
    expect(Math.abs(got - want) / want).toBeLessThan(0.01);
    expect(got).toBeLessThanOrEqual(max);
  }
});

it('what took no time at all counts, and nothing counts after a reset', () => {
  const times = histogram();
  times.record(toMicroseconds(0));
  times.record(toMicroseconds(-3));
  expect(percentilesOf(times)).toMatchObject({ count: 2, p50: 0.001, max: 0.001 });
  times.reset();
  expect(percentilesOf(times)).toEqual({ count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
});
