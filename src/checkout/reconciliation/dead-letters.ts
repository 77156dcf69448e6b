import { type DeadLetter, paymentLedger } from '../../payments';
import type { Clock, SqlExecutor } from '../../platform';

/** Every payment and refund that waits for an operator. */
export const readDeadLetters = (database: SqlExecutor): Promise<DeadLetter[]> =>
  paymentLedger.readDeadLetters(database);

/**
 * Hands dead letters back to the reconciler: those of one order, or all. Returns the number of orders. A running
 * service processes them within a second.
 */
export async function replayDeadLetters(database: SqlExecutor, clock: Clock, orderId?: string): Promise<number> {
  const letters = await readDeadLetters(database);
  const wanted = letters.filter((letter) => orderId === undefined || letter.orderId === orderId);
  const orders = new Map(wanted.map((letter) => [letter.orderId, letter]));
  for (const order of orders.values()) {
    await paymentLedger.replayDeadLetter(database, order, clock.now(), 'operator');
  }
  return orders.size;
}
