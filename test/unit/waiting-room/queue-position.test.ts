import fc from 'fast-check';
import { isNews, type QueueWaiting, shownPosition } from '../../../src/waiting-room/queue-position';

describe('a position as it is told', () => {
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
  ])('%i is told as %i', (position, shown) => {
    expect(shownPosition(position)).toBe(shown);
  });

  it('is never too low and a tenth too high at most, and does not rise while the line moves up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (position) => {
        const shown = shownPosition(position);
        expect(shown).toBeGreaterThanOrEqual(position);
        expect(shown).toBeLessThan(position * 1.1 + 1);
        expect(shownPosition(position + 1)).toBeGreaterThanOrEqual(shown);
        expect(shownPosition(shown)).toBe(shown);
      }),
    );
  });
});

describe('what is worth a message to who waits', () => {
  const openedMs = Date.UTC(2026, 10, 22, 18);
  const waiting = (position: number, estimatedWaitSeconds: number | null, seconds = 0): QueueWaiting => ({
    kind: 'QueueWaiting',
    position,
    estimatedWaitSeconds,
    notice: null,
    serverTime: new Date(openedMs + seconds * 1000),
  });

  it('is a lower position, never a higher one', () => {
    expect(isNews(waiting(5, 10), waiting(4, 8, 1))).toBe(true);
    expect(isNews(waiting(5, 10), waiting(5, 10, 1))).toBe(false);
    expect(isNews(waiting(5, 10), waiting(6, 12, 60))).toBe(false);
  });

  it('is another notice', () => {
    expect(isNews(waiting(5, 10), { ...waiting(5, 10, 1), notice: 'The band is late.' })).toBe(true);
  });

  it('is an estimate that is off by a fifth, each half a minute at most', () => {
    expect(isNews(waiting(5, 100), waiting(5, 200, 29))).toBe(false);
    expect(isNews(waiting(5, 100), waiting(5, 110, 30))).toBe(false);
    expect(isNews(waiting(5, 100), waiting(5, 130, 30))).toBe(true);
    expect(isNews(waiting(5, 100), waiting(5, null, 30))).toBe(true);
    expect(isNews(waiting(5, null), waiting(5, null, 30))).toBe(false);
  });

  it('is the draw, for who came before the sale; the same once more is none', () => {
    const before = {
      kind: 'QueueBeforeSale',
      ticket: 7,
      notice: null,
      salesOpenAt: new Date(openedMs),
      serverTime: new Date(openedMs - 1000),
    } as const;
    expect(isNews(before, { ...before, serverTime: new Date(openedMs) })).toBe(false);
    expect(isNews(before, { ...before, salesOpenAt: new Date(openedMs + 60_000) })).toBe(true);
    expect(isNews(before, waiting(900, null))).toBe(true);
  });
});
