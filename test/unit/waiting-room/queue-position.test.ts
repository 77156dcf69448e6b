import fc from 'fast-check';
import { isWorthSending, type QueueWaiting, roundPosition } from '../../../src/waiting-room/queue/queue-position';

describe('a position for display', () => {
  it.each([
    [1, 1],
    [100, 100],
    [101, 110],
    [200, 200],
    [201, 220],
    [501, 550],
    [1000, 1000],
    [1001, 1100],
    [2001, 2200],
    [99_999, 100_000],
  ])('%i is shown as %i', (position, shown) => {
    expect(roundPosition(position)).toBe(shown);
  });

  it('is never too low and at most a tenth too high, and does not rise while the queue moves up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (position) => {
        const shown = roundPosition(position);
        expect(shown).toBeGreaterThanOrEqual(position);
        expect(shown).toBeLessThan(position * 1.1 + 1);
        expect(roundPosition(position + 1)).toBeGreaterThanOrEqual(shown);
        expect(roundPosition(shown)).toBe(shown);
      }),
    );
  });
});

describe('a waiting buyer gets a message for', () => {
  const openedMs = Date.UTC(2026, 10, 22, 18);
  const waiting = (position: number, estimatedWaitSeconds: number | null, seconds = 0): QueueWaiting => ({
    kind: 'QueueWaiting',
    position,
    estimatedWaitSeconds,
    peopleAhead: position - 1,
    seatsLeft: null,
    seatsLeftByZone: [],
    outlook: null,
    notice: null,
    serverTime: new Date(openedMs + seconds * 1000),
  });

  it('a lower position, never for a higher one', () => {
    expect(isWorthSending(waiting(5, 10), waiting(4, 8, 1))).toBe(true);
    expect(isWorthSending(waiting(5, 10), waiting(5, 10, 1))).toBe(false);
    expect(isWorthSending(waiting(5, 10), waiting(6, 12, 60))).toBe(false);
  });

  it('another notice', () => {
    expect(isWorthSending(waiting(5, 10), { ...waiting(5, 10, 1), notice: 'The band is late.' })).toBe(true);
  });

  it('another outlook, without a change of the position', () => {
    expect(isWorthSending({ ...waiting(5, 10), outlook: 'GOOD' }, { ...waiting(5, 10, 1), outlook: 'TIGHT' })).toBe(
      true,
    );
    expect(isWorthSending({ ...waiting(5, 10), seatsLeft: 9 }, { ...waiting(5, 10, 1), seatsLeft: 8 })).toBe(false);
  });

  it('an estimate that is off by a fifth, at most every half minute', () => {
    expect(isWorthSending(waiting(5, 100), waiting(5, 200, 29))).toBe(false);
    expect(isWorthSending(waiting(5, 100), waiting(5, 110, 30))).toBe(false);
    expect(isWorthSending(waiting(5, 100), waiting(5, 130, 30))).toBe(true);
    expect(isWorthSending(waiting(5, 100), waiting(5, null, 30))).toBe(true);
    expect(isWorthSending(waiting(5, null), waiting(5, null, 30))).toBe(false);
  });

  it('the draw, if they joined before the sale, and not for an unchanged opening', () => {
    const before = {
      kind: 'QueueBeforeSale',
      ticket: 7,
      notice: null,
      salesOpenAt: new Date(openedMs),
      serverTime: new Date(openedMs - 1000),
    } as const;
    expect(isWorthSending(before, { ...before, serverTime: new Date(openedMs) })).toBe(false);
    expect(isWorthSending(before, { ...before, salesOpenAt: new Date(openedMs + 60_000) })).toBe(true);
    expect(isWorthSending(before, waiting(900, null))).toBe(true);
  });
});
