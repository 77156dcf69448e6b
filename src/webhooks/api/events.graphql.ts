import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Show } from '../../catalog';
import { connectionOf, DateTime, pageArgs, SafeInt } from '../../platform';
import type { EventTypeName } from '../log/event-type';
import { DAYS_KEPT } from '../log/read-events';

export const OrganizerEventType = {
  ORDER_CONFIRMED: 'ORDER_CONFIRMED',
  ORDER_CANCELLED: 'ORDER_CANCELLED',
  ORDER_REFUNDED: 'ORDER_REFUNDED',
  REFUND_FAILED: 'REFUND_FAILED',
  TICKET_ISSUED: 'TICKET_ISSUED',
  TICKET_SCANNED: 'TICKET_SCANNED',
  TICKET_REVOKED: 'TICKET_REVOKED',
  SHOW_ON_SALE: 'SHOW_ON_SALE',
  SHOW_SOLD_OUT: 'SHOW_SOLD_OUT',
  SHOW_PAUSED: 'SHOW_PAUSED',
  SHOW_CANCELLED: 'SHOW_CANCELLED',
  SEATS_BLOCKED: 'SEATS_BLOCKED',
} as const satisfies Record<EventTypeName, EventTypeName>;

registerEnumType(OrganizerEventType, {
  name: 'OrganizerEventType',
  description: 'What happened. The JSON of an event writes it as `order.confirmed`.',
  valuesConfig: {
    ORDER_CONFIRMED: { description: 'An order was paid, or costs nothing.' },
    ORDER_CANCELLED: { description: 'A confirmed order was cancelled.' },
    ORDER_REFUNDED: { description: 'The payment provider has returned money of an order.' },
    REFUND_FAILED: { description: 'The bank did not accept a refund.' },
    TICKET_ISSUED: { description: 'A seat has a new ticket.' },
    TICKET_SCANNED: { description: 'Somebody went in or out with a ticket.' },
    TICKET_REVOKED: { description: 'A ticket was returned, issued again or given away.' },
    SHOW_ON_SALE: { description: 'The status of a show became ON_SALE.' },
    SHOW_SOLD_OUT: { description: 'The status of a show became SOLD_OUT.' },
    SHOW_PAUSED: { description: 'The status of a show became SALES_PAUSED.' },
    SHOW_CANCELLED: { description: 'A show was cancelled.' },
    SEATS_BLOCKED: { description: 'Seats of a show were blocked.' },
  },
});

@ObjectType({ description: 'What happened in a show, as webhooks report it.' })
export class OrganizerEvent {
  readonly showId!: string;
  readonly position!: number;

  @Field(() => ID, { description: 'The header `webhook-id` of every message about it.' })
  id!: string;

  @Field(() => OrganizerEventType)
  type!: EventTypeName;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => SafeInt, { description: 'Counts the events of the show: 1, 2, … without gaps.' })
  sequence!: number;

  @Field({ description: 'For `after`.' })
  cursor!: string;

  @Field({ description: 'The JSON that webhooks send. `docs/webhooks.md` describes it.' })
  body!: string;

  /** Resolved by `OrganizerEventResolver`. */
  show?: Show;
}

const { ConnectionType } = connectionOf('OrganizerEvent', () => OrganizerEvent);
export const OrganizerEventsArgs = pageArgs('OrganizerEvents', 100);

@ObjectType('OrganizerEventPage')
export class OrganizerEventPage extends ConnectionType {
  @Field({
    description: `True if events after the cursor may have been removed, which happens after ${DAYS_KEPT} days: read the state of your shows anew.`,
  })
  isIncomplete!: boolean;
}
