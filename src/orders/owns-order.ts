import type { Caller } from '../platform';

/** What the session of somebody who came by a link to one order is opened for. */
export const grantOfOrder = (orderId: string): string => `order:${orderId}`;

/** Whether the order is the caller's: they bought it, or their session was opened for it. */
export const ownsOrder = (
  caller: Caller | null,
  { buyerId, orderId }: { readonly buyerId: string; readonly orderId: string },
): boolean => caller !== null && (caller.id === buyerId || caller.grant === grantOfOrder(orderId));
