import type { SaleTerms } from '../../catalog';
import type { SalesNotOpenOutcome } from '../../inventory';
import { type Actor, actorText, type OrderRow } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import { badUserInput, formatMoney, isUniqueViolation, newId, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { ACTION_SECONDS, later, REQUEST_LEASE_SECONDS } from '../purchase/decide-payment-step';
import {
  creditOf,
  type ExchangeNotPossibleOutcome,
  type ExchangeQuote,
  exchangeNotPossible,
  refusalOfPrice,
} from './exchange-quote';
import { readExchangeQuote, readOpenExchangeQuotes } from './exchange-quotes.sql';
import { OPEN_QUOTES_MAX } from './hold-new-seats';
import { type ExchangeTerms, judgeExchange } from './judge-exchange';
import { ExchangeFailed, swapSeats } from './swap-seats';

export interface ExchangeRequest {
  /** Null where nothing may be charged. */
  readonly paymentMethod: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
}

export const exchangeQuoteExpired = {
  kind: 'QuoteExpired',
  message: 'This quote is no longer valid. Ask for a new one.',
} as const;

export type ReserveExchangeOutcome =
  /** The new order. Without a payment everything is done; otherwise the difference is to be charged. */
  | { readonly kind: 'reserved'; readonly order: OrderRow; readonly payment: Payment | null }
  | SalesNotOpenOutcome
  | ExchangeNotPossibleOutcome
  | typeof exchangeQuoteExpired
  /** The hold is not free, or the idempotency key was used in this show. */
  | { readonly kind: 'not free' }
  /** The idempotency key belongs to an order of another show. */
  | { readonly kind: 'key used elsewhere' };

/** Thrown to undo the transaction. */
class Undone extends Error {
  constructor(readonly outcome: ReserveExchangeOutcome) {
    super(outcome.kind);
  }
}

const usedMeanwhile = exchangeNotPossible('Somebody has come in with one of these tickets.');

/**
 * Reserves the new seats and records the new order with what the old tickets pay of it, in one transaction. Where nothing is
 * left to pay, old and new change places in the same transaction.
 *
 * Locks: the old order and those whose payments it lives on, the terms of both shows, then as the seat ledger does, for the
 * new hold and for the old one, then the payment.
 *
 * @throws BAD_USER_INPUT where a difference is due and there is no payment method
 */
export async function reserveExchange(
  context: CheckoutContext,
  quote: ExchangeQuote,
  request: ExchangeRequest,
): Promise<ReserveExchangeOutcome> {
  const { database, orders } = context;
  const { newShowId, callerId } = quote;
  try {
    return await database.transaction((transaction) => reserve(context, transaction, quote, request));
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    // The old order was locked, so of its tickets only a scan or a new issue can have come between.
    if (error instanceof ExchangeFailed) return usedMeanwhile;
    if (isUniqueViolation(error, 'ticket_order_idempotency_key')) {
      const { idempotencyKey, requestHash } = request;
      const isOfShow = (await orders.readOfKey(newShowId, callerId, idempotencyKey, requestHash)) !== null;
      const isElsewhere = !isOfShow && (await orders.isKeyUsed(callerId, idempotencyKey));
      return { kind: isElsewhere ? 'key used elsewhere' : 'not free' };
    }
    throw error;
  }
}

async function reserve(
  context: CheckoutContext,
  transaction: Transaction,
  { showId, quoteId, orderId: oldOrderId }: ExchangeQuote,
  { paymentMethod, email, locale, idempotencyKey, requestHash }: ExchangeRequest,
): Promise<ReserveExchangeOutcome> {
  const { orders, inventory, clock } = context;
  const old = await orders.lockWithItems(transaction, { showId, orderId: oldOrderId });
  const [quote] = await transaction.run<ExchangeQuote>(readExchangeQuote, [showId, quoteId]);
  if (old === null || quote === undefined) return exchangeQuoteExpired;
  if (quote.exchangedAt !== null) return exchangeNotPossible('These tickets were exchanged before.');
  const { holdId, newShowId, callerId: buyerId, seatNos: oldSeatNos } = quote;
  const now = clock.now();
  if (now >= quote.expiresAt) return exchangeQuoteExpired;
  const terms = await lockTerms(context, transaction, quote);
  if (await isExchangePending(context, transaction, quote)) {
    return exchangeNotPossible('Another exchange of one of these tickets waits for its payment.');
  }
  const judged = await judgeExchange(context, transaction, old, quote.ticketIds, terms);
  if (judged.kind === 'ExchangeNotPossible') return judged;
  const refusal = refusalOfPrice(judged.rule, quote);
  if (refusal !== null) return refusal;
  const creditMinor = creditOf(quote);
  const dueMinor = quote.priceMinor - creditMinor;
  if (dueMinor > 0 && paymentMethod === null) {
    const due = formatMoney({ amountMinor: dueMinor, currency: quote.currency });
    throw badUserInput(`"paymentMethod" is needed: the new seats cost ${due} more.`);
  }
  const orderId = newId();
  const reserved = await inventory.orderSeatTransitions.reserve(transaction, {
    ...{ showId: newShowId, holdId, buyerId, orderId, now },
  });
  if (reserved.kind === 'SalesNotOpen') return reserved;
  if (reserved.kind === 'HoldNotLive') return { kind: 'not free' };
  const { seatNos, pricesMinor, totalMinor, currency } = reserved.seats;
  const givenUp = newShowId === showId ? oldSeatNos.length : 0;
  const seatCount = await inventory.orderSeatTransitions.countSeatsOfBuyer(transaction, {
    showId: newShowId,
    buyerId,
    now,
  });
  const { seatsPerBuyerMax } = terms.new;
  if (seatNos.length > givenUp && seatCount - givenUp > seatsPerBuyerMax) {
    throw new Undone(exchangeNotPossible(`One buyer may have ${seatsPerBuyerMax} seats in this show.`));
  }
  const order = {
    ...{ orderId, showId: newShowId, buyerId, holdId, totalMinor, creditMinor, currency, seatNos, pricesMinor },
    // The tickets go where those of the old order went.
    email: email ?? old.email,
    ...{ exchange: { showId, quoteId }, createdAt: now, endReason: null },
  };
  const by: Actor = { role: 'buyer', callerId: buyerId };
  await orders.record(transaction, { ...order, idempotencyKey, requestHash, locale }, by);
  const pending: OrderRow = { ...order, status: 'PENDING_PAYMENT', version: 1 };
  if (dueMinor > 0) {
    const payment = await paymentLedger.record(transaction, {
      ...{ showId: newShowId, orderId, amount: { amountMinor: dueMinor, currency }, by: actorText(by) },
      requestLeaseUntil: later(now, REQUEST_LEASE_SECONDS),
      payUntil: later(now, ACTION_SECONDS),
    });
    return { kind: 'reserved', order: pending, payment };
  }
  const swapped = await swapSeats(context, transaction, pending, { quote, old }, by);
  // The show was cancelled between the two statements: the next attempt is refused for it.
  if (swapped !== 'Sold') throw new Undone({ kind: 'not free' });
  await orders.move(transaction, order, { from: 'PENDING_PAYMENT', to: 'CONFIRMED' }, by);
  return { kind: 'reserved', order: { ...pending, status: 'CONFIRMED', version: 2 }, payment: null };
}

/** Whether another exchange of one of the tickets waits for its payment. The old order is locked, so none begins now. */
async function isExchangePending(
  { orders }: CheckoutContext,
  transaction: Transaction,
  { showId, orderId, quoteId, seatNos }: ExchangeQuote,
): Promise<boolean> {
  const quotes = await transaction.run<ExchangeQuote>(readOpenExchangeQuotes, [showId, orderId, OPEN_QUOTES_MAX]);
  const others = quotes
    .filter((other) => other.quoteId !== quoteId && other.seatNos.some((seatNo) => seatNos.includes(seatNo)))
    .map((other) => ({ showId: other.newShowId, quoteId: other.quoteId }));
  return (await orders.readPendingExchanges(transaction, showId, others)).length > 0;
}

/** The terms of both shows, which nobody changes until the transaction ends. Locked in the order of their ids. */
async function lockTerms(
  { catalog }: CheckoutContext,
  transaction: Transaction,
  { showId, newShowId }: ExchangeQuote,
): Promise<ExchangeTerms> {
  const locked = new Map<string, SaleTerms>();
  for (const id of [...new Set([showId, newShowId])].sort()) {
    const terms = await catalog.lockSaleTerms(transaction, id);
    if (terms !== null) locked.set(id, terms);
  }
  const [old, wanted] = [locked.get(showId), locked.get(newShowId)];
  if (old === undefined || wanted === undefined) throw new Error(`An exchange names no show: ${showId}, ${newShowId}`);
  return { old, new: wanted };
}
