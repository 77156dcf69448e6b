import { decodeIdWithin, encodeIdWithin } from '../../platform';
import type { ReturnRule } from './return-rule';

/** Which quote: UUIDs of its show and its own. The return that it becomes has the same. */
export interface ReturnQuoteKey {
  readonly showId: string;
  readonly quoteId: string;
}

/** What comes back for some tickets of an order, as it was offered. The lists have an entry for each ticket. */
export interface ReturnQuote extends ReturnQuoteKey {
  readonly orderId: string;
  /** Who asked for it, and in which role. */
  readonly callerId: string;
  readonly role: 'buyer' | 'organizer' | 'admin';
  readonly seatNos: readonly number[];
  readonly ticketIds: readonly string[];
  readonly paidMinor: readonly number[];
  readonly returnedMinor: readonly number[];
  readonly currency: string;
  readonly rule: ReturnRule;
  /** Why an organizer returns more or less than the show's rule says. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly committedAt: Date | null;
  readonly idempotencyKey: string | null;
}

export const encodeReturnId = ({ showId, quoteId }: ReturnQuoteKey): string =>
  encodeIdWithin('return', showId, quoteId);

/** The quote that a public id names, whether or not it exists; null where the id names none. */
export function decodeReturnId(id: string): ReturnQuoteKey | null {
  const named = decodeIdWithin('return', id);
  return named === null || named.outer === null ? null : { showId: named.outer, quoteId: named.uuid };
}

export const sumOf = (amountsMinor: readonly number[]): number => amountsMinor.reduce((sum, amount) => sum + amount, 0);
