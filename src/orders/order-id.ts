import { decodeIdWithin, encodeIdWithin, type SqlExecutor } from '../platform';
import type { OrderKey } from './order';
import { readShowOfOrder } from './order-ledger.sql';

/** The public id of an order: its show and its own UUID, 49 characters. */
export const encodeOrderId = ({ showId, orderId }: OrderKey): string => encodeIdWithin('order', showId, orderId);

/**
 * The order that a public id names, or null. An id that was handed out before ids named the show is looked up. Says
 * nothing of whether that order exists.
 */
export async function findOrder(database: SqlExecutor, id: string): Promise<OrderKey | null> {
  const named = decodeIdWithin('order', id);
  if (named === null) return null;
  const showId = named.outer ?? (await showOfOrder(database, named.uuid));
  return showId === null ? null : { showId, orderId: named.uuid };
}

/** The show of an order of which only the UUID is known; null where there is no such order. */
export async function showOfOrder(database: SqlExecutor, orderId: string): Promise<string | null> {
  const [order] = await database.run<{ showId: string }>(readShowOfOrder, [orderId]);
  return order?.showId ?? null;
}
