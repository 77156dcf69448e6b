import type { FastifyInstance } from 'fastify';
import type { Money, Stop } from '../platform';

/**
 * The port to a payment provider.
 *
 * A payment is prepared before it is charged. `prepare` moves no money, so that the provider's reference can be
 * recorded before any money can move; from there on `read` says how the payment stands, and `cancel` makes sure that it
 * is never charged. A payment is charged at most once, whatever is repeated.
 *
 * Every call is bounded in time and retried a few times with the same key. No call throws for what the provider or the
 * network does: `unknown` means that the effect may or may not have happened, and that `read` will say.
 */
export interface PaymentProvider {
  /** Creates the payment at the provider. No money moves. The same key gives the same payment for at least a day. */
  prepare(request: PaymentRequest): Promise<Prepared | CallRefused | NoAnswer>;
  /** Takes the money, or says why not. Without a payment method it charges the one that the bank has just confirmed. */
  charge(request: ChargeRequest): Promise<PaymentState | CallRefused | NoAnswer>;
  read(reference: string): Promise<PaymentState | CallRefused | NoAnswer>;
  /** Makes sure that nothing will be charged. Returns the state of the payment: `succeeded` if it came too late. */
  cancel(reference: string): Promise<PaymentState | CallRefused | NoAnswer>;
  /** Returns money, once for each key, and never more than was charged. */
  refund(request: RefundRequest): Promise<RefundState | CallRefused | NoAnswer>;
  /** Every refund of a payment, whether we or somebody in the provider's dashboard asked for it. */
  refunds(reference: string): Promise<RefundList | CallRefused | NoAnswer>;
  /** Every payment that was prepared in a span of time, newest first: the provider's ledger. Throws if it breaks off. */
  payments(span: { readonly from: Date; readonly before: Date }): AsyncIterable<ProviderPayment>;
  /** Serves the provider's webhooks, and passes on what each is about once its signature was verified. */
  serveWebhooks(http: FastifyInstance, receiver: WebhookReceiver): void;
  /** Closes the connections. */
  readonly close: Stop;
}

export interface PaymentRequest {
  /** Recorded in the provider's ledger beside the payment, so that a webhook finds the order. */
  readonly showId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** Where the provider sends its own receipt. */
  readonly email: string | null;
  readonly idempotencyKey: string;
}

export interface ChargeRequest {
  readonly reference: string;
  readonly paymentMethod: string | null;
  readonly idempotencyKey: string;
}

export interface RefundRequest {
  readonly reference: string;
  /** Recorded in the provider's ledger beside the refund. */
  readonly showId: string;
  readonly orderId: string;
  /** The return of some tickets that it pays for; null where it is for the whole order. */
  readonly returnId: string | null;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

export interface Prepared {
  readonly kind: 'prepared';
  /** The provider's id of the payment. */
  readonly reference: string;
}

/** The state of a payment. Money has moved in `succeeded` and in no other. */
export type PaymentState =
  /** No card has been tried, or none that the provider knows. */
  | { readonly kind: 'untried' }
  /** The buyer's bank asks for a confirmation (3-D Secure). */
  | { readonly kind: 'actionRequired'; readonly clientSecret: string }
  /** The bank has confirmed the payment: `charge` takes the money. */
  | { readonly kind: 'authenticated' }
  /** The provider does not know yet. */
  | { readonly kind: 'processing' }
  | { readonly kind: 'succeeded'; readonly charged: Money; readonly refunded: Money }
  /** `message` is the provider's, fit to show to the buyer. */
  | { readonly kind: 'declined'; readonly declineCode: string | null; readonly message: string }
  /** Never charged, and never will be. */
  | { readonly kind: 'cancelled' };

export interface RefundState {
  readonly kind: 'refund';
  readonly refundReference: string;
  readonly amount: Money;
  /** `failed`: the money came back to us, and the buyer has to be paid in another way. */
  readonly status: 'pending' | 'succeeded' | 'failed';
  /** False for a refund that somebody made in the provider's dashboard. */
  readonly isOurs: boolean;
  /** The return that it pays for. */
  readonly returnId: string | null;
}

export interface RefundList {
  readonly kind: 'refunds';
  readonly refunds: readonly RefundState[];
}

/** The provider understood the call and will not do it: nothing moved. Repeating the call does not help. */
export interface CallRefused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}

/** No answer, or one that says nothing. The effect may have happened, may happen later, or never. */
export interface NoAnswer {
  readonly kind: 'unknown';
  readonly reason: string;
  /**
   * True where the provider has answered with an error: the call is over, and its effect is there by now or never. The
   * provider may repeat the error for its key.
   */
  readonly isOver?: boolean;
}

export interface ProviderPayment {
  readonly reference: string;
  /** Null for a payment of another system, and for one that was made before payments named their show. */
  readonly showId: string | null;
  readonly orderId: string | null;
  readonly amount: Money;
  readonly state: PaymentState;
}

export interface WebhookReceiver {
  /** The event is acknowledged to the provider only after this has resolved. */
  readonly receive: (event: ProviderEvent) => Promise<void>;
  /** Not signed by the provider, or nothing that it would write. */
  readonly refused: (reason: string) => void;
}

/**
 * What a webhook is about. A webhook may be late, duplicated or out of order, so it only says what to read again. A
 * dispute is the exception: it is reported as the webhook says.
 */
export type ProviderEvent = {
  readonly eventId: string;
  /** The provider's own word for what happened. */
  readonly type: string;
  /** The show of the payment, where the webhook names it. */
  readonly showId?: string;
} & (
  | { readonly kind: 'payment'; readonly reference: string }
  | { readonly kind: 'refund'; readonly reference: string | null }
  /** The buyer had their bank take the money back (a chargeback), or that has moved on. */
  | { readonly kind: 'dispute'; readonly reference: string | null; readonly dispute: Dispute }
  /** Signed by the provider, and of no interest here. */
  | { readonly kind: 'other' }
);

export interface Dispute {
  readonly disputeReference: string;
  readonly amount: Money;
  /** In the provider's words, such as `fraudulent`. */
  readonly reason: string;
  /** In the provider's words, such as `needs_response`, `won` or `lost`. */
  readonly status: string;
}
