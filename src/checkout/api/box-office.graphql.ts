import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { HoldExpired, HoldNotFound, IdempotencyKeyReused, SalesNotOpen, SeatsUnavailable } from '../../inventory';
import { Order } from '../../orders';
import { DateTime, EmailAddress, Limit, outcomeUnion, Problem } from '../../platform';
import { TicketNotFound, TicketView } from '../../tickets';
import type { GiveSeatsOutcome } from '../box-office/give-seats';
import type { MoveTicketOutcome } from '../box-office/move-ticket';
import type { SellAtDeskOutcome } from '../box-office/sell-at-desk';

export enum DeskPaymentMethod {
  CASH = 'CASH',
  TERMINAL = 'TERMINAL',
}
registerEnumType(DeskPaymentMethod, {
  name: 'DeskPaymentMethod',
  description: 'How a member of the organization took the money.',
  valuesConfig: { TERMINAL: { description: 'By a card terminal that is not connected with the service.' } },
});

const keyDescription =
  'Create a new key for each decision; 1 to 200 characters. A repeated request with the same key gets the first answer.';

@InputType()
export class GiveSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => [ID], { description: 'Free or blocked seats, at most 100.' })
  seatIds!: string[];

  @Limit({ lengthMax: 100 })
  @Field({ description: 'The tickets are in this name.' })
  guestName!: string;

  @Field(() => EmailAddress, { nullable: true, description: 'Where the tickets are sent. Null: nowhere.' })
  guestEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'The language of the mail, such as `de` or `de-AT`.' })
  locale?: string | null;

  @Limit({ lengthMax: 200 })
  @Field({ description: 'For the members of the organization.' })
  reason!: string;

  @Field(() => ID, { description: keyDescription })
  idempotencyKey!: string;
}

@InputType()
export class SellAtDeskInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => [ID], { nullable: true, description: 'Free or blocked seats, at most 100. Or `holdId`.' })
  seatIds?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'A hold of the caller.' })
  holdId?: string | null;

  @Field(() => DeskPaymentMethod)
  payment!: DeskPaymentMethod;

  @Limit({ lengthMax: 100 })
  @Field(() => String, { nullable: true, description: 'Such as the number on the receipt of the terminal.' })
  reference?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'Where the tickets are sent. Null: nowhere.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'The language of the mail, such as `de` or `de-AT`.' })
  locale?: string | null;

  @Field(() => ID, { description: keyDescription })
  idempotencyKey!: string;
}

@InputType()
export class MoveTicketInput {
  @Field(() => ID)
  ticketId!: string;

  @Field(() => ID, { description: 'A free or blocked seat of the same show.' })
  seatId!: string;

  @Field(() => ID, { description: keyDescription })
  idempotencyKey!: string;
}

@ObjectType()
export class GiveSeatsPayload {
  @Field(() => Order, { description: 'Confirmed, at no price.' })
  order!: Order;

  @Field(() => [TicketView])
  tickets!: TicketView[];

  @Field(() => String, {
    nullable: true,
    description:
      "A signed link to the tickets in one PDF, good for 15 minutes. Null before the show's `ticketsVisibleFrom`.",
  })
  ticketsPdfUrl!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class SellAtDeskPayload {
  @Field(() => Order, { description: 'Confirmed, and paid at the desk.' })
  order!: Order;

  @Field(() => [TicketView])
  tickets!: TicketView[];

  @Field(() => String, {
    nullable: true,
    description:
      "A signed link to the tickets in one PDF, good for 15 minutes. Null before the show's `ticketsVisibleFrom`.",
  })
  ticketsPdfUrl!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class MoveTicketPayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => TicketView, { description: 'The new ticket. The old one is no longer good.' })
  ticket!: TicketView;
}

@ObjectType({ implements: Problem, description: 'The ticket stays as it is.' })
export class TicketNotMovable extends Problem {}

export const GiveSeatsResult = outcomeUnion<GiveSeatsOutcome>()('GiveSeatsResult', {
  GiveSeatsPayload,
  SeatsUnavailable,
  SalesNotOpen,
  IdempotencyKeyReused,
});

export const SellAtDeskResult = outcomeUnion<SellAtDeskOutcome>()('SellAtDeskResult', {
  SellAtDeskPayload,
  SeatsUnavailable,
  HoldNotFound,
  HoldExpired,
  SalesNotOpen,
  IdempotencyKeyReused,
});

export const MoveTicketResult = outcomeUnion<MoveTicketOutcome>()('MoveTicketResult', {
  MoveTicketPayload,
  TicketNotFound,
  TicketNotMovable,
  SeatsUnavailable,
  IdempotencyKeyReused,
});
