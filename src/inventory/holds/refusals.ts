/** Refusals that several use cases give, also those of other modules. */
import type { SaleTerms, ShowStatus } from '../../catalog';
import { type HolderTerms, whyNotByTerms } from '../ledger/show-state';
import type { Hold } from './hold';

export interface SalesNotOpenOutcome {
  readonly kind: 'SalesNotOpen';
  readonly message: string;
  readonly status: ShowStatus;
  readonly salesOpenAt: Date;
  /** From the organizer, while the sale is paused. */
  readonly pauseMessage: string | null;
}

export const holdNotFound = { kind: 'HoldNotFound', message: 'You have no such hold.' } as const;

export const holdExpired = ({ expiresAt }: Pick<Hold, 'expiresAt'>) =>
  ({
    kind: 'HoldExpired',
    message: 'This hold has ended. Hold the seats again if they are still free.',
    expiredAt: expiresAt,
  }) as const;

export const idempotencyKeyReused = {
  kind: 'IdempotencyKeyReused',
  message: 'This idempotency key belongs to another request. Make a new key for each decision of the buyer.',
} as const;

export function salesNotOpen(
  status: ShowStatus,
  terms: Pick<SaleTerms, 'salesOpenAt' | 'pauseMessage'>,
): SalesNotOpenOutcome {
  const { salesOpenAt } = terms;
  const pauseMessage = status === 'SALES_PAUSED' ? terms.pauseMessage : null;
  const messages: Readonly<Record<string, string>> = {
    SCHEDULED: 'Sales for this show have not opened yet.',
    SALES_PAUSED: 'Sales for this show are paused.',
    SALES_CLOSED: 'Sales for this show have closed.',
    CANCELLED: 'This show is cancelled.',
  };
  const message = messages[status] ?? 'This show is not on sale.';
  return { kind: 'SalesNotOpen', message: pauseMessage ?? message, status, salesOpenAt, pauseMessage };
}

/** The refusal for a buyer who holds seats of the show; null where they may buy them by these terms. */
export function salesNotOpenToHolder(terms: HolderTerms, now: Date): SalesNotOpenOutcome | null {
  const why = whyNotByTerms(terms, now);
  return why === null ? null : salesNotOpen(why.status, why);
}
