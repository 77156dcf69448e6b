import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { HoldExpired, HoldNotFound, IdempotencyKeyReused, SeatHold } from '../../inventory';
import { Order } from '../../orders';
import { DateTime, EmailAddress, Problem } from '../../platform';

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

  @Field(() => ID, {
    description:
      'Made once per decision of the buyer. A repeat is never charged again: it hears the first answer, or what has become of the order since.',
  })
  idempotencyKey!: string;
}

@ObjectType({
  description:
    'The order, `CONFIRMED`; or `PENDING_PAYMENT` where the payment provider has not answered in time: `orderChanged` then tells how it ends.',
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
    "The buyer's bank asks for a confirmation (3-D Secure). The seats stay reserved until `expiresAt`. After the bank, `resumePurchase` goes on at once; without it the order goes on within seconds by itself.",
})
export class PaymentActionRequired extends Problem {
  @Field(() => Order)
  order!: Order;

  @Field({ description: "Give it to the payment provider's client library." })
  clientSecret!: string;

  @Field(() => DateTime)
  expiresAt!: Date;
}

@ObjectType({
  implements: Problem,
  description: 'The hold is alive still: another payment method may be tried until it expires.',
})
export class PaymentDeclined extends Problem {
  @Field(() => String, { nullable: true, description: "The provider's code, such as `insufficient_funds`." })
  declineCode!: string | null;

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
    'The seats are on sale again. The order is `CANCELLED`, and `REFUNDED` as soon as the money has gone back. Also the answer where it was cancelled before.',
})
export class CancelOrderPayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({ implements: Problem, description: "No such order of this buyer. Another buyer's order looks the same." })
export class OrderNotFound extends Problem {}

@ObjectType({ implements: Problem, description: 'It stays as it is.' })
export class OrderNotCancellable extends Problem {
  @Field(() => Order)
  order!: Order;
}

const byKind = { resolveType: (value: object) => ('kind' in value ? String(value.kind) : undefined) };

export const PurchaseResult = createUnionType({
  name: 'PurchaseResult',
  types: () =>
    [PurchasePayload, PaymentActionRequired, PaymentDeclined, HoldNotFound, HoldExpired, IdempotencyKeyReused] as const,
  ...byKind,
});

export const ResumePurchaseResult = createUnionType({
  name: 'ResumePurchaseResult',
  types: () => [PurchasePayload, PaymentActionRequired, PaymentDeclined, HoldExpired, OrderNotFound] as const,
  ...byKind,
});

export const CancelOrderResult = createUnionType({
  name: 'CancelOrderResult',
  types: () => [CancelOrderPayload, OrderNotFound, OrderNotCancellable] as const,
  ...byKind,
});
