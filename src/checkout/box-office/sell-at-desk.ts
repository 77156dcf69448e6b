import { holdExpired, holdNotFound, type SalesNotOpenOutcome } from '../../inventory';
import type { OrderRow } from '../../orders';
import { actorText } from '../../orders';
import { type DeskMethod, paymentLedger } from '../../payments';
import { badUserInput, newId, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { CONTROL_CHARACTERS, isWellFormed } from '../idempotency-key';
import { checkEmail } from '../purchase/purchase';
import { knownOrder, type MakeOrderOutcome, makeOrder, recordSold } from './make-order';
import { type BoxOfficeMember, type BoxOfficeRequest, boxOfficeRequest, claim, RequestKnown } from './request';

export interface SellAtDeskInput {
  /** A UUID. */
  readonly showId: string;
  /** Free or blocked seats; null where a hold of the member is sold. */
  readonly seatIds: readonly string[] | null;
  /** A UUID: a hold of the member. */
  readonly holdId: string | null;
  readonly payment: DeskMethod;
  /** Such as the number on the receipt of the terminal. */
  readonly reference: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly idempotencyKey: string;
}

export type SellAtDeskOutcome =
  | { readonly kind: 'SellAtDeskPayload'; readonly order: OrderRow }
  | Exclude<Sold, { kind: 'made' }>;

type Sold = MakeOrderOutcome | typeof holdNotFound | ReturnType<typeof holdExpired> | SalesNotOpenOutcome;

const REFERENCE_LENGTH_MAX = 100;

/**
 * Sells seats at the desk: a confirmed order whose money a member took in cash or by a terminal. It is written into the
 * ledger of payments and into the desk's own, in the transaction of the order.
 */
export async function sellAtDesk(
  context: CheckoutContext,
  input: SellAtDeskInput,
  member: BoxOfficeMember,
): Promise<SellAtDeskOutcome> {
  const { showId, seatIds, holdId, payment, email, locale, idempotencyKey } = input;
  const reference = referenceOf(input.reference);
  checkEmail(email);
  const asked = ['sell', seatIds === null ? null : [...seatIds].sort(), holdId, payment, reference, email];
  const request = boxOfficeRequest(member, showId, idempotencyKey, asked);
  const wish = {
    ...{ kind: 'sale' as const, email, locale, guestName: null, reason: null, requestHash: request.requestHash },
    ...{ action: 'sellAtDesk', audited: { payment, reference } },
    pay: (transaction: Transaction, order: OrderRow) =>
      take(transaction, order, { method: payment, note: reference }, request),
    finish: async () => undefined,
  };
  if ((seatIds === null) === (holdId === null)) throw badUserInput('Name either "seatIds" or a "holdId".');
  const outcome =
    holdId === null
      ? await makeOrder(context, request, { ...wish, seatIds: seatIds ?? [] })
      : await sellHold(context, request, holdId, wish);
  return outcome.kind === 'made' ? { ...outcome, kind: 'SellAtDeskPayload' } : outcome;
}

async function take(
  transaction: Transaction,
  { showId, orderId, totalMinor, currency, createdAt }: OrderRow,
  by: { readonly method: DeskMethod; readonly note: string | null },
  request: BoxOfficeRequest,
): Promise<void> {
  if (totalMinor === 0) return;
  const payment = { ...by, showId, orderId, amountMinor: totalMinor, currency, at: createdAt };
  await paymentLedger.recordAtDesk(transaction, payment, actorText(request.by));
}

/** Thrown to end a transaction without a trace. */
class HoldNotLive extends Error {}
class NotOpen extends Error {
  constructor(readonly outcome: SalesNotOpenOutcome) {
    super(outcome.message);
  }
}

/** A hold that the member has made, on the map or by the best seats, is sold like any buyer's: not while the sale is paused. */
async function sellHold(
  context: CheckoutContext,
  request: BoxOfficeRequest,
  holdId: string,
  wish: Parameters<typeof recordSold>[3],
): Promise<Sold> {
  const { database, inventory, clock } = context;
  const { showId, callerId: buyerId } = request;
  const known = await knownOrder(context, request);
  if (known !== null) return known;
  const now = clock.now();
  const orderId = newId();
  try {
    const order = await database.transaction(async (transaction) => {
      await claim(transaction, request, { orderId, now });
      const reserved = await inventory.orderSeatTransitions.reserve(transaction, {
        ...{ showId, holdId, buyerId, orderId, now },
      });
      if (reserved.kind === 'SalesNotOpen') throw new NotOpen(reserved);
      if (reserved.kind === 'HoldNotLive') throw new HoldNotLive();
      const { seatNos, pricesMinor, currency } = reserved.seats;
      const seats = { showId, orderId, holdId, buyerId, seatNos, pricesMinor, currency, now };
      return recordSold(context, transaction, request, wish, seats);
    });
    return { kind: 'made', order };
  } catch (error) {
    if (error instanceof NotOpen) return error.outcome;
    if (error instanceof RequestKnown) return (await knownOrder(context, request)) ?? holdNotFound;
    if (!(error instanceof HoldNotLive)) throw error;
    const hold = await inventory.readHold({ showId, holdId }, buyerId);
    return hold === null ? holdNotFound : holdExpired(hold);
  }
}

function referenceOf(given: string | null): string | null {
  const reference = given?.trim() ?? '';
  if (reference === '') return null;
  if (reference.length > REFERENCE_LENGTH_MAX || CONTROL_CHARACTERS.test(reference) || !isWellFormed(reference))
    throw badUserInput(`"reference" must have at most ${REFERENCE_LENGTH_MAX} characters, in one line.`);
  return reference;
}
