import { registerEnumType } from 'type-graphql';

/** The letter of a status, as the table has it. */
export type OrderLetter = 'P' | 'C' | 'X' | 'R';

export enum OrderStatus {
  PENDING_PAYMENT = 'PENDING_PAYMENT',
  CONFIRMED = 'CONFIRMED',
  CANCELLED = 'CANCELLED',
  REFUNDED = 'REFUNDED',
}

const statusOfLetter: Readonly<Record<OrderLetter, OrderStatus>> = {
  P: OrderStatus.PENDING_PAYMENT,
  C: OrderStatus.CONFIRMED,
  X: OrderStatus.CANCELLED,
  R: OrderStatus.REFUNDED,
};

export const orderStatusOf = (letter: OrderLetter): OrderStatus => statusOfLetter[letter];

/**
 * Where an order may go from each status. The trigger `guard_ticket_order` holds the same table in the database; a
 * test compares the two by trying every pair.
 */
export const orderTransitions: Readonly<Record<OrderLetter, readonly OrderLetter[]>> = {
  /** Paid; or not paid, and the seats are free of it. */
  P: ['C', 'X'],
  /** Given back: seats at once, money as soon as the provider has it done. */
  C: ['X'],
  /** Paid late, and the seats were free still; or the money has gone back. */
  X: ['C', 'R'],
  R: [],
};

/**
 * Why an order ended without its seats:
 * - `declined`: the card was refused; the hold lives on
 * - `too_late`: the card was refused when the hold had no time left
 * - `abandoned`: nobody finished the payment in time
 * - `unanswered`: the provider could not be asked for so long that the seats went back to the sale
 * - `cancelled`: it was confirmed, and then given back
 */
export type EndReason = 'declined' | 'too_late' | 'abandoned' | 'unanswered' | 'cancelled';

registerEnumType(OrderStatus, {
  name: 'OrderStatus',
  valuesConfig: {
    PENDING_PAYMENT: { description: 'The seats are reserved, and the payment is under way.' },
    CONFIRMED: { description: 'Paid; the seats are sold to the buyer.' },
    CANCELLED: { description: 'Without seats. What was paid goes back.' },
    REFUNDED: { description: 'What was paid has gone back.' },
  },
});
