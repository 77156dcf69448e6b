import type { Hold } from '../../inventory';
import type { OrderKey } from '../../orders';
import { type Caller, newId } from '../../platform';
import type { Ticket } from '../../tickets';
import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import { QUOTE_SECONDS } from '../returns/quote-return';
import { type ExchangeQuote, exchangeNotPossible, refusalOfPrice } from './exchange-quote';
import { recordExchangeQuote } from './exchange-quotes.sql';
import { type HoldNewSeatsOutcome, holdNewSeats, type NewSeats } from './hold-new-seats';
import { judgeExchange } from './judge-exchange';

export type QuoteExchangeOutcome =
  | {
      readonly kind: 'ExchangeQuote';
      readonly quote: ExchangeQuote;
      readonly tickets: readonly Ticket[];
      readonly hold: Hold;
      readonly serverTime: Date;
    }
  | { readonly kind: 'OrderNotFound'; readonly message: string }
  | Exclude<HoldNewSeatsOutcome, { readonly kind: 'held' }>;

export interface QuoteExchangeInput {
  readonly order: OrderKey;
  /** UUIDs. */
  readonly ticketIds: readonly string[];
  /** UUID of the show of the new seats; null for the show of the order. */
  readonly showId: string | null;
  readonly seats: NewSeats;
  readonly network: string | null;
}

/**
 * Offers an exchange of some tickets of the caller's own order for other seats, which are held for it: what the difference
 * is, and until when the offer holds. The old tickets are valid until the exchange is committed, and may be scanned.
 *
 * @throws BAD_USER_INPUT for seats that can never be held
 */
export async function quoteExchange(
  context: CheckoutContext,
  input: QuoteExchangeInput,
  caller: Caller,
): Promise<QuoteExchangeOutcome> {
  const { orders, catalog, database, inventory, clock } = context;
  const order = await orders.read(input.order);
  if (order === null || order.buyerId !== caller.id) return orderNotFound;
  const showId = input.showId ?? order.showId;
  const old = await catalog.refreshSaleTerms(order.showId);
  const wanted = showId === order.showId ? old : await catalog.refreshSaleTerms(showId);
  if (old === null) return orderNotFound;
  if (wanted === null) return exchangeNotPossible('There is no such show.');
  const judged = await judgeExchange(context, database, order, input.ticketIds, { old, new: wanted });
  if (judged.kind === 'ExchangeNotPossible') return judged;
  const [quoteId, createdAt] = [newId(), clock.now()];
  const held = await holdNewSeats(context, order, judged, { ...input, showId, quoteId });
  if (held.kind !== 'held') return held;
  const { hold } = held;
  const sums = { paidMinor: judged.paidMinor, priceMinor: hold.totalMinor, currency: order.currency };
  const refusal = refusalOfPrice(judged.rule, sums);
  if (refusal !== null) {
    // Not one that the buyer had before.
    if (hold.createdAt >= createdAt) await inventory.releaseHold({ showId, holdId: hold.id, buyerId: order.buyerId });
    return refusal;
  }
  const validUntil = later(createdAt, QUOTE_SECONDS);
  const quote: ExchangeQuote = {
    ...{ showId: order.showId, quoteId, orderId: order.orderId, callerId: caller.id },
    ...{ seatNos: judged.seatNos, ticketIds: judged.tickets.map(({ ticketId }) => ticketId) },
    ...{ newShowId: showId, holdId: hold.id, rule: judged.rule, ...sums, createdAt, exchangedAt: null },
    expiresAt: new Date(Math.min(hold.expiresAt.getTime(), validUntil.getTime())),
  };
  await database.run(recordExchangeQuote, [
    ...[quote.showId, quote.quoteId, quote.orderId, quote.callerId, quote.seatNos, quote.ticketIds],
    ...[quote.newShowId, quote.holdId, quote.rule, quote.paidMinor, quote.priceMinor, quote.currency],
    ...[quote.createdAt, quote.expiresAt],
  ]);
  return { kind: 'ExchangeQuote', quote, tickets: judged.tickets, hold, serverTime: clock.now() };
}
