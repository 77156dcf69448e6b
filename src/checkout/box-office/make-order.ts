import { type SalesNotOpenOutcome, salesNotOpenToHolder } from '../../inventory';
import { encodeOrderId, type OrderRow } from '../../orders';
import { badUserInput, newId, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { keyReused } from '../idempotency-key';
import { recordBoxOfficeOrder } from './box-office.sql';
import { audit, type BoxOfficeRequest, claim, knownRequest, RequestKnown, SeatsGone } from './request';

/** An order that a member makes; nobody pays for it online. */
export interface BoxOfficeOrder {
  readonly kind: 'gift' | 'sale';
  readonly seatIds: readonly string[];
  readonly email: string | null;
  readonly locale: string | null;
  readonly guestName: string | null;
  readonly reason: string | null;
  /** Empty for a gift: so orders are told apart that were given away. */
  readonly requestHash: Buffer;
  /** The field of the API, and what the audit says of the request. */
  readonly action: string;
  readonly audited: object;
  /** Called with the order, before its seats are sold. */
  readonly pay: (transaction: Transaction, order: OrderRow) => Promise<void>;
  /** Called after its seats were sold. */
  readonly finish: (transaction: Transaction, order: OrderRow) => Promise<void>;
}

export type MakeOrderOutcome =
  | { readonly kind: 'made'; readonly order: OrderRow }
  | SeatsUnavailableOutcome
  /** The show is cancelled. */
  | SalesNotOpenOutcome
  | typeof keyReused;

export interface SeatsUnavailableOutcome {
  readonly kind: 'SeatsUnavailable';
  readonly message: string;
  readonly showId: string;
  readonly seatNos: readonly number[];
}

/** The prices are read again where the terms of the show have changed. */
const ATTEMPTS_MAX = 4;

/**
 * Makes an order of seats that are free or blocked, in one transaction: seats, order, money, tickets. A pause of the sale
 * and the limit of seats are for buyers, not for members. The same request again returns the first order.
 */
export async function makeOrder(
  context: CheckoutContext,
  request: BoxOfficeRequest,
  wish: BoxOfficeOrder,
): Promise<MakeOrderOutcome> {
  const { database, catalog, inventory, clock } = context;
  const { showId } = request;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const known = await knownOrder(context, request);
    if (known !== null) return known;
    const terms = await catalog.refreshSaleTerms(showId);
    if (terms === null) throw badUserInput('There is no such show.');
    const now = clock.now();
    const cancelled = terms.cancelledAt === null ? null : salesNotOpenToHolder(terms, now);
    if (cancelled !== null) return cancelled;
    const priced = await inventory.priceSeats(terms, wish.seatIds);
    const seats = wish.kind === 'gift' ? priced.map(({ seatNo }) => ({ seatNo, priceMinor: 0 })) : priced;
    const orderId = newId();
    try {
      const order = await database.transaction(async (transaction) => {
        await claim(transaction, request, { orderId, now });
        const current = await catalog.lockSaleTerms(transaction, showId);
        if (current?.termsVersion !== terms.termsVersion) throw new TermsChanged();
        const reserved = await inventory.orderSeatTransitions.reserveDirectly(transaction, {
          ...{ showId, orderId, currency: terms.currency, seats, now },
        });
        if (reserved === null) throw new SeatsGone();
        return recordSold(context, transaction, request, wish, {
          ...{ ...reserved, showId, currency: terms.currency, now },
        });
      });
      return { kind: 'made', order };
    } catch (error) {
      if (error instanceof SeatsGone)
        return seatsUnavailable(
          context,
          showId,
          priced.map(({ seatNo }) => seatNo),
        );
      if (!(error instanceof RequestKnown || error instanceof TermsChanged)) throw error;
    }
  }
  throw new Error(`The terms of show ${showId} changed ${ATTEMPTS_MAX} times while an order was made`);
}

/** Thrown to end a transaction without a trace. */
class TermsChanged extends Error {}

/** The order of the same request, if it was sent before. */
export async function knownOrder(
  { database, orders }: CheckoutContext,
  request: BoxOfficeRequest,
): Promise<Extract<MakeOrderOutcome, { kind: 'made' | 'IdempotencyKeyReused' }> | null> {
  const known = await knownRequest(database, request);
  if (known === null) return null;
  if (!known.isSame) return keyReused;
  const order = await orders.read({ showId: request.showId, orderId: known.orderId });
  if (order === null) throw new Error(`Order ${known.orderId} of a request is missing`);
  return { kind: 'made', order };
}

/** Records an order whose seats are reserved, and sells them. */
export async function recordSold(
  { orders, inventory }: CheckoutContext,
  transaction: Transaction,
  request: BoxOfficeRequest,
  wish: Omit<BoxOfficeOrder, 'seatIds'>,
  reserved: Pick<OrderRow, 'showId' | 'orderId' | 'holdId' | 'buyerId' | 'seatNos' | 'pricesMinor' | 'currency'> & {
    readonly now: Date;
  },
): Promise<OrderRow> {
  const { now, ...seats } = reserved;
  const { callerId, by } = request;
  const totalMinor = seats.pricesMinor.reduce((sum, price) => sum + price, 0);
  const order: OrderRow = {
    ...seats,
    ...{ status: 'PENDING_PAYMENT', endReason: null, totalMinor, creditMinor: 0, exchange: null, version: 1 },
    ...{ email: wish.email, createdAt: now },
  };
  const { showId, orderId } = order;
  const { requestHash, locale } = wish;
  await orders.record(transaction, { ...order, idempotencyKey: orderId, requestHash, locale }, by);
  await wish.pay(transaction, order);
  const sold = await inventory.orderSeatTransitions.sell(transaction, order);
  if (sold.kind !== 'Sold') throw new SeatsGone();
  await orders.move(transaction, order, { from: 'PENDING_PAYMENT', to: 'CONFIRMED' }, by);
  const values = [showId, orderId, wish.kind, wish.guestName, wish.reason, callerId];
  await transaction.run(recordBoxOfficeOrder, values);
  await wish.finish(transaction, order);
  const after = { ...wish.audited, seatCount: order.seatNos.length, totalMinor, currency: order.currency };
  await audit(transaction, request, { action: wish.action, subject: encodeOrderId(order), after, now });
  return { ...order, status: 'CONFIRMED', version: 2 };
}

export async function seatsUnavailable(
  { inventory }: CheckoutContext,
  showId: string,
  seatNos: readonly number[],
): Promise<SeatsUnavailableOutcome> {
  const taken = await inventory.findTaken(showId, seatNos);
  const message = 'Somebody else has one of these seats, or it has no price. Choose others.';
  return { kind: 'SeatsUnavailable', message, showId, seatNos: taken };
}
