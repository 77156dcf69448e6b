import type { SaleTerms } from '../../catalog';
import { actorText } from '../../orders';
import type { AuditWriter } from '../../organizations';
import { badUserInput, type Caller, isUniqueViolation, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { CONTROL_CHARACTERS, checkIdempotencyKey, isWellFormed, keyReused } from '../idempotency-key';
import {
  committedBefore,
  hasOpenRun,
  notCancelled,
  nothingToRefund,
  quoteShowRefund,
  runExists,
  type ShowRefundNotPossibleOutcome,
  sumOrders,
} from './quote-show-refund';
import { startRun } from './refund-runs.sql';
import { type RefundRunKey, returnsMore, type ShowRefundQuote } from './show-refund-quote';
import { commitShowRefundQuote, lockShowRefundQuote } from './show-refund-quotes.sql';

export type RefundShowOutcome =
  | { readonly kind: 'RefundShowPayload'; readonly key: RefundRunKey }
  | { readonly kind: 'QuoteExpired'; readonly message: string }
  | { readonly kind: 'ShowRefundQuoteOutdated'; readonly message: string; readonly quote: ShowRefundQuote }
  | ShowRefundNotPossibleOutcome
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

export const MESSAGE_LENGTH_MAX = 1000;

const quoteExpired = {
  kind: 'QuoteExpired',
  message: 'This quote is no longer valid. Ask for a new one.',
} as const;

type Step =
  | { readonly kind: 'committed' | 'repeated' | 'outdated' }
  | typeof quoteExpired
  | ShowRefundNotPossibleOutcome
  | typeof keyReused;

/** Thrown to undo the transaction. */
class RunExists extends Error {}

/**
 * Starts the run that a quote has offered. The orders are ended and refunded afterwards, by any process. A repeat with the
 * same key gets the same run. The caller runs the show, whose terms these are.
 *
 * Locks: the quote, then the terms of the show.
 */
export async function refundShow(
  context: CheckoutContext,
  {
    key,
    message,
    idempotencyKey,
  }: { readonly key: RefundRunKey; readonly message: string; readonly idempotencyKey: string },
  terms: SaleTerms,
  caller: Caller,
  audit: AuditWriter,
): Promise<RefundShowOutcome> {
  checkIdempotencyKey(idempotencyKey);
  checkMessage(message);
  const { database, logger } = context;
  const step = await database
    .transaction((transaction) => commit(context, transaction, { key, message, idempotencyKey }, caller, audit))
    .catch((error: unknown): Step => {
      if (error instanceof RunExists) return runExists;
      if (
        isUniqueViolation(error, 'show_refund_quote_key') ||
        isUniqueViolation(error, 'show_refund_quote_key_of_show')
      ) {
        return keyReused;
      }
      throw error;
    });
  switch (step.kind) {
    case 'committed': {
      const by = actorText({ role: caller.roles.has('admin') ? 'admin' : 'organizer', callerId: caller.id });
      logger.info({ ...key, by }, 'The refund of a show was started');
      context.atCrashPoint('run recorded');
      return { kind: 'RefundShowPayload', key };
    }
    case 'repeated':
      return { kind: 'RefundShowPayload', key };
    case 'outdated': {
      const again = await quoteShowRefund(context, terms, caller);
      if (again.kind === 'ShowRefundNotPossible') return again;
      const why = 'More would be returned now than the quote says. Nothing was done. Look at the new quote.';
      return { kind: 'ShowRefundQuoteOutdated', message: why, quote: again.quote };
    }
    default:
      return step;
  }
}

async function commit(
  { catalog, clock }: CheckoutContext,
  transaction: Transaction,
  {
    key,
    message,
    idempotencyKey,
  }: { readonly key: RefundRunKey; readonly message: string; readonly idempotencyKey: string },
  caller: Caller,
  audit: AuditWriter,
): Promise<Step> {
  const { showId, runId } = key;
  const [quote] = await transaction.run<ShowRefundQuote>(lockShowRefundQuote, [showId, runId]);
  if (quote === undefined || quote.callerId !== caller.id) return quoteExpired;
  if (quote.committedAt !== null) {
    return quote.idempotencyKey === idempotencyKey ? { kind: 'repeated' } : committedBefore;
  }
  const now = clock.now();
  if (now >= quote.expiresAt) return quoteExpired;
  const terms = await catalog.lockSaleTerms(transaction, showId);
  if (terms === null || terms.cancelledAt === null) return notCancelled;
  if (await hasOpenRun(transaction, showId)) return runExists;
  const sums = await sumOrders(transaction, showId);
  if (sums.length === 0) return nothingToRefund;
  if (returnsMore(sums, quote.sums)) return { kind: 'outdated' };
  await transaction.run(commitShowRefundQuote, [showId, runId, now, idempotencyKey]);
  const started = await transaction.run(startRun, [showId, runId, message === '' ? null : message, now]);
  if (started.length === 0) throw new RunExists();
  await audit(transaction, { after: { sums: quote.sums, message } });
  return { kind: 'committed' };
}

/** It goes to all buyers: a text of some lines, and nothing that a mail program could read otherwise. */
function checkMessage(message: string): void {
  if (message.length > MESSAGE_LENGTH_MAX) {
    throw badUserInput(`"message" may have ${MESSAGE_LENGTH_MAX} characters.`);
  }
  if (CONTROL_CHARACTERS.test(message.replaceAll('\n', ' ')) || !isWellFormed(message)) {
    throw badUserInput('"message" must not contain control characters or incomplete Unicode characters.');
  }
}
