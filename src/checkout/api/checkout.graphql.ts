import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { HoldExpired, HoldNotFound, IdempotencyKeyReused, SalesNotOpen, SeatHold } from '../../inventory';
import { Order } from '../../orders';
import { DateTime, EmailAddress, outcomeUnion, Problem } from '../../platform';
import type { CancelOrderOutcome } from '../cancellation/cancel-order';
import type { PurchaseOutcome } from '../purchase/read-outcome';
import type { ResumeOutcome } from '../purchase/resume-purchase';

@InputType()
export class PurchaseInput {
  @Field(() => ID)
  holdId!: string;

  @Field({
    description:
      "The payment provider's token of a payment method, such as Stripe's `pm_card_visa`. Never a card number.",
  })
  paymentMethod!: string;

  @Field(() => EmailAddress, { nullable: true })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The language of the mails about the order, such as `de` or `de-AT`: English, German or French. Default: that of the request.',
  })
  locale?: string | null;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer; 1 to 200 characters. A repeated request with the same key is never charged again: it returns the first answer, or the current state of the order.',
  })
  idempotencyKey!: string;
}

@ObjectType({
  description:
    'The order is `CONFIRMED`, or `PENDING_PAYMENT` if the payment provider has not answered in time. In that case subscribe to `orderChanged` for the result.',
})
export class PurchasePayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({
  implements: Problem,
  description:
    "The buyer's bank asks for a confirmation (3-D Secure). The seats stay reserved until `expiresAt`. After the confirmation, `resumePurchase` completes the purchase at once; without it the order completes by itself within seconds.",
})
export class PaymentActionRequired extends Problem {
  @Field(() => Order)
  order!: Order;

  @Field({ description: "For the payment provider's client library." })
  clientSecret!: string;

  @Field(() => DateTime)
  expiresAt!: Date;
}

@ObjectType({
  implements: Problem,
  description: 'The card was declined. The hold is still alive: another payment method may be tried until it expires.',
})
export class PaymentDeclined extends Problem {
  @Field(() => String, { nullable: true, description: "The provider's code, such as `insufficient_funds`." })
  declineCode!: string | null;

  @Field(() => SeatHold)
  hold!: SeatHold;
}

@ObjectType({
  implements: Problem,
  description:
    'The payment provider could not be reached. Nothing was charged and the hold is still alive: try again in a moment, with a new idempotency key.',
})
export class PaymentUnavailable extends Problem {
  @Field(() => SeatHold)
  hold!: SeatHold;
}

@ObjectType({
  implements: Problem,
  description:
    'The payment provider does not accept this payment with any payment method, for example because the amount is below its minimum. Nothing was charged. A retry fails as well until the organizer or the operator has corrected the cause.',
})
export class PaymentNotPossible extends Problem {
  @Field({ description: "The provider's code, such as `amount_too_small`." })
  code!: string;

  @Field(() => SeatHold)
  hold!: SeatHold;
}

@InputType()
export class ResumePurchaseInput {
  @Field(() => ID)
  orderId!: string;
}

@InputType()
export class CancelOrderInput {
  @Field(() => ID)
  orderId!: string;
}

@ObjectType({
  description:
    'The seats are on sale again. The order is `CANCELLED`, and becomes `REFUNDED` when the money has been returned. Also returned if the order was already cancelled.',
})
export class CancelOrderPayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({
  implements: Problem,
  description: "There is no such order of this buyer. Another buyer's order gives the same answer.",
})
export class OrderNotFound extends Problem {}

@ObjectType({ implements: Problem, description: 'The order cannot be cancelled, and stays unchanged.' })
export class OrderNotCancellable extends Problem {
  @Field(() => Order)
  order!: Order;
}

export const PurchaseResult = outcomeUnion<PurchaseOutcome>()('PurchaseResult', {
  PurchasePayload,
  PaymentActionRequired,
  PaymentDeclined,
  PaymentUnavailable,
  PaymentNotPossible,
  HoldNotFound,
  HoldExpired,
  SalesNotOpen,
  IdempotencyKeyReused,
});

export const ResumePurchaseResult = outcomeUnion<ResumeOutcome>()('ResumePurchaseResult', {
  PurchasePayload,
  PaymentActionRequired,
  PaymentDeclined,
  PaymentUnavailable,
  PaymentNotPossible,
  HoldExpired,
  OrderNotFound,
});

export const CancelOrderResult = outcomeUnion<CancelOrderOutcome>()('CancelOrderResult', {
  CancelOrderPayload,
  OrderNotFound,
  OrderNotCancellable,
});
