import type { ComplimentarySeats } from '../inventory';
import type { Actor } from '../orders';
import type { CheckoutContext } from './context';

/**
 * Issues complimentary tickets: each party of seats becomes a confirmed order of a buyer of its own, at no price. Seats
 * that are not available are left out.
 */
export async function issueComplimentary(
  { database, inventory, orders, clock }: Pick<CheckoutContext, 'database' | 'inventory' | 'orders' | 'clock'>,
  given: { readonly showId: string; readonly currency: string; readonly parties: readonly (readonly number[])[] },
  by: Actor,
): Promise<ComplimentarySeats[]> {
  const now = clock.now();
  return database.transaction(async (transaction) => {
    const seats = await inventory.orderSeatTransitions.issueComplimentary(transaction, { ...given, now });
    await orders.recordComplimentary(transaction, seats, { ...given, now }, by);
    return seats;
  });
}
