import { ATTEMPTS_MAX, nextAttemptAt, secondsOfRetryAfter } from '../../../src/webhooks/delivery/retry-schedule';

const now = new Date('2026-06-01T12:00:00.000Z');
const pause = (attempts: number, retryAfter: number | null = null, random = 0.5) => {
  const at = nextAttemptAt(attempts, now, retryAfter, () => random);
  return at === null ? null : (at.getTime() - now.getTime()) / 1000;
};

it('follows the schedule of Standard Webhooks, and ends', () => {
  const pauses = Array.from({ length: ATTEMPTS_MAX }, (_, index) => pause(index + 1));
  expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null]);
});

it('spreads attempts by a fifth', () => {
  expect(pause(2, null, 0)).toBeCloseTo(240);
  expect(pause(2, null, 1)).toBeCloseTo(360);
});

it('waits as long as the endpoint asks, at most a day, and never shorter than the schedule', () => {
  expect(pause(1, 120)).toBe(120);
  expect(pause(2, 120)).toBe(300);
  expect(pause(1, 10_000_000)).toBe(86_400);
  expect(pause(ATTEMPTS_MAX, 120)).toBeNull();
});

it.each([
  ['120', 120],
  [' 0 ', 0],
  ['Mon, 01 Jun 2026 12:01:00 GMT', 60],
  ['Mon, 01 Jun 2026 11:00:00 GMT', 0],
  ['-5', null],
  ['soon', null],
  ['2026', 2026],
  ['99999999999999', null],
  ['Mon, nonsense', null],
  [null, null],
])('reads the header Retry-After %s', (header, seconds) => {
  expect(secondsOfRetryAfter(header, now)).toBe(seconds);
});
