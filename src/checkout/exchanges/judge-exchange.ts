import type { ExchangeRule, SaleTerms } from '../../catalog';
import type { OrderRow } from '../../orders';
import type { SqlExecutor } from '../../platform';
import type { Ticket } from '../../tickets';
import type { CheckoutContext } from '../context';
import { moneyLeftOf, readWanted } from '../returns/quote-return';
import { type ExchangeNotPossibleOutcome, exchangeNotPossible } from './exchange-quote';

export interface Exchangeable {
  readonly kind: 'exchangeable';
  readonly tickets: readonly Ticket[];
  readonly seatNos: readonly number[];
  readonly paidMinor: number;
  readonly rule: ExchangeRule;
}

/** The terms of the show of the old tickets and of that of the new seats; the same where it is one show. */
export interface ExchangeTerms {
  readonly old: SaleTerms;
  readonly new: SaleTerms;
}

/** Whether tickets of an order may be exchanged for seats of a show now, whatever those cost. */
export async function judgeExchange(
  context: Pick<CheckoutContext, 'tickets' | 'clock'>,
  executor: SqlExecutor,
  order: OrderRow,
  ticketIds: readonly string[],
  terms: ExchangeTerms,
): Promise<Exchangeable | ExchangeNotPossibleOutcome> {
  const rule = terms.old.exchangeRule;
  if (rule === null) return exchangeNotPossible('Tickets of this show cannot be exchanged.');
  if (terms.old.cancelledAt !== null) return exchangeNotPossible('The show was cancelled. Return the tickets instead.');
  if (context.clock.now() >= terms.old.startsAt) return exchangeNotPossible('The show has started.');
  if (order.status !== 'CONFIRMED') return exchangeNotPossible('Only tickets of a confirmed order can be exchanged.');
  if (terms.old.organizerId !== terms.new.organizerId || order.currency !== terms.new.currency) {
    return exchangeNotPossible('Tickets can be exchanged for shows of the same organizer and in the same currency.');
  }
  const wanted = await readWanted(context, executor, order, ticketIds);
  if (wanted.kind === 'ReturnNotPossible') return exchangeNotPossible(wanted.message);
  if (await context.tickets.isOrderUsed(executor, order, wanted.seatNos)) {
    return exchangeNotPossible('Somebody has come in with one of these tickets.');
  }
  const paidMinor = wanted.paidMinor.reduce((sum, price) => sum + price, 0);
  // The whole price pays for the new seats, so all of it must be there.
  if ((await moneyLeftOf(executor, order)) < paidMinor) {
    return exchangeNotPossible('A part of what was paid for this order has been refunded by the payment provider.');
  }
  return { kind: 'exchangeable', tickets: wanted.tickets, seatNos: wanted.seatNos, paidMinor, rule };
}
