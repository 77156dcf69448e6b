import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Show } from '../../catalog';
import { Seat } from '../../inventory';
import { Order } from '../../orders';
import { connectionOf, DateTime, Node, outcomeUnion, Problem, pageArgs } from '../../platform';
import type { ReissueTicketOutcome } from '../ledger/reissue-ticket';
import type { Ticket as TicketRow } from '../ledger/ticket';
import { encodeTicketId } from '../ledger/ticket-id';

export const ticketStatuses = { VALID: 'VALID', USED: 'USED', REVOKED: 'REVOKED' } as const;
export type TicketStatus = keyof typeof ticketStatuses;

registerEnumType(ticketStatuses, {
  name: 'TicketStatus',
  valuesConfig: {
    USED: { description: 'Somebody came in with it, and the show lets nobody in twice.' },
    REVOKED: { description: 'Cancelled, returned, exchanged or issued again.' },
  },
});

export const ticketEndReasons = { RETURNED: 'RETURNED', REISSUED: 'REISSUED', GIVEN_AWAY: 'GIVEN_AWAY' } as const;

registerEnumType(ticketEndReasons, {
  name: 'TicketEndReason',
  valuesConfig: {
    RETURNED: { description: 'Its order was cancelled or refunded.' },
    REISSUED: { description: 'A newer ticket of the same seat took its place.' },
    GIVEN_AWAY: { description: 'A newer ticket of the same seat is for another person.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'The right to one seat of one show. A confirmed order has one for each seat.',
})
export class Ticket extends Node {
  ticket!: TicketRow;

  @Field(() => Int, { description: 'Counts the tickets of this seat: 1, 2, … Only the latest can be valid.' })
  generation!: number;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field(() => DateTime)
  issuedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null while the ticket is valid or used.' })
  endedAt!: Date | null;

  @Field(() => ticketEndReasons, { nullable: true })
  endReason!: keyof typeof ticketEndReasons | null;

  /** Resolved by `TicketResolver`. */
  show?: Show;
  order?: Order;
  seat?: Seat;
}

@ObjectType({ description: 'The way to a ticket: queue number, admission, hold, order.' })
export class TicketLineage {
  @Field(() => ID)
  orderId!: string;

  @Field(() => ID)
  holdId!: string;

  @Field(() => DateTime)
  heldAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The end of the admission by which the buyer held the seat. Null if the show had no waiting room at that time.',
  })
  admittedUntil!: Date | null;

  @Field(() => Int, { nullable: true, description: 'The number by which the buyer was admitted.' })
  queueNumber!: number | null;
}

export const { ConnectionType: TicketConnection } = connectionOf('Ticket', () => Ticket);
export const TicketPageArgs = pageArgs('Tickets', 20);

@InputType()
export class ReissueTicketInput {
  @Field(() => ID)
  ticketId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The person for whom the new ticket is, 1 to 100 characters. If left out, the name stays.',
  })
  holderName?: string | null;
}

@ObjectType({ description: 'The new ticket. The code of the old one is refused from now on.' })
export class ReissueTicketPayload {
  @Field(() => Ticket)
  ticket!: Ticket;
}

@ObjectType({ implements: Problem, description: 'There is no such ticket, or it belongs to another buyer.' })
export class TicketNotFound extends Problem {}

@ObjectType({ implements: Problem, description: 'The ticket has ended, or somebody has come in with it.' })
export class TicketNotReissuable extends Problem {
  @Field(() => Ticket)
  ticket!: Ticket;
}

export const ReissueTicketResult = outcomeUnion<ReissueTicketOutcome>()('ReissueTicketResult', {
  ReissueTicketPayload,
  TicketNotFound,
  TicketNotReissuable,
});

/** A ticket as the API shows it. */
export const ticketView = (ticket: TicketRow): Ticket => ({
  id: encodeTicketId(ticket),
  ticket,
  generation: ticket.generation,
  holderName: ticket.holderName,
  issuedAt: ticket.issuedAt,
  endedAt: ticket.endedAt,
  endReason: ticket.endReason,
});
