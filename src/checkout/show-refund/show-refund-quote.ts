import { decodeIdWithin, encodeIdWithin } from '../../platform';

/** Which quote or run: UUIDs of its show and its own. A run has the id of its quote. */
export interface RefundRunKey {
  readonly showId: string;
  readonly runId: string;
}

/** What the confirmed orders of a show in one currency would get back. */
export interface ShowRefundSum {
  readonly currency: string;
  readonly orderCount: number;
  /** What was paid for these orders; what of it went back, or was kept, by earlier returns. */
  readonly paidMinor: number;
  readonly returnedMinor: number;
  readonly keptMinor: number;
  /** What the run would return. */
  readonly toReturnMinor: number;
}

/** What a run would refund of a cancelled show, as it was offered. */
export interface ShowRefundQuote {
  readonly showId: string;
  readonly quoteId: string;
  /** Who asked for it, and in which role. */
  readonly callerId: string;
  readonly role: 'organizer' | 'admin';
  readonly sums: readonly ShowRefundSum[];
  readonly ticketCount: number;
  /** Tickets with which somebody came in. */
  readonly scannedTicketCount: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly committedAt: Date | null;
  readonly idempotencyKey: string | null;
}

export const encodeRunId = ({ showId, runId }: RefundRunKey): string => encodeIdWithin('refundrun', showId, runId);

/** The run or quote that a public id names, whether or not it exists; null where the id names none. */
export function decodeRunId(id: string): RefundRunKey | null {
  const named = decodeIdWithin('refundrun', id);
  return named === null || named.outer === null ? null : { showId: named.outer, runId: named.uuid };
}

/** Whether a run would return more than the quote says: of one currency, more orders or more money. */
export function returnsMore(now: readonly ShowRefundSum[], quoted: readonly ShowRefundSum[]): boolean {
  return now.some(({ currency, orderCount, toReturnMinor }) => {
    const before = quoted.find((sum) => sum.currency === currency);
    return before === undefined || orderCount > before.orderCount || toReturnMinor > before.toReturnMinor;
  });
}
