import type { SellOutcome } from '../../inventory';
import type { Actor, OrderRow } from '../../orders';
import type { Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { returnTickets, type TicketsReturned } from '../returns/return-tickets';
import { creditOf, type ExchangeQuote } from './exchange-quote';
import { readExchangeQuote, recordExchanged } from './exchange-quotes.sql';

/** An exchange whose old order is locked, with the orders whose payments that one lives on. */
export interface LockedExchange {
  readonly quote: ExchangeQuote;
  readonly old: OrderRow;
}

/** Thrown to undo the transaction: the old tickets cannot be exchanged any more. */
export class ExchangeFailed extends Error {}

/** Locks the old order of an exchange. The new one is locked already: a new order is never older than those it lives on. */
export async function lockExchange(
  { orders }: Pick<CheckoutContext, 'orders'>,
  transaction: Transaction,
  { exchange }: Pick<OrderRow, 'exchange'>,
): Promise<LockedExchange | null> {
  if (exchange === null) return null;
  const quote = await readQuote(transaction, exchange);
  const old = quote === null ? null : await orders.lockWithItems(transaction, quote);
  if (quote === null || old === null) throw new Error(`There is no exchange ${exchange.quoteId}`);
  // As it is now: whoever commits it waits for the old order.
  return { old, quote: (await readQuote(transaction, exchange)) ?? quote };
}

async function readQuote(
  transaction: Transaction,
  { showId, quoteId }: NonNullable<OrderRow['exchange']>,
): Promise<ExchangeQuote | null> {
  const [quote] = await transaction.run<ExchangeQuote>(readExchangeQuote, [showId, quoteId]);
  return quote ?? null;
}

/**
 * Old and new change places, in the caller's transaction: the reserved seats of the new order are sold to it, the old
 * tickets end and their seats are on sale, what was paid for them pays for the new ones, and the rest of it comes back. The
 * caller confirms the new order afterwards. Nothing has changed where the seats are not `Sold`.
 *
 * @throws ExchangeFailed where the old tickets were used, returned or exchanged meanwhile: undo the transaction
 */
export async function swapSeats(
  context: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  { old, quote }: LockedExchange,
  by: Actor,
): Promise<SellOutcome['kind']> {
  const { inventory, tickets, clock } = context;
  const live = old.status === 'CONFIRMED' ? await tickets.liveTicketsOf(old, transaction) : [];
  const isWhole = quote.ticketIds.every((wanted) => live.some(({ ticketId }) => ticketId === wanted));
  if (quote.exchangedAt !== null || !isWhole) throw new ExchangeFailed();
  const sold = await inventory.orderSeatTransitions.sell(transaction, order);
  if (sold.kind !== 'Sold') return sold.kind;
  const now = clock.now();
  const { showId, orderId } = order;
  const returned: TicketsReturned = {
    ...{ returnId: quote.quoteId, seatNos: quote.seatNos, keptMinor: 0, now },
    reason: 'exchanged',
    returnedMinor: quote.paidMinor - creditOf(quote),
    moved: { order: { showId, orderId }, amountMinor: creditOf(quote) },
  };
  if (!(await returnTickets(context, transaction, old, returned, by))) throw new ExchangeFailed();
  // Now the tickets have ended and their rows are locked: a scan came before, or is refused.
  if (await tickets.isOrderUsed(transaction, old, quote.seatNos)) throw new ExchangeFailed();
  await transaction.run(recordExchanged, [quote.showId, quote.quoteId, now]);
  return 'Sold';
}
