import type { StripeRefusal } from './stripe-refusal';
import type { Thing } from './things';

/** What one operation does to the books, decided before anything is written. */
export interface Change {
  /** New things, and new versions of known ones. */
  readonly put: readonly Thing[];
  /** Events for the webhook, oldest first. */
  readonly tell: readonly { readonly type: string; readonly about: Thing }[];
  /** What the caller gets. */
  readonly answer: Thing;
  /** Set where the caller gets an error instead; the answer then stands inside it. */
  readonly refusal?: StripeRefusal;
}

/** A refusal that changes nothing. It is still an answer, so it is kept under the request's idempotency key. */
export const refuse = (about: Thing, refusal: StripeRefusal): Change => ({
  put: [],
  tell: [],
  answer: about,
  refusal,
});
