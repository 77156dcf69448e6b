import { registerEnumType } from 'type-graphql';

export const OrderStatus = {
  PENDING_PAYMENT: 'PENDING_PAYMENT',
  CONFIRMED: 'CONFIRMED',
  CANCELLED: 'CANCELLED',
  REFUNDED: 'REFUNDED',
} as const;
export type OrderStatus = keyof typeof OrderStatus;

/**
 * Where an order may go from each status. The trigger `guard_ticket_order` holds the same table in the database; a
 * test compares the two by trying every pair.
 */
export const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  /** Paid; or not paid, and the seats are released. */
  PENDING_PAYMENT: ['CONFIRMED', 'CANCELLED'],
  /** Cancelled: the seats are released at once, the money follows as soon as the provider has returned it. */
  CONFIRMED: ['CANCELLED'],
  /** Paid late, and the seats were still free; or the money has been returned. */
  CANCELLED: ['CONFIRMED', 'REFUNDED'],
  /** The refund failed after it had been reported as done. */
  REFUNDED: ['CANCELLED'],
};

/**
 * Why an order ended without its seats:
 * - `declined`: the card was declined; the hold lives on
 * - `too_late`: the card was declined when the hold had no time left
 * - `provider_unavailable`: the provider could not be reached, so nothing was charged; the hold lives on
 * - `refused`: the provider refuses such a payment, whatever the card; the hold lives on
 * - `abandoned`: nobody finished the payment in time
 * - `unanswered`: the provider did not answer for so long that the seats went back on sale
 * - `show_cancelled`: the show was cancelled before the payment ended, or its orders were refunded by a run
 * - `cancelled`: it was confirmed, and cancelled later
 * - `refunded_at_provider`: it was confirmed, and all of it was refunded in the provider's dashboard
 * - `exchanged`: it was confirmed, and the last of its tickets were exchanged
 * - `exchange_failed`: it was paid, and the old tickets could not be exchanged for it any more
 */
export type EndReason =
  | 'declined'
  | 'too_late'
  | 'provider_unavailable'
  | 'refused'
  | 'abandoned'
  | 'unanswered'
  | 'show_cancelled'
  | 'cancelled'
  | 'refunded_at_provider'
  | 'exchanged'
  | 'exchange_failed';

registerEnumType(OrderStatus, {
  name: 'OrderStatus',
  valuesConfig: {
    PENDING_PAYMENT: { description: 'The seats are reserved, and the payment is in progress.' },
    CONFIRMED: { description: 'Paid; the seats are sold to the buyer.' },
    CANCELLED: { description: 'The order was cancelled and its seats were released. What was paid is being refunded.' },
    REFUNDED: { description: 'What was paid has been refunded.' },
  },
});
