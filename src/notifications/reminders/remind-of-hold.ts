import { type Hold, holdExpired, holdNotFound, isLive } from '../../inventory';
import { badUserInput, type Caller, rateLimited } from '../../platform';
import { maskAddress } from '../access/mask-address';
import type { NotificationsContext } from '../context';
import { remindOfHold as remind } from './reminders.sql';

export type RemindOfHoldOutcome =
  | { readonly kind: 'RemindOfHoldPayload'; readonly sentTo: string; readonly hold: Hold }
  | typeof holdNotFound
  | ReturnType<typeof holdExpired>;

/** Strangers' addresses are not written to without end, whatever a client sends. */
const REMINDERS_PER_DAY_MAX = 10;

/**
 * Has the end of a hold announced by mail: before its seats are released, and when they were. Once for each hold; a repeat
 * changes the address.
 *
 * @throws BAD_USER_INPUT without an address, RATE_LIMITED where the address has many reminders already
 */
export async function remindOfHold(
  { database, clock, inventory }: NotificationsContext,
  caller: Caller,
  { holdId, email, locale }: { readonly holdId: string; readonly email: string | null; readonly locale: string | null },
): Promise<RemindOfHoldOutcome> {
  const recipient = email ?? caller.email;
  if (recipient === null) throw badUserInput('"email" is missing: this session has no address.');
  const key = await inventory.findHold(holdId);
  const hold = key === null ? null : await inventory.readHold(key, caller.id);
  if (hold === null) return holdNotFound;
  const now = clock.now();
  if (!isLive(hold, now)) return holdExpired(hold);
  const values = [hold.showId, hold.id, caller.id, recipient, locale, now, REMINDERS_PER_DAY_MAX];
  const [written] = await database.run(remind, values);
  if (written === undefined) throw rateLimited(3600, 'This address has many reminders already.');
  return { kind: 'RemindOfHoldPayload', sentTo: maskAddress(recipient), hold };
}
