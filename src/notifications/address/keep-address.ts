import type { NotificationsContext } from '../context';
import type { NotificationKey } from '../ledger/notification';
import { undoChange } from './address.sql';

/** Keeps the old address of an order, or gives it back. False where that was done before, or is too long ago. */
export async function keepAddress(
  { database, clock, logger }: Pick<NotificationsContext, 'database' | 'clock' | 'logger'>,
  { showId, id }: NotificationKey,
): Promise<boolean> {
  const [undone] = await database.run<{ orderId: string }>(undoChange, [showId, id, clock.now()]);
  if (undone === undefined) return false;
  logger.warn({ orderId: undone.orderId }, 'The reader of the old address of an order has kept it');
  return true;
}
