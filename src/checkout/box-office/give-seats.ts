import type { OrderRow } from '../../orders';
import { badUserInput } from '../../platform';
import type { CheckoutContext } from '../context';
import { isWellFormed } from '../idempotency-key';
import { checkEmail } from '../purchase/purchase';
import { type MakeOrderOutcome, makeOrder } from './make-order';
import { type BoxOfficeMember, boxOfficeRequest } from './request';

export interface GiveSeatsInput {
  /** A UUID. */
  readonly showId: string;
  readonly seatIds: readonly string[];
  readonly guestName: string;
  readonly guestEmail: string | null;
  /** A language tag of the mail. */
  readonly locale: string | null;
  readonly reason: string;
  readonly idempotencyKey: string;
}

export type GiveSeatsOutcome =
  | { readonly kind: 'GiveSeatsPayload'; readonly order: OrderRow }
  | Exclude<MakeOrderOutcome, { kind: 'made' }>;

const NAME_LENGTH_MAX = 100;
const REASON_LENGTH_MAX = 200;

/**
 * Gives seats to a guest: a confirmed order at no price, with tickets in the guest's name, counted apart from those that were
 * sold. With an address the guest gets the mail of every order.
 */
export async function giveSeats(
  context: CheckoutContext,
  input: GiveSeatsInput,
  member: BoxOfficeMember,
): Promise<GiveSeatsOutcome> {
  const { showId, seatIds, guestEmail, locale, idempotencyKey } = input;
  const guestName = textOf('guestName', input.guestName, 1, NAME_LENGTH_MAX);
  const reason = textOf('reason', input.reason, 0, REASON_LENGTH_MAX);
  checkEmail(guestEmail);
  const asked = ['give', [...seatIds].sort(), guestName, guestEmail, reason];
  const request = boxOfficeRequest(member, showId, idempotencyKey, asked);
  const outcome = await makeOrder(context, request, {
    ...{ kind: 'gift', seatIds, email: guestEmail, locale, guestName, reason },
    ...{ requestHash: Buffer.alloc(0), action: 'giveSeats', audited: { reason } },
    pay: async () => undefined,
    finish: (transaction, { orderId }) =>
      context.tickets.nameHolder(transaction, { showId, orderId, seatNo: null }, guestName),
  });
  return outcome.kind === 'made' ? { ...outcome, kind: 'GiveSeatsPayload' } : outcome;
}

function textOf(name: string, given: string, lengthMin: number, lengthMax: number): string {
  const text = given.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (text.length < lengthMin || text.length > lengthMax || /\p{Cc}/u.test(text) || !isWellFormed(text))
    throw badUserInput(`"${name}" must have ${lengthMin} to ${lengthMax} characters, in one line.`);
  return text;
}
