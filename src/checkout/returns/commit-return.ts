import { actorText, type OrderRow } from '../../orders';
import type { Money, Transaction } from '../../platform';
import { type Caller, isUniqueViolation } from '../../platform';
import type { Ticket } from '../../tickets';
import { refundNow } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { checkIdempotencyKey, keyReused } from '../idempotency-key';
import {
  amountsOf,
  minds,
  notPossible,
  quoteAgain,
  type ReturnNotPossibleOutcome,
  readWanted,
  ruleOf,
  used,
} from './quote-return';
import { type ReturnQuote, type ReturnQuoteKey, sumOf } from './return-quote';
import { commitReturnQuote, readReturnQuote, readReturnQuoteOfKey } from './return-quotes.sql';
import { returnTickets } from './return-tickets';

export type CommitReturnOutcome =
  | { readonly kind: 'CommitReturnPayload'; readonly order: OrderRow; readonly returned: Money }
  | { readonly kind: 'QuoteExpired'; readonly message: string }
  | {
      readonly kind: 'QuoteOutdated';
      readonly message: string;
      readonly quote: ReturnQuote;
      readonly tickets: readonly Ticket[];
    }
  | ReturnNotPossibleOutcome
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

const quoteExpired = {
  kind: 'QuoteExpired',
  message: 'This quote is no longer valid. Ask for a new one.',
} as const;

/** What the transaction has done, or why it was undone. */
type Step =
  | { readonly kind: 'committed' | 'repeated' | 'QuoteOutdated' }
  | typeof quoteExpired
  | ReturnNotPossibleOutcome
  | typeof keyReused;

/** Thrown to undo the transaction. */
class Undone extends Error {
  constructor(readonly step: Step) {
    super(step.kind);
  }
}

/**
 * Commits a quote: in one transaction the seats are on sale again, their tickets end, the order has fewer items, the
 * refund is wanted and the watchers are notified; then the provider is called, whose answer may come later. A repeat
 * with the same key gets the first answer.
 *
 * Locks: the order, the terms of the show, then as the seat ledger does, then the payment.
 */
export async function commitReturn(
  context: CheckoutContext,
  key: ReturnQuoteKey,
  idempotencyKey: string,
  caller: Caller,
): Promise<CommitReturnOutcome> {
  checkIdempotencyKey(idempotencyKey);
  const { database, orders, logger } = context;
  const [quote] = await database.run<ReturnQuote>(readReturnQuote, [key.showId, key.quoteId]);
  if (quote === undefined || quote.callerId !== caller.id) return quoteExpired;
  const { orderId, callerId, role } = quote;
  const by = { role, callerId } as const;
  const step = await database
    .transaction((transaction) => commit(context, transaction, quote, idempotencyKey))
    .catch((error: unknown): Step => {
      if (error instanceof Undone) return error.step;
      if (isUniqueViolation(error, 'return_quote_key') || isUniqueViolation(error, 'return_quote_key_of_show')) {
        return keyReused;
      }
      throw error;
    });
  switch (step.kind) {
    case 'committed': {
      context.atCrashPoint('refund wanted');
      const seats = quote.seatNos.length;
      logger.info({ orderId, returnId: quote.quoteId, seats, by: actorText(by) }, 'Tickets were returned');
      await refundNow(context, quote, by);
      return answer();
    }
    case 'repeated':
      return answer();
    case 'QuoteOutdated': {
      const again = await quoteAgain(context, quote, caller);
      if (again.kind === 'OrderNotFound') return quoteExpired;
      if (again.kind === 'ReturnNotPossible') return again;
      const message = 'The terms have changed since the quote. Nothing was returned. Look at the new quote.';
      return { ...again, kind: 'QuoteOutdated', message };
    }
    default:
      return step;
  }

  async function answer(): Promise<CommitReturnOutcome> {
    const current = await orders.read({ showId: key.showId, orderId });
    if (current === null) throw new Error(`There is no order ${orderId}`);
    const returned = { amountMinor: sumOf(quote?.returnedMinor ?? []), currency: current.currency };
    return { kind: 'CommitReturnPayload', order: current, returned };
  }
}

async function commit(
  context: CheckoutContext,
  transaction: Transaction,
  { showId, quoteId, orderId, callerId, role }: ReturnQuote,
  idempotencyKey: string,
): Promise<Step> {
  const { orders, catalog, tickets, clock } = context;
  const order = await orders.lockWithItems(transaction, { showId, orderId });
  // As it is now: whoever commits it waits for the order.
  const [quote] = await transaction.run<ReturnQuote>(readReturnQuote, [showId, quoteId]);
  if (order === null || quote === undefined) return quoteExpired;
  if (quote.committedAt !== null) {
    return quote.idempotencyKey === idempotencyKey
      ? { kind: 'repeated' }
      : notPossible('This quote was committed before.');
  }
  const keyUsed = await transaction.run(readReturnQuoteOfKey, [showId, callerId, idempotencyKey]);
  if (keyUsed.length > 0) return keyReused;
  const now = clock.now();
  if (now >= quote.expiresAt) return quoteExpired;
  const terms = await catalog.lockSaleTerms(transaction, showId);
  if (terms === null) throw new Error(`Order ${orderId} belongs to no show`);
  const wanted = await readWanted(context, transaction, order, quote.ticketIds);
  if (wanted.kind === 'ReturnNotPossible') return wanted;
  const rule = ruleOf(quote, terms, order);
  if (rule === null) return notPossible('The time to return tickets of this show is over.');
  const { seatNos, paidMinor } = wanted;
  const returned = await amountsOf(transaction, order, paidMinor, rule);
  if (returned.join() !== quote.returnedMinor.join()) return { kind: 'QuoteOutdated' };
  const returnedMinor = sumOf(returned);
  const keptMinor = sumOf(paidMinor) - returnedMinor;
  const by = { role, callerId } as const;
  const reason = rule.kind === 'show_cancelled' ? 'show_cancelled' : 'returned';
  const what = { returnId: quoteId, seatNos, returnedMinor, keptMinor, reason, now } as const;
  if (!(await returnTickets(context, transaction, order, what, by))) {
    throw new Error(`The seats of order ${orderId} are not sold to it`);
  }
  // Now the tickets have ended and their rows are locked: a scan came before, or is refused.
  if (minds(rule) && (await tickets.isOrderUsed(transaction, order, seatNos))) throw new Undone(used);
  await transaction.run(commitReturnQuote, [showId, quoteId, now, idempotencyKey]);
  return { kind: 'committed' };
}
