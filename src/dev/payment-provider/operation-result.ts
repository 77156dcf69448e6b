import type { StripeObject } from './stripe-objects';
import type { StripeRefusal } from './stripe-refusal';

/** What one operation does, decided before anything is written. */
export interface OperationResult {
  /** New objects, and new versions of known ones. */
  readonly put: readonly StripeObject[];
  /** Events for the webhook, oldest first. */
  readonly events: readonly { readonly type: string; readonly about: StripeObject }[];
  /** What the caller gets. */
  readonly answer: StripeObject;
  /** Set where the caller gets an error instead; the answer then stands inside it. */
  readonly refusal?: StripeRefusal;
}

/** A refusal that changes nothing. It is still an answer, so it is kept under the request's idempotency key. */
export const refuse = (about: StripeObject, refusal: StripeRefusal): OperationResult => ({
  put: [],
  events: [],
  answer: about,
  refusal,
});
