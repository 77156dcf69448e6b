import { orderNotFound } from '../../checkout';
import { type Actor, actorText, grantOfOrder, type OrderRow, ownsOrder } from '../../orders';
import { type Caller, rateLimited } from '../../platform';
import { maskAddress } from '../access/mask-address';
import type { NotificationsContext } from '../context';
import { addAddress, readChanges, requestChange } from './address.sql';

export type UpdateContactOutcome =
  | {
      readonly kind: 'UpdateContactPayload';
      readonly order: OrderRow;
      /** The old address, which is notified first; null where there is none, or nothing changes. */
      readonly notifiedFirst: string | null;
    }
  | typeof orderNotFound
  | { readonly kind: 'ContactProtected'; readonly message: string; readonly sentTo: string };

interface Changes {
  readonly today: number;
  readonly isPending: boolean;
  readonly wasUndone: boolean;
}

const CHANGES_PER_DAY_MAX = 3;
const PENDING_RETRY_SECONDS = 60;
const DAY_SECONDS = 86_400;

/**
 * Asks for another address of an order. The old one is notified, with a link that keeps it, and only then is the new one
 * used: whoever has got hold of a session cannot take an order over in silence. Once the reader of the old address has
 * kept it, sessions of the purchase change it no more; one that was opened by a link to that address does.
 *
 * @throws RATE_LIMITED where another change is on its way, or there were three within a day
 */
export async function updateContact(
  { database, orders, clock, logger }: NotificationsContext,
  caller: Caller,
  { orderId, email }: { readonly orderId: string; readonly email: string },
): Promise<UpdateContactOutcome> {
  const key = await orders.find(orderId);
  if (key === null) return orderNotFound;
  const by: Actor = { role: 'buyer', callerId: caller.id };
  return database.transaction(async (transaction): Promise<UpdateContactOutcome> => {
    const order = await orders.lock(transaction, key);
    if (order === null || !ownsOrder(caller, order)) return orderNotFound;
    const place = [key.showId, key.orderId];
    if (order.email === null) {
      await transaction.run(addAddress, [...place, email, actorText(by)]);
      return { kind: 'UpdateContactPayload', order: { ...order, email }, notifiedFirst: null };
    }
    if (order.email === email) return { kind: 'UpdateContactPayload', order, notifiedFirst: null };
    const [changes] = await transaction.run<Changes>(readChanges, [...place, clock.now()]);
    if (changes?.wasUndone && caller.grant !== grantOfOrder(order.orderId)) {
      const message =
        'The reader of the address has kept it. Open the order by the link in a mail to it, and try again.';
      return { kind: 'ContactProtected', message, sentTo: maskAddress(order.email) };
    }
    if (changes?.isPending) throw rateLimited(PENDING_RETRY_SECONDS, 'Another change of the address is on its way.');
    if ((changes?.today ?? 0) >= CHANGES_PER_DAY_MAX)
      throw rateLimited(DAY_SECONDS, `The address was changed ${CHANGES_PER_DAY_MAX} times within a day.`);
    await transaction.run(requestChange, [...place, order.email, email, actorText(by), clock.now()]);
    logger.info({ orderId: order.orderId, callerId: caller.id }, 'Another address of an order was asked for');
    return { kind: 'UpdateContactPayload', order, notifiedFirst: maskAddress(order.email) };
  });
}
