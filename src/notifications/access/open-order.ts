import { grantOfOrder, type OrderRow } from '../../orders';
import type { NotificationsContext } from '../context';
import { maskAddress } from './mask-address';
import { readLinkedMessage, useLink } from './order-access.sql';

export type OpenOrderOutcome =
  | { readonly kind: 'OpenOrderPayload'; readonly token: string; readonly expiresAt: Date; readonly order: OrderRow }
  | { readonly kind: 'OrderLinkInvalid'; readonly message: string }
  | { readonly kind: 'OrderLinkUsed'; readonly message: string; readonly sentTo: string };

/** Long enough to look at an order, to fetch its tickets and to return it; too short to be left behind on a device. */
const SESSION_SECONDS = 3600;

export const orderLinkInvalid = {
  kind: 'OrderLinkInvalid',
  message: 'This link leads to no order. Open the link in the mail once more, or copy the whole of it.',
} as const;

/**
 * Opens an order by the link in a mail, once: a session of an hour, on whatever device, that may do with this one order
 * what its buyer may, and nothing else. The buyer's other orders, holds and account stay closed.
 */
export async function openOrder(
  { database, clock, links, orders, tokens, logger }: NotificationsContext,
  secret: string,
): Promise<OpenOrderOutcome> {
  const key = links.read(secret, 'order link');
  if (key === null) return orderLinkInvalid;
  const [used] = await database.run<{ orderId: string; recipient: string }>(useLink, [key.showId, key.id, clock.now()]);
  if (used === undefined) {
    const [linked] = await database.run<{ recipient: string }>(readLinkedMessage, [key.showId, key.id]);
    if (linked === undefined) return orderLinkInvalid;
    const message = 'This link was used already, or is too old.';
    return { kind: 'OrderLinkUsed', message, sentTo: maskAddress(linked.recipient) };
  }
  const { orderId, recipient } = used;
  const order = await orders.read({ showId: key.showId, orderId });
  if (order === null) return orderLinkInvalid;
  const { token, caller } = await tokens.issue({
    ...{ email: recipient, roles: ['buyer'], lifeSeconds: SESSION_SECONDS },
    grant: grantOfOrder(orderId),
  });
  logger.info({ orderId, notificationId: key.id, sessionId: caller.id }, 'An order was opened by the link in a mail');
  return { kind: 'OpenOrderPayload', token, expiresAt: caller.expiresAt, order };
}
