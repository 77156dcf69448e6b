/**
 * The transitions of the seats of an order. Each is one statement inside the caller's transaction, so that the order and
 * its seats move together; each changes all seats or none, and a second run changes nothing. The statement itself reads
 * the state of the show, so a pause or a cancellation holds from the moment it is committed.
 */
import { newId, type Outbox, type OutboxRow, type Statement, type Transaction } from '../../platform';
import type { Hold, HoldKey } from '../holds/hold';
import { type SalesNotOpenOutcome, salesNotOpen } from '../holds/refusals';
import { type ShowStateRow, whyNotForHolder } from '../ledger/show-state';
import type { HeldSeatsByNetwork } from '../network-limit/held-seats-by-network';
import { changePlaces, lendBlocked, reserveDirectly, reserveOtherSeat, sellDirectly } from './direct-seats.sql';
import {
  countSeatsOfBuyer,
  releaseReserved,
  reserveAgain,
  reserveHold,
  returnSold,
  returnSomeSold,
  returnToHold,
  sellReserved,
} from './order-seats.sql';

/** The seats that moved, with their prices. */
export type MovedSeats = Pick<
  Hold,
  'id' | 'showId' | 'buyerId' | 'seatNos' | 'pricesMinor' | 'totalMinor' | 'currency' | 'expiresAt' | 'expiresAtMax'
>;

/** Whose seats move: UUIDs of a show and of an order. */
export interface OrderSeatsKey {
  readonly showId: string;
  readonly orderId: string;
}

/** Seats that were reserved for an order without a hold of the buyer. */
export interface DirectSeats {
  readonly holdId: string;
  readonly orderId: string;
  /** A buyer of their own. */
  readonly buyerId: string;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
}

/** Seats that were sold without a payment. */
export interface ComplimentarySeats {
  readonly holdId: string;
  readonly orderId: string;
  readonly buyerId: string;
  readonly seatNos: readonly number[];
}

export type ReserveOutcome =
  | { readonly kind: 'Reserved'; readonly seats: MovedSeats }
  /** The sale is paused or has not opened yet, and the hold lives on; or the show is cancelled. */
  | SalesNotOpenOutcome
  /** No such hold of this buyer, or it has ended, or an order has it. */
  | { readonly kind: 'HoldNotLive' };

export type SellOutcome =
  | { readonly kind: 'Sold'; readonly seats: MovedSeats }
  /** The seats are still reserved: release them, and return what was charged. */
  | { readonly kind: 'ShowCancelled' }
  | { readonly kind: 'NotReserved' };

export type ReturnToHoldOutcome =
  | { readonly kind: 'Held'; readonly seats: MovedSeats }
  /** The show is cancelled, so the seats are free and their hold has ended. */
  | { readonly kind: 'Released'; readonly seats: MovedSeats }
  | { readonly kind: 'NotReserved' };

export type ReserveAgainOutcome =
  | { readonly kind: 'Reserved'; readonly seats: MovedSeats }
  | { readonly kind: 'ShowCancelled' }
  /** Another buyer has one of them, or this buyer has as many others as the show allows. */
  | { readonly kind: 'SeatsTaken' };

export interface OrderSeatTransitions {
  /** held → reserved, for a live hold of this buyer. After the sale has closed, who held in time may still buy. */
  reserve(
    transaction: Transaction,
    input: HoldKey & { readonly buyerId: string; readonly orderId: string; readonly now: Date },
  ): Promise<ReserveOutcome>;
  /** reserved → sold. A pause or the end of the sale does not matter: the payment was begun before. */
  sell(transaction: Transaction, key: OrderSeatsKey): Promise<SellOutcome>;
  /**
   * reserved → held again, until the instant; one in the past lets the hold expire at once. While the sale is paused or
   * has been put off, the hold gets all the time that it can have: `seats.expiresAt` says until when.
   */
  returnToHold(
    transaction: Transaction,
    input: OrderSeatsKey & { readonly expiresAt: Date; readonly now: Date },
  ): Promise<ReturnToHoldOutcome>;
  /** reserved → free. Null where the seats are not reserved for the order. */
  release(transaction: Transaction, key: OrderSeatsKey): Promise<MovedSeats | null>;
  /** How many seats of a show count against the limit of a buyer: those held, reserved or bought. */
  countSeatsOfBuyer(
    transaction: Transaction,
    input: { readonly showId: string; readonly buyerId: string; readonly now: Date },
  ): Promise<number>;
  /**
   * Reserved again for a payment that arrived after its order had ended: all its seats must be free or still held, and
   * within the buyer's limit together with what the buyer has got since.
   */
  reserveAgain(
    transaction: Transaction,
    input: HoldKey & OrderSeatsKey & { readonly now: Date },
  ): Promise<ReserveAgainOutcome>;
  /**
   * available → sold, without a payment: one order for each party of seats. Seats that are not available are left out,
   * and a party without any seat left has no order.
   */
  issueComplimentary(
    transaction: Transaction,
    input: { showId: string; currency: string; parties: readonly (readonly number[])[]; now: Date },
  ): Promise<ComplimentarySeats[]>;
  /**
   * available or blocked → reserved, for one order of a new buyer, whatever the state of the sale and the limit of seats.
   * Null where one of the seats cannot be had: then the caller must end the transaction without a trace.
   */
  reserveDirectly(
    transaction: Transaction,
    input: OrderSeatsKey & {
      readonly currency: string;
      readonly seats: readonly { readonly seatNo: number; readonly priceMinor: number }[];
      readonly now: Date;
    },
  ): Promise<DirectSeats | null>;
  /**
   * A sold seat of an order is free, and another one, available or blocked, is sold in its place. False where it cannot be
   * had: then the caller must end the transaction without a trace.
   */
  changePlaces(
    transaction: Transaction,
    input: OrderSeatsKey & { readonly seatNo: number; readonly toSeatNo: number },
  ): Promise<boolean>;
  /** sold → free, for an order whose money goes back. Null where the seats are not sold to the order. */
  returnSold(transaction: Transaction, key: OrderSeatsKey): Promise<MovedSeats | null>;
  /** The same for some of its seats. Null where one of them is not sold to the order, and none moves. */
  returnSomeSold(
    transaction: Transaction,
    input: OrderSeatsKey & { readonly seatNos: readonly number[] },
  ): Promise<{ readonly seatsLeft: number } | null>;
}

/** A row of every statement of `order-seats.sql.ts`: the columns of the hold are null where nothing moved. */
interface MoveRow extends ShowStateRow {
  readonly id: string | null;
  readonly show_id: string;
  readonly buyer_id: string;
  readonly status: 'A' | 'L' | 'R' | 'C' | 'X';
  readonly seat_nos: number[];
  readonly prices_minor: number[];
  readonly total_minor: number;
  readonly currency: string;
  readonly expires_at: Date;
  readonly expires_at_max: Date;
  /** The hold as it was before; null where there is none. */
  readonly hold_code: string | null;
  readonly hold_expires_at: Date | null;
  readonly outbox_rows: readonly OutboxRow[] | null;
}

export function orderSeatTransitions(outbox: Outbox, heldSeatsByNetwork: HeldSeatsByNetwork): OrderSeatTransitions {
  /** Runs one of the statements, and returns its row with what moved. */
  async function move(
    transaction: Transaction,
    statement: Statement,
    values: unknown[],
  ): Promise<{ readonly row: MoveRow; readonly seats: MovedSeats | null }> {
    const [row] = await transaction.run<MoveRow>(statement, values);
    if (row === undefined) throw new Error(`The statement ${statement.name} returned no row`);
    const seats = row.id === null ? null : movedSeats(row.id, row);
    transaction.afterCommit(() => {
      outbox.deliver(row.outbox_rows ?? []);
      if (seats !== null) heldSeatsByNetwork.moveEnd(seats, heldUntil(row.status, seats));
    });
    return { row, seats };
  }

  return {
    async reserve(transaction, { showId, holdId, buyerId, orderId, now }) {
      const { row, seats } = await move(transaction, reserveHold, [showId, holdId, buyerId, now, orderId]);
      if (seats !== null) return { kind: 'Reserved', seats };
      const why = whyNotForHolder(row, now);
      const wasLive = row.hold_code === 'A' && row.hold_expires_at !== null && row.hold_expires_at > now;
      // A cancellation ends the holds of its show: it is the reason why this one is not live.
      const endedWithShow = row.hold_code === 'E' && why?.status === 'CANCELLED';
      return why !== null && (wasLive || endedWithShow) ? salesNotOpen(why.status, why) : { kind: 'HoldNotLive' };
    },
    async sell(transaction, { showId, orderId }) {
      const { row, seats } = await move(transaction, sellReserved, [showId, orderId]);
      if (seats !== null) return { kind: 'Sold', seats };
      return row.hold_code === 'R' && row.cancelled_at !== null ? { kind: 'ShowCancelled' } : { kind: 'NotReserved' };
    },
    async returnToHold(transaction, { showId, orderId, expiresAt, now }) {
      const { row, seats } = await move(transaction, returnToHold, [showId, orderId, expiresAt, now]);
      if (seats === null) return { kind: 'NotReserved' };
      return row.status === 'A' ? { kind: 'Held', seats } : { kind: 'Released', seats };
    },
    release: async (transaction, { showId, orderId }) =>
      (await move(transaction, releaseReserved, [showId, orderId])).seats,
    async countSeatsOfBuyer(transaction, { showId, buyerId, now }) {
      const [row] = await transaction.run<{ seatCount: number }>(countSeatsOfBuyer, [showId, buyerId, now]);
      return row?.seatCount ?? 0;
    },
    async reserveAgain(transaction, { showId, holdId, orderId, now }) {
      const { row, seats } = await move(transaction, reserveAgain, [showId, holdId, orderId, now]);
      if (seats !== null) return { kind: 'Reserved', seats };
      return row.cancelled_at !== null ? { kind: 'ShowCancelled' } : { kind: 'SeatsTaken' };
    },
    async issueComplimentary(transaction, { showId, currency, parties, now }) {
      const ids = () => parties.map(() => newId());
      const seats = parties
        .flatMap((seatNos, index) => seatNos.map((seatNo) => ({ seatNo, party: index + 1 })))
        .toSorted(bySeatNo);
      const seatNos = seats.map(({ seatNo }) => seatNo);
      const partyOfSeat = seats.map(({ party }) => party);
      const prices = seats.map(() => 0);
      const values = [showId, seatNos, partyOfSeat, ids(), ids(), ids(), now, currency, prices];
      const issued = await transaction.run<ComplimentarySeats>(reserveDirectly, values);
      const orderIds = issued.map(({ orderId }) => orderId);
      const [row] = await transaction.run<{ outbox_rows: OutboxRow[] | null }>(sellDirectly, [showId, orderIds]);
      transaction.afterCommit(() => outbox.deliver(row?.outbox_rows ?? []));
      return issued;
    },
    async reserveDirectly(transaction, { showId, orderId, currency, seats: given, now }) {
      const seats = given.toSorted(bySeatNo);
      const seatNos = seats.map(({ seatNo }) => seatNo);
      await transaction.run(lendBlocked, [showId, seatNos]);
      const prices = seats.map(({ priceMinor }) => priceMinor);
      const party = seatNos.map(() => 1);
      const values = [showId, seatNos, party, [newId()], [orderId], [newId()], now, currency, prices];
      const [reserved] = await transaction.run<DirectSeats>(reserveDirectly, values);
      return reserved?.seatNos.length === seatNos.length ? reserved : null;
    },
    async changePlaces(transaction, { showId, orderId, seatNo, toSeatNo }) {
      await transaction.run(lendBlocked, [showId, [toSeatNo]]);
      const reserved = await transaction.run(reserveOtherSeat, [showId, orderId, toSeatNo]);
      if (reserved.length === 0) return false;
      const values = [showId, orderId, seatNo, toSeatNo];
      const [row] = await transaction.run<{ outbox_rows: OutboxRow[] | null }>(changePlaces, values);
      if (row === undefined) return false;
      transaction.afterCommit(() => outbox.deliver(row.outbox_rows ?? []));
      return true;
    },
    returnSold: async (transaction, { showId, orderId }) =>
      (await move(transaction, returnSold, [showId, orderId])).seats,
    async returnSomeSold(transaction, { showId, orderId, seatNos }) {
      type Row = { readonly seatsLeft: number; readonly outbox_rows: readonly OutboxRow[] | null };
      const [row] = await transaction.run<Row>(returnSomeSold, [showId, orderId, seatNos]);
      if (row === undefined) return null;
      transaction.afterCommit(() => outbox.deliver(row.outbox_rows ?? []));
      return { seatsLeft: row.seatsLeft };
    },
  };
}

const bySeatNo = (a: { readonly seatNo: number }, b: { readonly seatNo: number }) => a.seatNo - b.seatNo;

/** Until when the seats count as held by the buyer's network: an order that waits for its payment may take all the time. */
function heldUntil(status: MoveRow['status'], { expiresAt, expiresAtMax }: MovedSeats): Date {
  if (status === 'A') return expiresAt;
  return status === 'R' ? expiresAtMax : new Date(0);
}

const movedSeats = (id: string, row: MoveRow): MovedSeats => ({
  id,
  showId: row.show_id,
  buyerId: row.buyer_id,
  seatNos: row.seat_nos,
  pricesMinor: row.prices_minor,
  totalMinor: row.total_minor,
  currency: row.currency,
  expiresAt: row.expires_at,
  expiresAtMax: row.expires_at_max,
});
