import type { SaleTerms } from '../../catalog';
import { type OrderKey, type OrderRow } from '../../orders';
import { creditLedger, type Payment, paymentLedger } from '../../payments';
import { type Caller, forbidden, newId, type SqlExecutor } from '../../platform';
import type { Ticket } from '../../tickets';
import { actorOf } from '../cancellation/actor-of';
import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import type { ReturnQuote } from './return-quote';
import { recordReturnQuote } from './return-quotes.sql';
import { type ReturnRule, returnedOfEach, ruleAt } from './return-rule';

export type QuoteReturnOutcome =
  | { readonly kind: 'ReturnQuote'; readonly quote: ReturnQuote; readonly tickets: readonly Ticket[] }
  | ReturnNotPossibleOutcome
  | { readonly kind: 'OrderNotFound'; readonly message: string };

export interface ReturnNotPossibleOutcome {
  readonly kind: 'ReturnNotPossible';
  readonly message: string;
}

/** What an organizer returns instead of what the show's rule says. */
export interface ReturnOverride {
  readonly sharePercent: number;
  readonly reason: string;
}

export interface QuoteReturnInput {
  readonly order: OrderKey;
  /** UUIDs. */
  readonly ticketIds: readonly string[];
  readonly override: ReturnOverride | null;
}

export const QUOTE_SECONDS = 300;

export const notPossible = (message: string): ReturnNotPossibleOutcome => ({ kind: 'ReturnNotPossible', message });
export const used = notPossible('Somebody has come in with one of these tickets.');

/**
 * Offers the return of some tickets of an order: what was paid, what is kept, what comes back. The offer holds for five
 * minutes, even if a step of the rule ends meanwhile. Nothing is promised about the tickets: until the return is
 * committed they are valid, and may be scanned.
 */
export async function quoteReturn(
  context: CheckoutContext,
  { order: key, ticketIds, override }: QuoteReturnInput,
  caller: Caller,
): Promise<QuoteReturnOutcome> {
  const { orders, catalog, database, tickets, clock } = context;
  const order = await orders.read(key);
  if (order === null) return orderNotFound;
  const terms = await catalog.refreshSaleTerms(key.showId);
  const by = await actorOf(caller, order, terms);
  if (terms === null || by === null) return orderNotFound;
  if (override !== null && by.role === 'buyer') throw forbidden('You are not an organizer of this show.');
  const wanted = await readWanted(context, database, order, ticketIds);
  if (wanted.kind === 'ReturnNotPossible') return wanted;
  const createdAt = clock.now();
  const rule = override === null ? ruleAt(terms, createdAt, order.createdAt) : overrideRule(override);
  if (rule === null) return notPossible('The time to return tickets of this show is over.');
  if (minds(rule) && (await tickets.isOrderUsed(database, order, wanted.seatNos))) return used;
  const quote: ReturnQuote = {
    ...{ showId: order.showId, quoteId: newId(), orderId: order.orderId, callerId: by.callerId, role: by.role },
    ...{ seatNos: wanted.seatNos, ticketIds: wanted.tickets.map(({ ticketId }) => ticketId) },
    ...{ paidMinor: wanted.paidMinor, returnedMinor: await amountsOf(database, order, wanted.paidMinor, rule) },
    ...{ currency: order.currency, rule, reason: override?.reason ?? null },
    ...{ createdAt, expiresAt: later(createdAt, QUOTE_SECONDS), committedAt: null, idempotencyKey: null },
  };
  await record(database, quote);
  return { kind: 'ReturnQuote', quote, tickets: wanted.tickets };
}

const overrideRule = ({ sharePercent }: ReturnOverride): ReturnRule => ({
  kind: 'override',
  sharePercent,
  feeMinor: 0,
  until: null,
});

/** Whether tickets with which somebody came in stay with their buyer. */
export const minds = ({ kind }: ReturnRule): boolean =>
  kind === 'deadline' || kind === 'steps' || kind === 'show_moved';

interface Wanted {
  readonly kind: 'wanted';
  readonly tickets: readonly Ticket[];
  readonly seatNos: readonly number[];
  readonly paidMinor: readonly number[];
}

/** The tickets with their prices, in the order of the seats; each must be a valid one of the confirmed order. */
export async function readWanted(
  { tickets }: Pick<CheckoutContext, 'tickets'>,
  executor: SqlExecutor,
  order: OrderRow,
  ticketIds: readonly string[],
): Promise<Wanted | ReturnNotPossibleOutcome> {
  if (order.status !== 'CONFIRMED') return notPossible('Only tickets of a confirmed order can be returned.');
  const live = await tickets.liveTicketsOf(order, executor);
  const wanted = live.filter(({ ticketId }) => ticketIds.includes(ticketId));
  if (wanted.length === 0 || wanted.length !== new Set(ticketIds).size) {
    return notPossible('One of the tickets is not a valid ticket of this order, or no longer.');
  }
  const priceOf = new Map(order.seatNos.map((seatNo, index) => [seatNo, order.pricesMinor[index] ?? 0]));
  const seatNos = wanted.map(({ seatNo }) => seatNo);
  return { kind: 'wanted', tickets: wanted, seatNos, paidMinor: seatNos.map((seatNo) => priceOf.get(seatNo) ?? 0) };
}

/** What comes back of each price. Refunds in the provider's dashboard may have left less than the rule gives. */
export async function amountsOf(
  executor: SqlExecutor,
  order: OrderRow,
  paidMinor: readonly number[],
  rule: ReturnRule,
): Promise<number[]> {
  return returnedOfEach(paidMinor, rule, order.currency, await moneyLeftOf(executor, order));
}

/** What of the payments that the order lives on, its own and those of tickets that were exchanged for it, can come back. */
export async function moneyLeftOf(executor: SqlExecutor, order: OrderKey): Promise<number> {
  // One after the other: a transaction has one connection.
  const payment = await paymentLedger.read(executor, order);
  const ownMinor = payment === null ? 0 : await leftOf(executor, payment);
  let sumMinor = ownMinor;
  for (const credit of await creditLedger.read(executor, order)) {
    const source = await paymentLedger.read(executor, credit);
    // Less than nothing where refunds in the dashboard have taken of what pays for this order.
    const sourceMinor = source === null ? 0 : await leftOf(executor, source);
    sumMinor += Math.max(0, credit.leftMinor + Math.min(0, sourceMinor));
  }
  return sumMinor;
}

async function leftOf(executor: SqlExecutor, payment: Payment): Promise<number> {
  const known = await paymentLedger.readProviderRefunds(executor, payment);
  const othersMinor = known.reduce(
    (sum, { isOurs, state, amountMinor }) => (isOurs || state === 'failed' ? sum : sum + amountMinor),
    0,
  );
  return payment.amountMinor - payment.returnedMinor - payment.keptMinor - payment.creditedMinor - othersMinor;
}

/** The same quote by the terms as they are now, for a quote that is out of date. */
export async function quoteAgain(
  context: CheckoutContext,
  { showId, orderId, ticketIds }: ReturnQuote,
  caller: Caller,
): Promise<QuoteReturnOutcome> {
  return quoteReturn(context, { order: { showId, orderId }, ticketIds, override: null }, caller);
}

async function record(executor: SqlExecutor, quote: ReturnQuote): Promise<void> {
  await executor.run(recordReturnQuote, [
    ...[quote.showId, quote.quoteId, quote.orderId, quote.callerId, quote.role],
    ...[quote.seatNos, quote.ticketIds, quote.paidMinor, quote.returnedMinor, quote.currency],
    ...[JSON.stringify(quote.rule), quote.reason, quote.createdAt, quote.expiresAt],
  ]);
}

/** The rule of a quote by other terms; null where nothing could be returned by them. */
export const ruleOf = (
  { rule, createdAt }: ReturnQuote,
  terms: SaleTerms,
  { createdAt: orderedAt }: Pick<OrderRow, 'createdAt'>,
): ReturnRule | null => (rule.kind === 'override' ? rule : ruleAt(terms, createdAt, orderedAt));
