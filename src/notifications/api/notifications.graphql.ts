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
  SHOW_REFUNDED: 'SHOW_REFUNDED',
  TICKET_REISSUED: 'TICKET_REISSUED',
  TICKET_GIVEN_AWAY: 'TICKET_GIVEN_AWAY',
  TICKET_MOVED: 'TICKET_MOVED',
  ORDER_LINK: 'ORDER_LINK',
  PAYMENT_FAILED: 'PAYMENT_FAILED',
  HOLD_ENDING: 'HOLD_ENDING',
  SEATS_RELEASED: 'SEATS_RELEASED',
  SHOW_PAUSED: 'SHOW_PAUSED',
  ADDRESS_CHANGING: 'ADDRESS_CHANGING',
  ADDRESS_CHANGED: 'ADDRESS_CHANGED',
  SOLD_OUT: 'SOLD_OUT',
  DEAD_LETTERS: 'DEAD_LETTERS',
  WEBHOOK_DISABLED: 'WEBHOOK_DISABLED',
  INVITATION: 'INVITATION',
  SIGN_IN: 'SIGN_IN',
} as const satisfies Record<NotificationKind, NotificationKind>;
export const DeliveryStatus = { WAITING: 'WAITING', SENT: 'SENT', FAILED: 'FAILED' } as const;
export type DeliveryStatus = keyof typeof DeliveryStatus;

registerEnumType(NotificationKindEnum, {
  name: 'NotificationKind',
  description: 'What a mail is about.',
  valuesConfig: {
    ORDER_CONFIRMED: { description: 'The order is confirmed, with its tickets.' },
    ORDER_CANCELLED: { description: 'The order was cancelled.' },
    REFUND_STARTED: {
      description: 'A payment is being returned: it came too late, or a part of the order was returned.',
    },
    REFUND_DONE: { description: 'What was paid has been refunded.' },
    REFUND_FAILED: { description: 'The bank did not accept the refund.' },
    SHOW_MOVED: { description: 'The show has another time or venue.' },
    SHOW_CANCELLED: { description: 'The show was cancelled.' },
    SHOW_REFUNDED: { description: 'All orders of the cancelled show are refunded.' },
    TICKET_REISSUED: { description: 'A ticket was issued again.' },
    TICKET_GIVEN_AWAY: { description: 'A ticket was issued again for another person.' },
    TICKET_MOVED: { description: 'The organizer moved a ticket to another seat.' },
    ORDER_LINK: { description: 'A new link to the order.' },
    PAYMENT_FAILED: { description: 'A payment did not succeed. May be declined.' },
    HOLD_ENDING: { description: 'Seats are held for two more minutes. May be declined.' },
    SEATS_RELEASED: { description: 'The seats of a hold were released. May be declined.' },
    SHOW_PAUSED: { description: 'The sale of the show is paused. May be declined.' },
    ADDRESS_CHANGING: { description: 'To the old address: the order gets another one.' },
    ADDRESS_CHANGED: { description: 'To the new address: mail about the order comes here from now on.' },
    SOLD_OUT: { description: 'To the organizer: the show is sold out. May be declined.' },
    DEAD_LETTERS: { description: 'To the organizer: payments or mails need an operator. May be declined.' },
    WEBHOOK_DISABLED: { description: 'To the organizer: a webhook endpoint was disabled.' },
    INVITATION: { description: 'To somebody who shall become a member of an organization.' },
    SIGN_IN: { description: 'To a member of an organization who wants to sign in.' },
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
