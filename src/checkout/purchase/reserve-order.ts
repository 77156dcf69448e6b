import type { SalesNotOpenOutcome } from '../../inventory';
import { type Actor, actorText, type OrderRow } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import { isCheckViolation, isUniqueViolation, newId } from '../../platform';
import type { CheckoutContext } from '../context';
import { ACTION_SECONDS, later, REQUEST_LEASE_SECONDS } from './decide-payment-step';

export interface OrderRequest {
  /** UUIDs. */
  readonly buyerId: string;
  readonly showId: string;
  readonly holdId: string;
  readonly email: string | null;
  readonly locale: string | null;
  readonly idempotencyKey: string;
  /** Of what was asked for, the payment method included. */
  readonly requestHash: Buffer;
}

export type ReserveOutcome =
  /** A new order, and its payment unless it costs nothing: then it is confirmed already. */
  | { readonly kind: 'reserved'; readonly order: OrderRow; readonly payment: Payment | null }
  /** The sale is paused or has not opened, and the hold lives on; or the show is cancelled. */
  | SalesNotOpenOutcome
  /** The hold is not free, or the idempotency key was used in this show. */
  | { readonly kind: 'not free' }
  /** The idempotency key belongs to an order of another show. */
  | { readonly kind: 'key used elsewhere' }
  /** The seats are held for an exchange, and bought by its commit alone. */
  | { readonly kind: 'held for an exchange' };

/** Thrown so that nothing of the transaction is kept. */
class CancelledMeanwhile extends Error {}

/** Reserves the seats of a hold and records the order and its payment, in one transaction. */
export async function reserveOrder(context: CheckoutContext, request: OrderRequest): Promise<ReserveOutcome> {
  const { database, inventory, orders, clock } = context;
  const { buyerId, showId, holdId, email, locale, idempotencyKey, requestHash } = request;
  const now = clock.now();
  const orderId = newId();
  const by: Actor = { role: 'buyer', callerId: buyerId };
  try {
    return await database.transaction(async (transaction) => {
      const reserved = await inventory.orderSeatTransitions.reserve(transaction, {
        ...{ showId, holdId, buyerId, orderId, now },
      });
      if (reserved.kind === 'SalesNotOpen') return reserved;
      if (reserved.kind === 'HoldNotLive') return { kind: 'not free' };
      const { seatNos, pricesMinor, totalMinor, currency } = reserved.seats;
      const order = {
        ...{ orderId, showId, buyerId, holdId, totalMinor, currency, email, seatNos, pricesMinor },
        createdAt: now,
        endReason: null,
        creditMinor: 0,
        exchange: null,
      };
      await orders.record(transaction, { ...order, idempotencyKey, requestHash, locale }, by);
      if (totalMinor > 0) {
        const payment = await paymentLedger.record(transaction, {
          showId,
          orderId,
          amount: { amountMinor: totalMinor, currency },
          requestLeaseUntil: later(now, REQUEST_LEASE_SECONDS),
          payUntil: later(now, ACTION_SECONDS),
          by: actorText(by),
        });
        return { kind: 'reserved', order: { ...order, status: 'PENDING_PAYMENT', version: 1 }, payment };
      }
      // Seats that cost nothing need no provider.
      const sold = await inventory.orderSeatTransitions.sell(transaction, order);
      // The show was cancelled between the two statements: the next attempt is refused for it.
      if (sold.kind !== 'Sold') throw new CancelledMeanwhile();
      await orders.move(transaction, order, { from: 'PENDING_PAYMENT', to: 'CONFIRMED' }, by);
      return { kind: 'reserved', order: { ...order, status: 'CONFIRMED', version: 2 }, payment: null };
    });
  } catch (error) {
    if (error instanceof CancelledMeanwhile) return { kind: 'not free' };
    if (isCheckViolation(error, 'ticket_order_of_exchange_hold')) return { kind: 'held for an exchange' };
    if (isUniqueViolation(error, 'ticket_order_idempotency_key')) {
      // The key may be used by two requests at this moment, or it belongs to an order of another show.
      const isOfShow = (await orders.readOfKey(showId, buyerId, idempotencyKey, requestHash)) !== null;
      const isElsewhere = !isOfShow && (await orders.isKeyUsed(buyerId, idempotencyKey));
      return { kind: isElsewhere ? 'key used elsewhere' : 'not free' };
    }
    throw error;
  }
}
