import { paceOf, readBeat } from '../../../src/waiting-room/beat';

const message = (line: string, ...bytes: number[]) => Buffer.concat([Buffer.from(`${line}\n`), Buffer.from(bytes)]);

describe('a beat', () => {
  it('is read as the leader wrote it, line feeds among its bytes included', () => {
    const beat = readBeat(message('beat 3 12 1764000000000 open 5 2 9 6 1 2 1 1763999990000 -1 2 2', 10, 128, 0, 10));
    expect(beat).toMatchObject({
      epoch: 3,
      number: 12,
      atMs: 1_764_000_000_000,
      phase: 'open',
      earlyCount: 5,
      pointer: 2,
      last: 9,
      waitingCount: 6,
      insideCount: 1,
      admittedCount: 2,
      departedCount: 1,
      pace: { fromMs: 1_763_999_990_000, before: -1, now: 2 },
    });
    expect([...(beat?.departedBits ?? [])]).toEqual([10, 128]);
    expect([...(beat?.tally ?? [])]).toEqual([0, 10]);
  });

  it.each(['', 'moved 0192', 'beat 1 2 3 elsewhere 0'])('is not read out of "%s"', (line) => {
    expect(readBeat(Buffer.from(line))).toBeNull();
    expect(readBeat(message(line))).toBeNull();
  });
});

describe('the pace', () => {
  const fromMs = 1_764_000_000_000;
  const paceAfter = (seconds: number, before: number, now: number) =>
    paceOf({ atMs: fromMs + seconds * 1000, pace: { fromMs, before, now } });

  it('is not told before the opening, nor after too little of it', () => {
    expect(paceOf({ atMs: fromMs, pace: { fromMs: 0, before: -1, now: 0 } })).toBeNull();
    expect(paceAfter(4, -1, 40)).toBeNull();
    expect(paceAfter(20, -1, 2)).toBeNull();
  });

  it('is what was admitted a second, first since the opening, later in the last minute', () => {
    expect(paceAfter(10, -1, 20)).toBe(2);
    expect(paceAfter(15, 120, 30)).toBe(2);
    expect(paceAfter(30, 60, 0)).toBe(0.5);
  });

  it('is not told when nobody was admitted for a minute', () => {
    expect(paceAfter(59, 10, 0)).toBeNull();
    expect(paceAfter(30, 0, 0)).toBeNull();
  });
});
