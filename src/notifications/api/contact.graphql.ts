import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { OrderNotFound } from '../../checkout';
import { HoldExpired, HoldNotFound, SeatHold } from '../../inventory';
import { Order } from '../../orders';
import { EmailAddress, outcomeUnion, Problem } from '../../platform';
import type { UpdateContactOutcome } from '../address/update-contact';
import type { RemindOfHoldOutcome } from '../reminders/remind-of-hold';

@InputType()
export class UpdateContactInput {
  @Field(() => ID)
  orderId!: string;

  @Field(() => EmailAddress, { description: 'The new address.' })
  email!: string;
}

@ObjectType({
  description:
    'The new address is used once the mail to the old one was sent, or is known to reach nobody; then links in mails to the old one no longer open the order.',
})
export class UpdateContactPayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => String, {
    nullable: true,
    description: 'The old address, masked, which is notified first. Null where the order has the new one already.',
  })
  notifiedFirst!: string | null;
}

@ObjectType({
  implements: Problem,
  description:
    'The reader of the address has kept it, so this session does not change it. A session from `openOrder` does.',
})
export class ContactProtected extends Problem {
  @Field({ description: 'The address, masked. `sendOrderLink` sends a link to it.' })
  sentTo!: string;
}

@InputType()
export class RemindOfHoldInput {
  @Field(() => ID)
  holdId!: string;

  @Field(() => EmailAddress, { nullable: true, description: 'Without one, the address of the session.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'A language tag; without one, the header `Accept-Language`.' })
  locale?: string | null;
}

@ObjectType()
export class RemindOfHoldPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;

  @Field({ description: 'Where the mail goes, masked.' })
  sentTo!: string;
}

export const UpdateContactResult = outcomeUnion<UpdateContactOutcome>()('UpdateContactResult', {
  UpdateContactPayload,
  OrderNotFound,
  ContactProtected,
});

export const RemindOfHoldResult = outcomeUnion<RemindOfHoldOutcome>()('RemindOfHoldResult', {
  RemindOfHoldPayload,
  HoldNotFound,
  HoldExpired,
});
