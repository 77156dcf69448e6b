import type { Money, Stop } from '../platform';

/**
 * The port to whoever moves the money.
 *
 * A payment is prepared first and charged then. `prepare` moves nothing, so the reference is known and can be written
 * down before any money can move; from there on every question has an answer: `read` tells how the payment stands, and
 * `cancel` makes sure that it is never charged. A payment is charged once at most, whatever is repeated.
 *
 * Every call is bounded in time and tried again a few times by itself, with the same key. No call throws for what the
 * provider or the network does: `unknown` means that the effect may or may not be there, and that `read` will tell.
 */
export interface PaymentProvider {
  /** Names the payment to the provider. No money moves. The same key gives the same payment for at least a day. */
  prepare(request: PaymentRequest): Promise<Prepared | CallRefused | NoAnswer>;
  /** Takes the money, or learns why not. Without a payment method it takes the one that the bank has just confirmed. */
  charge(request: ChargeRequest): Promise<PaymentState | CallRefused | NoAnswer>;
  read(reference: string): Promise<PaymentState | CallRefused | NoAnswer>;
  /** Makes sure that nothing will be charged; answers how the payment stands, which is `succeeded` if it came too late. */
  cancel(reference: string): Promise<PaymentState | CallRefused | NoAnswer>;
  /** Gives money back, once for each key, and never more than was taken. */
  refund(request: RefundRequest): Promise<RefundState | CallRefused | NoAnswer>;
  readRefund(refundReference: string): Promise<RefundState | CallRefused | NoAnswer>;
  /** The latest refund of a payment, for whoever does not know whether there is one. */
  findRefund(reference: string): Promise<RefundState | NoRefund | CallRefused | NoAnswer>;
  /** Every payment that was prepared in a span of time, newest first: the provider's ledger. Throws where it breaks off. */
  payments(span: { readonly from: Date; readonly before: Date }): AsyncIterable<ProviderPayment>;
  /** Tells what a webhook is about. `forged` for whatever the provider did not sign, or signed too long ago. */
  readWebhook(body: Buffer, signature: string | undefined): WebhookReading;
  /** Closes the connections. */
  readonly close: Stop;
}

export interface PaymentRequest {
  /** Stands in the provider's ledger beside the payment. */
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
  readonly amount: Money;
  readonly idempotencyKey: string;
}

export interface Prepared {
  readonly kind: 'prepared';
  /** The provider's id of the payment. */
  readonly reference: string;
}

/** How a payment stands. Money has moved in `succeeded` and in no other. */
export type PaymentState =
  /** No card has been tried, or none that the provider knows. */
  | { readonly kind: 'untried' }
  /** The buyer's bank wants to see the buyer (3-D Secure). */
  | { readonly kind: 'actionRequired'; readonly clientSecret: string }
  /** The bank has seen the buyer: `charge` takes the money. */
  | { readonly kind: 'authenticated' }
  /** The provider itself does not know yet. */
  | { readonly kind: 'processing' }
  | { readonly kind: 'succeeded'; readonly charged: Money; readonly refunded: Money }
  /** `message` is the provider's, fit to show to the buyer. */
  | { readonly kind: 'declined'; readonly declineCode: string | null; readonly message: string }
  /** Never charged, and never will be. */
  | { readonly kind: 'cancelled' };

export type RefundState = {
  readonly kind: 'refund';
  readonly refundReference: string;
  readonly amount: Money;
  /** `failed`: the money came back to us, and the buyer has to get it in another way. */
  readonly status: 'pending' | 'succeeded' | 'failed';
};

export interface NoRefund {
  readonly kind: 'none';
}

/** The provider understood the call and will not do it: nothing moved, and an operator must look. */
export interface CallRefused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}

/** No answer, or one that says nothing. The effect may be there, may come still, or may never come. */
export interface NoAnswer {
  readonly kind: 'unknown';
  readonly reason: string;
}

export interface ProviderPayment {
  readonly reference: string;
  readonly orderId: string | null;
  readonly amount: Money;
  readonly state: PaymentState;
}

/** Only what to look at: a webhook may be late, doubled or out of order, so how things stand is read anew. */
export type WebhookReading =
  | { readonly kind: 'payment'; readonly eventId: string; readonly type: string; readonly reference: string }
  | {
      readonly kind: 'refund';
      readonly eventId: string;
      readonly type: string;
      readonly reference: string | null;
      readonly refundReference: string;
    }
  /** Signed by the provider, and nothing that we wait for. */
  | { readonly kind: 'other'; readonly eventId: string; readonly type: string }
  | { readonly kind: 'forged'; readonly reason: string };
