import type { Hold } from '../../inventory';
import { later } from './decide-payment-step';

/** After a declined card a buyer has at least so long to try another one. */
export const GRACE_SECONDS = 120;

/**
 * Until when a hold lives on after its payment was declined, or null where its time is over: two minutes at least, but
 * never past the hold's latest moment and those two minutes.
 */
export function holdUntilAfterDecline(
  { expiresAt, expiresAtMax }: Pick<Hold, 'expiresAt' | 'expiresAtMax'>,
  now: Date,
): Date | null {
  const wanted = Math.max(expiresAt.getTime(), later(now, GRACE_SECONDS).getTime());
  const until = Math.min(wanted, later(expiresAtMax, GRACE_SECONDS).getTime());
  return until > now.getTime() ? new Date(until) : null;
}
