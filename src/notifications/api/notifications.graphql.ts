import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Order } from '../../orders';
import { DateTime, outcomeUnion, Problem } from '../../platform';
import type { OpenOrderOutcome } from '../access/open-order';
import type { SendOrderLinkOutcome } from '../access/send-order-link';
import type { NotificationKind } from '../ledger/notification';

export const NotificationKindEnum = {
  ORDER_CONFIRMED: 'ORDER_CONFIRMED',
  ORDER_CANCELLED: 'ORDER_CANCELLED',
  REFUND_STARTED: 'REFUND_STARTED',
  REFUND_DONE: 'REFUND_DONE',
  REFUND_FAILED: 'REFUND_FAILED',
  SHOW_MOVED: 'SHOW_MOVED',
  SHOW_CANCELLED: 'SHOW_CANCELLED',
  TICKET_REISSUED: 'TICKET_REISSUED',
  TICKET_GIVEN_AWAY: 'TICKET_GIVEN_AWAY',
  ORDER_LINK: 'ORDER_LINK',
} as const satisfies Record<NotificationKind, NotificationKind>;
export const DeliveryStatus = { WAITING: 'WAITING', SENT: 'SENT', FAILED: 'FAILED' } as const;
export type DeliveryStatus = keyof typeof DeliveryStatus;

registerEnumType(NotificationKindEnum, {
  name: 'NotificationKind',
  description: 'What a mail to the buyer is about.',
  valuesConfig: {
    ORDER_CONFIRMED: { description: 'The order is confirmed, with its tickets.' },
    ORDER_CANCELLED: { description: 'The order was cancelled.' },
    REFUND_STARTED: { description: 'The payment came too late for the seats, and is being returned.' },
    REFUND_DONE: { description: 'What was paid has been refunded.' },
    REFUND_FAILED: { description: 'The bank did not accept the refund.' },
    SHOW_MOVED: { description: 'The show has another time or venue.' },
    SHOW_CANCELLED: { description: 'The show was cancelled.' },
    TICKET_REISSUED: { description: 'A ticket was issued again.' },
    TICKET_GIVEN_AWAY: { description: 'A ticket was issued again for another person.' },
    ORDER_LINK: { description: 'A new link to the order.' },
  },
});
registerEnumType(DeliveryStatus, {
  name: 'DeliveryStatus',
  valuesConfig: {
    WAITING: { description: 'It will be sent, or is tried again.' },
    SENT: { description: 'The mail server has accepted it.' },
    FAILED: { description: 'It was refused, or the address refuses mail. The tickets are in the order.' },
  },
});

@ObjectType({ description: 'A mail to the buyer of an order.' })
export class OrderNotification {
  @Field(() => NotificationKindEnum)
  kind!: NotificationKind;

  @Field(() => DeliveryStatus)
  status!: DeliveryStatus;

  @Field({ description: 'The address, masked, such as `a•••@example.com`.' })
  sentTo!: string;

  @Field(() => DateTime, { nullable: true, description: 'When the mail server accepted it.' })
  sentAt!: Date | null;
}

@InputType()
export class OrderLinkInput {
  @Field({ description: 'The part after `#` of the link in a mail.' })
  secret!: string;
}

@ObjectType({
  description:
    'A session for this one order, good for an hour: the bearer may read the order and its tickets, issue tickets again and cancel the order, as its buyer may.',
})
export class OpenOrderPayload {
  @Field({ description: 'Send it as `Authorization: Bearer …`.' })
  token!: string;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => Order)
  order!: Order;
}

@ObjectType({ implements: Problem, description: 'The secret is not one of ours, or was changed.' })
export class OrderLinkInvalid extends Problem {}

@ObjectType({
  implements: Problem,
  description:
    'The link was used before, the show was more than 30 days ago, or the order has another address by now. `sendOrderLink` sends a new one.',
})
export class OrderLinkUsed extends Problem {
  @Field({ description: 'Where the mail with the link was sent, masked.' })
  sentTo!: string;
}

@ObjectType({ description: 'A new link is on its way.' })
export class SendOrderLinkPayload {
  @Field({ description: 'Where it is sent, masked.' })
  sentTo!: string;
}

export const OpenOrderResult = outcomeUnion<OpenOrderOutcome>()('OpenOrderResult', {
  OpenOrderPayload,
  OrderLinkInvalid,
  OrderLinkUsed,
});

export const SendOrderLinkResult = outcomeUnion<SendOrderLinkOutcome>()('SendOrderLinkResult', {
  SendOrderLinkPayload,
  OrderLinkInvalid,
});
