import { newIdempotencyKey } from '../../../api/idempotency-key';

/** One press of the button. It is kept until its answer, so that a reload in between asks with the same key. */
export interface PurchaseAttempt {
  readonly holdId: string;
  readonly paymentMethod: string;
  readonly idempotencyKey: string;
  readonly email?: string;
  /** The language of this page, for the mails about the order. */
  readonly locale?: string;
}

const keyOf = (holdId: string) => `frontrow.purchase.${holdId}`;

export function startAttempt(holdId: string, paymentMethod: string, email: string, locale: string): PurchaseAttempt {
  const attempt = {
    ...{ holdId, paymentMethod, locale, idempotencyKey: newIdempotencyKey() },
    ...(email === '' ? {} : { email }),
  };
  sessionStorage.setItem(keyOf(holdId), JSON.stringify(attempt));
  return attempt;
}

/** The press whose answer this tab never got; null where there is none. */
export function openAttempt(holdId: string): PurchaseAttempt | null {
  const stored = sessionStorage.getItem(keyOf(holdId));
  // Only `startAttempt` writes it.
  return stored === null ? null : (JSON.parse(stored) as PurchaseAttempt);
}

export function endAttempt(holdId: string): void {
  sessionStorage.removeItem(keyOf(holdId));
}
