import { createHash } from 'node:crypto';
import type { ExchangeKey, OrderRow } from '../../orders';
import { readPaymentMethod } from '../../payments';
import { badUserInput, type Caller } from '../../platform';
import { refundNow } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { checkIdempotencyKey, keyReused } from '../idempotency-key';
import { checkEmail, outcomeOfBusyHold, pay } from '../purchase/purchase';
import { awaitOutcome, type PurchaseOutcome } from '../purchase/read-outcome';
import { creditOf, type ExchangeNotPossibleOutcome, type ExchangeQuote, exchangeNotPossible } from './exchange-quote';
import { readExchangeQuote } from './exchange-quotes.sql';
import { exchangeQuoteExpired, reserveExchange } from './reserve-exchange';

export type CommitExchangeOutcome =
  | {
      readonly kind: 'CommitExchangePayload';
      readonly order: OrderRow;
      readonly oldOrder: OrderRow;
      readonly serverTime: Date;
    }
  | Exclude<PurchaseOutcome, { readonly kind: 'PurchasePayload' | 'HoldNotFound' }>
  | typeof exchangeQuoteExpired
  | ExchangeNotPossibleOutcome;

export interface CommitExchangeInput {
  /** As the client sent it; null where nothing is due. */
  readonly paymentMethod: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly idempotencyKey: string;
}

const ATTEMPTS_MAX = 10;

/**
 * Commits a quote: the difference is charged as a purchase is, and then, in one transaction, the new seats are sold with new
 * tickets and the old ones are on sale. Where nothing is due, one transaction does all of it, and what the new seats cost
 * less is refunded. Whatever happens before that transaction leaves exactly the old.
 *
 * The order is the record of its idempotency key, as for a purchase. After a declined card the quote may be committed
 * with another payment method and another key.
 *
 * @throws BAD_USER_INPUT for an invalid payment method, or none where a difference is due
 */
export async function commitExchange(
  context: CheckoutContext,
  key: ExchangeKey,
  input: CommitExchangeInput,
  caller: Caller,
): Promise<CommitExchangeOutcome> {
  const request = checked(input, key);
  const { database, orders } = context;
  const [quote] = await database.run<ExchangeQuote>(readExchangeQuote, [key.showId, key.quoteId]);
  if (quote === undefined || quote.callerId !== caller.id) return exchangeQuoteExpired;
  const { newShowId: showId, holdId } = quote;
  const buyerId = caller.id;
  const answer = (outcome: PurchaseOutcome) => answerOf(context, quote, outcome);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const known = await orders.readOfKey(showId, buyerId, request.idempotencyKey, request.requestHash);
    if (known !== null) {
      return known.isSame ? answer(await awaitOutcome(context, { showId, orderId: known.orderId })) : keyReused;
    }
    const reserved = await reserveExchange(context, quote, request);
    switch (reserved.kind) {
      case 'reserved': {
        if (reserved.payment !== null) return answer(await pay(context, reserved, request.paymentMethod ?? ''));
        return answer(await finish(context, quote, reserved.order));
      }
      case 'key used elsewhere':
        return keyReused;
      case 'not free': {
        const outcome = await outcomeOfBusyHold(context, { ...request, showId, holdId, buyerId });
        if (outcome !== null) return answer(outcome);
        break;
      }
      default:
        // A repeat of this very request may have come first, and have made the quote of no more use.
        if ((await orders.readOfKey(showId, buyerId, request.idempotencyKey, request.requestHash)) === null)
          return reserved;
    }
  }
  throw new Error(`Hold ${holdId} changed again and again while it was exchanged`);
}

/** Old and new have changed places: the refund, if one is owed, is requested now. */
async function finish(context: CheckoutContext, quote: ExchangeQuote, order: OrderRow): Promise<PurchaseOutcome> {
  const isLess = quote.paidMinor > creditOf(quote);
  context.atCrashPoint(isLess ? 'refund wanted' : 'payment result applied');
  const { showId, quoteId, orderId: oldOrderId } = quote;
  context.logger.info({ orderId: order.orderId, oldOrderId, quoteId }, 'Tickets were exchanged');
  if (isLess) await refundNow(context, { showId, orderId: oldOrderId }, { role: 'buyer', callerId: order.buyerId });
  return pay(context, { order, payment: null }, '');
}

async function answerOf(
  context: CheckoutContext,
  { showId, orderId, exchangedAt }: ExchangeQuote,
  outcome: PurchaseOutcome,
): Promise<CommitExchangeOutcome> {
  switch (outcome.kind) {
    case 'PurchasePayload': {
      const oldOrder = await context.orders.read({ showId, orderId });
      if (oldOrder === null) throw new Error(`There is no order ${orderId}`);
      return { ...outcome, kind: 'CommitExchangePayload', oldOrder };
    }
    case 'HoldNotFound':
      return exchangedAt === null ? exchangeQuoteExpired : exchangeNotPossible('These tickets were exchanged before.');
    case 'HoldExpired':
      return outcome.isExchangeFailed === true ? exchangeNotPossible(outcome.message) : outcome;
    default:
      return outcome;
  }
}

function checked(input: CommitExchangeInput, { quoteId }: ExchangeKey) {
  const { paymentMethod: sent, email, locale, idempotencyKey } = input;
  const reading = sent === null ? null : readPaymentMethod(sent);
  if (reading?.kind === 'refused') throw badUserInput(reading.message);
  checkIdempotencyKey(idempotencyKey);
  checkEmail(email);
  const paymentMethod = reading === null ? null : reading.paymentMethod;
  const requestHash = createHash('sha256')
    .update(JSON.stringify(['exchange', quoteId, paymentMethod, email]))
    .digest();
  return { paymentMethod, email, locale, idempotencyKey, requestHash };
}
