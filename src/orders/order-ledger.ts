import type { ComplimentarySeats, HoldKey } from '../inventory';
import type { Outbox, OutboxRow, SqlExecutor, Transaction } from '../platform';
import { type Actor, actorText, type ExchangeKey, type Order, type OrderKey } from './order';
import { findOrder } from './order-id';
import {
  countSeatsInSeveralOrders,
  lockOrder,
  moveItem,
  moveOrder,
  readAudit,
  readOrder,
  readOrderOfHold,
  readOrderOfKey,
  readOrdersOfBuyer,
  readPendingExchanges,
  readSourcesOfOrder,
  readUseOfKey,
  recordComplimentary,
  recordOrder,
  returnItems,
} from './order-ledger.sql';
import type { EndReason, OrderStatus } from './order-status';

/** One line of the audit: `change` names each column that changed with its value before and after. */
export interface AuditLine {
  readonly at: Date;
  readonly what: 'ticket_order' | 'order_item' | 'payment' | 'refund' | 'provider_refund' | 'ticket_return';
  readonly changedBy: string;
  readonly change: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

export interface NewOrder extends Omit<Order, 'status' | 'endReason' | 'version'> {
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  /** The language that the buyer reads, such as `de-AT`. */
  readonly locale: string | null;
}

/** A change of status; the end of an order has a reason. */
export type OrderMove =
  | { readonly from: OrderStatus; readonly to: 'CONFIRMED' }
  | { readonly from: OrderStatus; readonly to: 'CANCELLED' | 'REFUNDED'; readonly because: EndReason };

/** The ledger of orders. Every change happens in the caller's transaction, together with the seats and the payment. */
export interface OrderLedger {
  /** Breaks a unique constraint where the key was used or the hold is in another order: see `recordOrder`. */
  record(transaction: Transaction, order: NewOrder, by: Actor): Promise<void>;
  /** Complimentary orders, whose seats were sold in the same transaction: confirmed, at no price. */
  recordComplimentary(
    transaction: Transaction,
    complimentary: readonly ComplimentarySeats[],
    terms: { readonly showId: string; readonly currency: string; readonly now: Date },
    by: Actor,
  ): Promise<void>;
  /** The order, locked until the transaction ends. Where others had it locked, its items are those of before. */
  lock(transaction: Transaction, key: OrderKey): Promise<Order | null>;
  /**
   * The same with its items as they are once it is locked, and with the orders whose payments it lives on locked as well, so
   * that whoever returns its tickets locks orders in one direction.
   */
  lockWithItems(transaction: Transaction, key: OrderKey): Promise<Order | null>;
  /** False where its status was another. */
  move(transaction: Transaction, key: OrderKey, move: OrderMove, by: Actor): Promise<boolean>;
  /** Some items of a locked order are returned; the order lives on with the others. */
  returnItems(
    transaction: Transaction,
    key: OrderKey,
    returned: { readonly returnId: string; readonly seatNos: readonly number[] },
    by: Actor,
  ): Promise<void>;
  /** A seat of a locked order gives its place to another one, at the same price. */
  moveItem(
    transaction: Transaction,
    key: OrderKey,
    move: { readonly seatNo: number; readonly toSeatNo: number },
    by: Actor,
  ): Promise<void>;
  /** Of exchanges of tickets of one show, the orders whose payment is in progress. `showId` of each: of the new seats. */
  readPendingExchanges(
    executor: SqlExecutor,
    oldShowId: string,
    exchanges: readonly ExchangeKey[],
  ): Promise<OrderKey[]>;
  read(key: OrderKey): Promise<Order | null>;
  /** The order that a public id names, whether or not it exists; null where the id names none. */
  find(id: string): Promise<OrderKey | null>;
  /** What a buyer recorded in a show under an idempotency key, and whether the request was the same. */
  readOfKey(
    showId: string,
    buyerId: string,
    key: string,
    requestHash: Buffer,
  ): Promise<{ orderId: string; isSame: boolean } | null>;
  /** Whether the buyer has used the idempotency key, in whatever show. */
  isKeyUsed(buyerId: string, key: string): Promise<boolean>;
  /** The latest order of a hold of this buyer, and whether it still has the hold's seats. */
  readOfHold(hold: HoldKey, buyerId: string): Promise<{ orderId: string; isLive: boolean } | null>;
  /** Newest first, after the one with this id. */
  readOfBuyer(buyerId: string, after: string | null, ordersMax: number): Promise<Order[]>;
  readAudit(key: OrderKey): Promise<AuditLine[]>;
  /** Seats of a show that more than one order has that is paid or being paid. The database refuses a second one. */
  countSeatsInSeveralOrders(showId: string): Promise<number>;
}

export function orderLedger(database: SqlExecutor, outbox: Outbox): OrderLedger {
  return {
    async record(transaction, order, by) {
      await transaction.run(recordOrder, [
        order.orderId,
        order.showId,
        order.buyerId,
        order.holdId,
        order.idempotencyKey,
        order.requestHash,
        order.totalMinor,
        order.currency,
        order.email,
        order.createdAt,
        order.seatNos,
        order.pricesMinor,
        actorText(by),
        order.locale,
        order.creditMinor,
        order.exchange?.showId ?? null,
        order.exchange?.quoteId ?? null,
      ]);
    },
    async recordComplimentary(transaction, complimentary, { showId, currency, now }, by) {
      await transaction.run(recordComplimentary, [
        complimentary.map(({ orderId }) => orderId),
        complimentary.map(({ holdId }) => holdId),
        complimentary.map(({ buyerId }) => buyerId),
        showId,
        currency,
        now,
        complimentary.flatMap(({ orderId, seatNos }) => seatNos.map(() => orderId)),
        complimentary.flatMap(({ seatNos }) => seatNos),
        actorText(by),
      ]);
    },
    async lock(transaction, { showId, orderId }) {
      const [order] = await transaction.run<Order>(lockOrder, [showId, orderId]);
      return order ?? null;
    },
    async lockWithItems(transaction, { showId, orderId }) {
      const [locked] = await transaction.run<Order>(lockOrder, [showId, orderId]);
      // An order that has ended moves no money of others.
      if (locked?.status === 'CONFIRMED' && locked.creditMinor > 0) {
        for (const source of await transaction.run<OrderKey>(readSourcesOfOrder, [showId, orderId])) {
          await transaction.run(lockOrder, [source.showId, source.orderId]);
        }
      }
      // A statement that waits for the lock reads the items before it waits.
      const [order] = await transaction.run<Order>(readOrder, [showId, orderId]);
      return order ?? null;
    },
    async move(transaction, { showId, orderId }, move, by) {
      const because = move.to === 'CONFIRMED' ? null : move.because;
      const changes = await transaction.run<OutboxRow>(moveOrder, [
        showId,
        orderId,
        move.from,
        move.to,
        because,
        actorText(by),
      ]);
      transaction.afterCommit(() => outbox.deliver(changes));
      return changes.length > 0;
    },
    async returnItems(transaction, { showId, orderId }, { returnId, seatNos }, by) {
      const values = [showId, orderId, returnId, seatNos, actorText(by)];
      const [row] = await transaction.run<OutboxRow & { itemCount: number }>(returnItems, values);
      if (row?.itemCount !== seatNos.length) throw new Error(`Order ${orderId} does not have all of the items`);
      transaction.afterCommit(() => outbox.deliver([row]));
    },
    async moveItem(transaction, { showId, orderId }, { seatNo, toSeatNo }, by) {
      const [row] = await transaction.run<OutboxRow>(moveItem, [showId, orderId, seatNo, toSeatNo, actorText(by)]);
      if (row === undefined) throw new Error(`Order ${orderId} does not have seat ${seatNo}`);
      transaction.afterCommit(() => outbox.deliver([row]));
    },
    readPendingExchanges: (executor, oldShowId, exchanges) =>
      executor.run<OrderKey>(readPendingExchanges, [
        exchanges.map(({ showId }) => showId),
        exchanges.map(({ quoteId }) => quoteId),
        oldShowId,
      ]),
    async read({ showId, orderId }) {
      const [order] = await database.run<Order>(readOrder, [showId, orderId]);
      return order ?? null;
    },
    find: (id) => findOrder(database, id),
    isKeyUsed: async (buyerId, key) => (await database.run(readUseOfKey, [buyerId, key])).length > 0,
    async readOfKey(showId, buyerId, key, requestHash) {
      const [found] = await database.run<{ orderId: string; isSame: boolean }>(readOrderOfKey, [
        showId,
        buyerId,
        key,
        requestHash,
      ]);
      return found ?? null;
    },
    async readOfHold({ showId, holdId }, buyerId) {
      const values = [showId, holdId, buyerId];
      const [found] = await database.run<{ orderId: string; isLive: boolean }>(readOrderOfHold, values);
      return found ?? null;
    },
    readOfBuyer: (buyerId, after, ordersMax) => database.run<Order>(readOrdersOfBuyer, [buyerId, after, ordersMax]),
    async countSeatsInSeveralOrders(showId) {
      const [row] = await database.run<{ count: number }>(countSeatsInSeveralOrders, [showId]);
      return row?.count ?? 0;
    },
    readAudit: ({ showId, orderId }) => database.run<AuditLine>(readAudit, [showId, orderId]),
  };
}
