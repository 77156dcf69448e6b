/**
 * What becomes of the seats of an order. Each verb is one statement inside the caller's transaction, so that the
 * order and its seats move together; each changes all seats or none, and a second run changes nothing.
 */
import { newId, type Outbox, type OutboxRow, type Statement, type Transaction } from '../../platform';
import type { Hold } from '../holds/hold';
import { reserveComplimentary, sellComplimentary } from './complimentary-seats.sql';
import { releaseReserved, reserveAgain, reserveHold, returnSold, returnToHold, sellReserved } from './order-seats.sql';

/** The seats that moved, with their prices; null where nothing moved, because they stood differently. */
export type MovedSeats = Pick<
  Hold,
  'id' | 'showId' | 'buyerId' | 'seatNos' | 'pricesMinor' | 'totalMinor' | 'currency' | 'expiresAt' | 'expiresAtMax'
> | null;

/** Seats that were input away: an order at no price. */
export interface ComplimentarySeats {
  readonly holdId: string;
  readonly orderId: string;
  readonly buyerId: string;
  readonly seatNos: readonly number[];
}

interface MovedRow {
  readonly id: string;
  readonly show_id: string;
  readonly buyer_id: string;
  readonly seat_nos: number[];
  readonly prices_minor: number[];
  readonly total_minor: number;
  readonly currency: string;
  readonly expires_at: Date;
  readonly expires_at_max: Date;
  readonly outbox_rows: readonly OutboxRow[] | null;
}

export interface OrderSeatTransitions {
  /** held → reserved, for a hold of this buyer that has not ended. */
  reserve(
    transaction: Transaction,
    input: { holdId: string; buyerId: string; orderId: string; now: Date },
  ): Promise<MovedSeats>;
  /** reserved → sold. */
  sell(transaction: Transaction, orderId: string): Promise<MovedSeats>;
  /** reserved → held again, until the instant; one in the past lets the hold expire at once. */
  returnToHold(transaction: Transaction, orderId: string, expiresAt: Date): Promise<MovedSeats>;
  /** reserved → available. */
  release(transaction: Transaction, orderId: string): Promise<MovedSeats>;
  /** available → reserved again, for a payment that came after its order was input up; null where a seat is gone. */
  reserveAgain(transaction: Transaction, input: { holdId: string; orderId: string }): Promise<MovedSeats>;
  /**
   * available → sold, without payment: one order for each party of seats. Seats that are not available are left out,
   * and a party of which none is left has no order.
   */
  issueComplimentary(
    transaction: Transaction,
    input: { showId: string; currency: string; parties: readonly (readonly number[])[]; now: Date },
  ): Promise<ComplimentarySeats[]>;
  /** sold → available, for an order whose money goes back. */
  returnSold(transaction: Transaction, orderId: string): Promise<MovedSeats>;
}

export function orderSeatTransitions(outbox: Outbox): OrderSeatTransitions {
  const move = async (transaction: Transaction, statement: Statement, values: unknown[]): Promise<MovedSeats> => {
    const [row] = await transaction.run<MovedRow>(statement, values);
    if (row === undefined) return null;
    transaction.afterCommit(() => outbox.deliver(row.outbox_rows ?? []));
    return {
      id: row.id,
      showId: row.show_id,
      buyerId: row.buyer_id,
      seatNos: row.seat_nos,
      pricesMinor: row.prices_minor,
      totalMinor: row.total_minor,
      currency: row.currency,
      expiresAt: row.expires_at,
      expiresAtMax: row.expires_at_max,
    };
  };
  return {
    reserve: (transaction, { holdId, buyerId, orderId, now }) =>
      move(transaction, reserveHold, [holdId, buyerId, now, orderId]),
    sell: (transaction, orderId) => move(transaction, sellReserved, [orderId]),
    returnToHold: (transaction, orderId, expiresAt) => move(transaction, returnToHold, [orderId, expiresAt]),
    release: (transaction, orderId) => move(transaction, releaseReserved, [orderId]),
    reserveAgain: (transaction, { holdId, orderId }) => move(transaction, reserveAgain, [holdId, orderId]),
    async issueComplimentary(transaction, { showId, currency, parties, now }) {
      const ids = () => parties.map(() => newId());
      const partyOfSeat = parties.flatMap((seatNos, index) => seatNos.map(() => index + 1));
      const values = [showId, parties.flat(), partyOfSeat, ids(), ids(), ids(), now, currency];
      const input = await transaction.run<ComplimentarySeats>(reserveComplimentary, values);
      const orderIds = input.map(({ orderId }) => orderId);
      const [row] = await transaction.run<{ outbox_rows: OutboxRow[] | null }>(sellComplimentary, [showId, orderIds]);
      transaction.afterCommit(() => outbox.deliver(row?.outbox_rows ?? []));
      return input;
    },
    returnSold: (transaction, orderId) => move(transaction, returnSold, [orderId]),
  };
}
