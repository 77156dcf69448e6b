import type { ComplimentarySeats } from '../inventory';
import type { Actor } from '../orders';
import type { Transaction } from '../platform';
import type { CheckoutContext } from './context';

/**
 * Issues complimentary tickets: each party of seats becomes a confirmed order of a buyer of its own, at no price. Seats
 * that are not available are left out. In the given transaction, or in one of its own.
 */
export async function issueComplimentary(
  { database, inventory, orders, clock }: Pick<CheckoutContext, 'database' | 'inventory' | 'orders' | 'clock'>,
  given: { readonly showId: string; readonly currency: string; readonly parties: readonly (readonly number[])[] },
  by: Actor,
  within?: Transaction,
): Promise<ComplimentarySeats[]> {
  const now = clock.now();
  const issue = async (transaction: Transaction) => {
    const seats = await inventory.orderSeatTransitions.issueComplimentary(transaction, { ...given, now });
    await orders.recordComplimentary(transaction, seats, { ...given, now }, by);
    return seats;
  };
  return within === undefined ? database.transaction(issue) : issue(within);
}
