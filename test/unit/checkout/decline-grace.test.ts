import fc from 'fast-check';
import { later } from '../../../src/checkout/purchase/decide-payment-step';
import { GRACE_SECONDS, holdUntilAfterDecline } from '../../../src/checkout/purchase/decline-grace';

const now = new Date('2026-11-22T18:30:00Z');
const until = (expiresInSeconds: number, expiresAtMaxInSeconds: number) => {
  const hold = { expiresAt: later(now, expiresInSeconds), expiresAtMax: later(now, expiresAtMaxInSeconds) };
  const instant = holdUntilAfterDecline(hold, now);
  return instant === null ? null : (instant.getTime() - now.getTime()) / 1000;
};

it.each([
  ['much time left', 300, 900, 300],
  ['little time left', 10, 900, 120],
  ['the time ran out while the card was asked', -5, 900, 120],
  ['at the latest moment', -5, 0, 120],
  ['a minute past the latest moment', -60, -60, 60],
  ['past the latest moment and the grace', -500, -120, null],
])('%s', (_, expires, expiresMax, left) => {
  expect(until(expires, expiresMax)).toBe(left);
});

it('there are two minutes, but where the latest moment and the grace come before', () => {
  const seconds = fc.integer({ min: -2000, max: 2000 });
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 2000 }), (expires, more) => {
      const left = until(expires, expires + more);
      const most = expires + more + GRACE_SECONDS;
      if (left === null) return most <= 0;
      return left <= most && (left >= GRACE_SECONDS || left === most) && left >= expires;
    }),
  );
});
