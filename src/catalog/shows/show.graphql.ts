import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyCode, connectionOf, DateTime, Limit, Node, pageArgs, SafeInt } from '../../platform';
import { PriceTierInput } from '../prices/price-tier.graphql';
import {
  type ExchangeRule,
  HOLD_SECONDS_DEFAULT,
  HOLD_SECONDS_MAX,
  PAUSE_MESSAGE_LENGTH_MAX,
  RETURN_HOURS_MAX,
  RETURN_STEPS_MAX,
  SEATS_PER_BUYER_DEFAULT,
  SEATS_PER_BUYER_MAX,
  type SingleSeatRule,
} from './show-fields';
import type { StatusTerms } from './show-status';

/** The names of `ShowStatus` as GraphQL sees them. */
export const showStatuses = {
  SCHEDULED: 'SCHEDULED',
  ON_SALE: 'ON_SALE',
  SALES_PAUSED: 'SALES_PAUSED',
  SOLD_OUT: 'SOLD_OUT',
  SALES_CLOSED: 'SALES_CLOSED',
  CANCELLED: 'CANCELLED',
} as const;

registerEnumType(showStatuses, {
  name: 'ShowStatus',
  valuesConfig: {
    SCHEDULED: { description: 'Announced: `salesOpenAt` is in the future, or the show has no seats yet.' },
    ON_SALE: { description: 'Seats can be held and bought.' },
    SALES_PAUSED: { description: 'The organizer has paused the sale.' },
    SOLD_OUT: { description: 'No seat is available now; held seats may become available again.' },
    SALES_CLOSED: { description: '`salesCloseAt` has passed.' },
    CANCELLED: { description: 'The show does not take place. Nothing is sold any more.' },
  },
});

/** The names of `SingleSeatRule` as GraphQL sees them. */
export const singleSeatRuleEnum = { OFF: 'OFF', WARN: 'WARN', LENIENT: 'LENIENT', STRICT: 'STRICT' } as const;

registerEnumType(singleSeatRuleEnum, {
  name: 'SingleSeatRule',
  description:
    'What happens to a choice of seats in a row that newly leaves a single seat: a free seat without a free neighbor that had one before. Seats at tables, standing places and choices with places for wheelchairs or companions are not judged. No rule applies while at most a tenth of the section is free, or in the last two hours before `startsAt`.',
  valuesConfig: {
    OFF: { description: 'Nothing happens.' },
    WARN: {
      description:
        'The seats are held, and `HoldSeatsPayload.singleSeats` names the single seats that `STRICT` would have refused.',
    },
    LENIENT: {
      description:
        'Refused (`LeavesSingleSeat`) if as many seats of the same run, which are the free seats side by side that the choice is taken from, could be chosen without leaving a single one.',
    },
    STRICT: {
      description:
        'Refused where `LENIENT` refuses, and also if as many seats side by side anywhere in the section, of the same price zones, could be chosen without leaving a single one.',
    },
  },
});

/** The names of `ExchangeRule` as GraphQL sees them. */
export const exchangeRuleEnum = { GTE: 'GTE', GT: 'GT', EQ: 'EQ', ANY: 'ANY' } as const;

registerEnumType(exchangeRuleEnum, {
  name: 'ExchangeRule',
  description: 'What the new seats must cost together, compared with the tickets that are exchanged for them.',
  valuesConfig: {
    GTE: { description: 'As much or more. A difference is charged.' },
    GT: { description: 'More. The difference is charged.' },
    EQ: { description: 'Exactly as much.' },
    ANY: { description: 'Anything. A difference is charged or refunded.' },
  },
});

@ObjectType({ description: 'A step of the rule by which buyers may return tickets.' })
export class ReturnStep {
  @Field(() => Int, { description: 'Of the price, after the fee that is kept: 1 to 100.' })
  sharePercent!: number;

  @Field(() => Int, { description: 'The step ends so many hours before `startsAt`, and moves with it.' })
  hoursBefore!: number;
}

@InputType()
export class ReturnStepInput {
  @Field(() => Int, { description: 'From 1 to 100. Each step has a smaller share than the one before.' })
  sharePercent!: number;

  @Field(() => Int, { description: `From 0 to ${RETURN_HOURS_MAX}, fewer than in the step before.` })
  hoursBefore!: number;
}

@ObjectType({
  implements: Node,
  description: 'One performance of an event, in one venue, with its own seats.',
})
export class Show extends Node implements StatusTerms {
  /** UUIDs. */
  showId!: string;
  eventId!: string;
  venueId!: string;
  organizerId!: string | null;
  seatMapVersion!: string | null;
  returnFeeMinor!: number;
  movedAt!: Date | null;
  seatNumberingId!: string | null;
  /** Remembered, for an answer that does not say which map the show has: it may have another one by now. */
  isMapUnnamed?: boolean;
  currency!: string;
  doorsFollowStart!: boolean;
  salesCloseFollowsStart!: boolean;

  @Field({ description: 'Whether the organizer has paused the sale. `status` says it while the sale would be open.' })
  salesPaused!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'What the organizer tells buyers while the sale is paused; otherwise null.',
  })
  pauseMessage!: string | null;

  cancelledAt!: Date | null;
  termsVersion!: number;
  seatsTotal!: number | null;
  seatsLeft!: number | null;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  doorsAt!: Date;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => DateTime)
  salesCloseAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Buyers can return orders until this instant and get everything back. Null if orders cannot be returned. Without effect where the show has `returnSteps`.',
  })
  refundUntil!: Date | null;

  @Field(() => [ReturnStep], {
    nullable: true,
    description:
      'What comes back of the price of a returned ticket, from the earliest step to the last. After the last step buyers cannot return tickets. Null if everything comes back until `refundUntil`.',
  })
  returnSteps!: readonly ReturnStep[] | null;

  @Field(() => exchangeRuleEnum, {
    nullable: true,
    description:
      'For which seats buyers may exchange tickets of this show, until it starts. Null if tickets cannot be exchanged.',
  })
  exchangeRule!: ExchangeRule | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The show was moved to another time: until this instant tickets of orders from before can be returned, and everything comes back, whatever `returnSteps` and `refundUntil` say. Null if it was not moved.',
  })
  fullReturnUntil!: Date | null;

  @Field(() => Int, { description: 'The largest number of seats that one buyer may hold or own in this show.' })
  seatsPerBuyerMax!: number;

  @Field(() => Int, { description: 'How long a new hold lasts, in seconds.' })
  holdSeconds!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until this instant buyers see their tickets without codes. Null if they see the codes at once.',
  })
  ticketsVisibleFrom!: Date | null;

  @Field({ description: 'Whether visitors may leave and come in again with the same ticket.' })
  allowsReentry!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'From this instant the wheelchair and companion places that are left are sold like all other seats. Null if no time is set.',
  })
  accessibleReleaseAt!: Date | null;

  @Field({
    description:
      'Whether the wheelchair and companion places that are left are released once all other seats are sold.',
  })
  accessibleReleaseWhenSoldOut!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When they were released. Null while they are only for visitors who ask for them. A release is final. Watchers receive `SeatStatusChanged.accessibleReleased`.',
  })
  accessibleReleasedAt!: Date | null;

  @Field(() => singleSeatRuleEnum, { description: 'What happens to choices that leave a single seat.' })
  singleSeatRule!: SingleSeatRule;

  @Field({ description: 'Whether a single seat at an aisle, or at the end of a row, may stay.' })
  allowsSingleAtAisle!: boolean;
}

export const { ConnectionType: ShowConnection } = connectionOf('Show', () => Show);

@ArgsType()
export class ShowsArgs extends pageArgs('Shows', 20) {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Returns only shows that start at or after this instant.',
  })
  startsAfter?: Date | null;
}

@ArgsType()
export class OrganizedShowsArgs extends pageArgs('OrganizedShows', 20) {
  @Field(() => DateTime, { nullable: true, description: 'Returns only shows that start at or after this instant.' })
  from?: Date | null;
}

@InputType()
export class CreateShowInput {
  @Field(() => ID)
  eventId!: string;

  @Field(() => ID)
  venueId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The version of a published seat map, from which the seats of the show are created. If left out, the show has no seats and is not on sale until `setSeatMap` is called.',
  })
  seatMapVersion?: string | null;

  @Field(() => DateTime, { description: 'In the years 1970 to 2199, like every instant of a show.' })
  startsAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Defaults to one hour before `startsAt`, and then follows every change of it.',
  })
  doorsAt?: Date | null;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Defaults to `startsAt`, and then follows every change of it.',
  })
  salesCloseAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Buyers can return orders until this instant. If left out, orders cannot be returned.',
  })
  refundUntil?: Date | null;

  @Field(() => [ReturnStepInput], {
    nullable: true,
    description: `What comes back of the price of a returned ticket, up to ${RETURN_STEPS_MAX} steps. If left out, everything comes back until \`refundUntil\`.`,
  })
  returnSteps?: ReturnStepInput[] | null;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'Kept of each ticket that is returned under `returnSteps`, such as a booking fee, in the smallest unit of `currency`. Defaults to 0.',
  })
  returnFeeMinor?: number | null;

  @Field(() => exchangeRuleEnum, {
    nullable: true,
    description: 'For which seats buyers may exchange tickets. If left out, tickets cannot be exchanged.',
  })
  exchangeRule?: ExchangeRule | null;

  @Field(() => CurrencyCode)
  currency!: string;

  @Field(() => Int, { defaultValue: SEATS_PER_BUYER_DEFAULT, description: `From 1 to ${SEATS_PER_BUYER_MAX}.` })
  seatsPerBuyerMax!: number;

  @Field(() => Int, {
    defaultValue: HOLD_SECONDS_DEFAULT,
    description: `How long a new hold lasts: from 1 to ${HOLD_SECONDS_MAX} seconds.`,
  })
  holdSeconds!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until this instant buyers see their tickets without codes. If left out, they see the codes at once.',
  })
  ticketsVisibleFrom?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether visitors may leave and come in again with the same ticket. Scanners then scan both ways. Defaults to false.',
  })
  allowsReentry?: boolean | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'From this instant the wheelchair and companion places that are left are sold like all other seats. If left out, they are not released by time.',
  })
  accessibleReleaseAt?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether they are released once all other seats are sold or blocked, and none is held. Defaults to false.',
  })
  accessibleReleaseWhenSoldOut?: boolean | null;

  @Field(() => singleSeatRuleEnum, { nullable: true, description: 'Defaults to `OFF`.' })
  singleSeatRule?: SingleSeatRule | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a single seat at an aisle, or at the end of a row, may stay. Defaults to false.',
  })
  allowsSingleAtAisle?: boolean | null;

  @Field(() => [PriceTierInput])
  priceTiers!: PriceTierInput[];
}

@InputType({ description: 'Fields that are left out stay unchanged.' })
export class UpdateShowInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: '`doorsAt` and `salesCloseAt` follow the change unless they were set explicitly.',
  })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  doorsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesOpenAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesCloseAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Null removes the deadline, so that orders cannot be returned.',
  })
  refundUntil?: Date | null;

  @Field(() => [ReturnStepInput], {
    nullable: true,
    description: 'Null removes the steps, so that `refundUntil` decides.',
  })
  returnSteps?: ReturnStepInput[] | null;

  @Field(() => SafeInt, {
    nullable: true,
    description: 'Kept of each ticket that is returned under `returnSteps`.',
  })
  returnFeeMinor?: number | null;

  @Field(() => exchangeRuleEnum, { nullable: true, description: 'Null forbids exchanges.' })
  exchangeRule?: ExchangeRule | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until this instant tickets of orders from before this change can be returned, and everything comes back. If left out, a change of `startsAt` sets it to 14 days from now, and not after the new start. Null removes it.',
  })
  fullReturnUntil?: Date | null;

  @Field(() => Int, { nullable: true })
  seatsPerBuyerMax?: number | null;

  @Field(() => Int, { nullable: true })
  holdSeconds?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'While true, seats cannot be held or bought.' })
  salesPaused?: boolean | null;

  @Field(() => DateTime, { nullable: true, description: 'Null shows the codes of tickets at once.' })
  ticketsVisibleFrom?: Date | null;

  @Field(() => Boolean, { nullable: true })
  allowsReentry?: boolean | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Null removes the time, so that wheelchair and companion places are not released by time. A time in the past releases them at once. No effect after the release.',
  })
  accessibleReleaseAt?: Date | null;

  @Field(() => Boolean, { nullable: true })
  accessibleReleaseWhenSoldOut?: boolean | null;

  @Field(() => singleSeatRuleEnum, { nullable: true, description: 'What happens to choices that leave a single seat.' })
  singleSeatRule?: SingleSeatRule | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a single seat at an aisle, or at the end of a row, may stay.',
  })
  allowsSingleAtAisle?: boolean | null;

  @Field(() => [PriceTierInput], {
    nullable: true,
    description: 'New prices. Zones that are not listed keep their prices, and so do seats that are held.',
  })
  priceTiers?: PriceTierInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Zones whose price is removed, before `priceTiers` is applied. Their seats are no longer for sale; seats that are held keep their price. A zone without a price is ignored.',
  })
  removePriceZones?: string[] | null;
}

@InputType()
export class CancelShowInput {
  @Field(() => ID)
  showId!: string;
}

@InputType()
export class PauseSaleInput {
  @Field(() => ID)
  showId!: string;

  @Limit({ lengthMax: PAUSE_MESSAGE_LENGTH_MAX })
  @Field(() => String, {
    nullable: true,
    description: 'What buyers read meanwhile, at most 300 characters. Null: that the sale is paused.',
  })
  message?: string | null;
}

@InputType()
export class ResumeSaleInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class ShowPayload {
  @Field(() => Show)
  show!: Show;
}
