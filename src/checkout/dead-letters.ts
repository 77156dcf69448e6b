import { type Parked, paymentLedger } from '../payments';
import type { Clock, SqlExecutor } from '../platform';

/** An order whose payment or refund the reconciler cannot end by itself, with the reason for the operator. */
export type DeadLetter = Parked;

/** What waits for an operator. */
export const readDeadLetters = (database: SqlExecutor): Promise<DeadLetter[]> => paymentLedger.readParked(database);

/**
 * Has parked orders looked after again: one, or all of them. Answers how many. A running service takes them up within
 * a second.
 */
export async function replayDeadLetters(database: SqlExecutor, clock: Clock, orderId?: string): Promise<number> {
  const parked = await readDeadLetters(database);
  const wanted = new Set(
    parked.map((letter) => letter.orderId).filter((id) => orderId === undefined || id === orderId),
  );
  for (const id of wanted) await paymentLedger.unpark(database, id, clock.now(), 'operator');
  return wanted.size;
}
