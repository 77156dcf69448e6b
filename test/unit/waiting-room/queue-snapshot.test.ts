import { paceOf, parseQueueSnapshot } from '../../../src/waiting-room/queue/queue-snapshot';

const message = (line: string, ...bytes: number[]) => Buffer.concat([Buffer.from(`${line}\n`), Buffer.from(bytes)]);

describe('a queue snapshot', () => {
  it('is parsed as the leader wrote it, including line feeds among its bytes', () => {
    const snapshot = parseQueueSnapshot(
      message('snapshot 3 12 1764000000000 open 5 2 9 6 1 2 1 1763999990000 -1 2 2', 10, 128, 0, 10),
    );
    expect(snapshot).toMatchObject({
      epoch: 3,
      sequence: 12,
      atMs: 1_764_000_000_000,
      phase: 'open',
      earlyCount: 5,
      pointer: 2,
      lastNumber: 9,
      waitingCount: 6,
      insideCount: 1,
      admittedCount: 2,
      departedCount: 1,
      pace: { fromMs: 1_763_999_990_000, before: -1, now: 2 },
    });
    expect([...(snapshot?.departedBits ?? [])]).toEqual([10, 128]);
    expect([...(snapshot?.departedCounts ?? [])]).toEqual([0, 10]);
  });

  it.each(['', 'moved 0192', 'snapshot 1 2 3 elsewhere 0'])('is not parsed from "%s"', (line) => {
    expect(parseQueueSnapshot(Buffer.from(line))).toBeNull();
    expect(parseQueueSnapshot(message(line))).toBeNull();
  });
});

describe('the pace', () => {
  const fromMs = 1_764_000_000_000;
  const paceAfter = (seconds: number, before: number, now: number) =>
    paceOf({ atMs: fromMs + seconds * 1000, pace: { fromMs, before, now } });

  it('is unknown before the opening and shortly after it', () => {
    expect(paceOf({ atMs: fromMs, pace: { fromMs: 0, before: -1, now: 0 } })).toBeNull();
    expect(paceAfter(4, -1, 40)).toBeNull();
    expect(paceAfter(20, -1, 2)).toBeNull();
  });

  it('is the admissions per second, first since the opening, later in the last minute', () => {
    expect(paceAfter(10, -1, 20)).toBe(2);
    expect(paceAfter(15, 120, 30)).toBe(2);
    expect(paceAfter(30, 60, 0)).toBe(0.5);
  });

  it('is unknown when nobody was admitted for a minute', () => {
    expect(paceAfter(59, 10, 0)).toBeNull();
    expect(paceAfter(30, 0, 0)).toBeNull();
  });
});
