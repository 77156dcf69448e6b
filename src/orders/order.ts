import type { EndReason, OrderStatus } from './order-status';

/** Which order: UUIDs of its show and its own. */
export interface OrderKey {
  readonly showId: string;
  readonly orderId: string;
}

/** Which exchange: UUIDs of the show of the old tickets and of the quote. */
export interface ExchangeKey {
  readonly showId: string;
  readonly quoteId: string;
}

/** What a buyer agreed to buy: seats in ascending order, each with its price, in the smallest unit of `currency`. */
export interface Order extends OrderKey {
  readonly buyerId: string;
  readonly holdId: string;
  readonly status: OrderStatus;
  /** Null while the order has its seats. */
  readonly endReason: EndReason | null;
  readonly totalMinor: number;
  /** What of the total is paid by the tickets of another order; 0 unless they were exchanged for these. */
  readonly creditMinor: number;
  /** The exchange that the order is for; null for any other. */
  readonly exchange: ExchangeKey | null;
  readonly currency: string;
  readonly email: string | null;
  readonly createdAt: Date;
  /** Grows with every change of status. */
  readonly version: number;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
}

/** Who changes something: a caller in a role, or a part of the service. Recorded in the audit. */
export type Actor =
  | { readonly role: 'buyer' | 'organizer' | 'admin' | 'operator'; readonly callerId: string }
  /** An answer or a webhook of the payment provider; the reconciler; an operator's command. */
  | { readonly role: 'provider' | 'reconciler' | 'operator' };

export const actorText = (actor: Actor): string =>
  'callerId' in actor ? `${actor.role}:${actor.callerId}` : actor.role;
