import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Show } from '../../catalog';
import { Limit, outcomeUnion, Problem } from '../../platform';
import type { SetSeatMapOutcome } from '../seat-map/set-seat-map';
import { Seat } from './seats.graphql';

export enum SeatLossReason {
  REMOVED = 'REMOVED',
  RENAMED = 'RENAMED',
  WITHOUT_PRICE = 'WITHOUT_PRICE',
}
registerEnumType(SeatLossReason, {
  name: 'SeatLossReason',
  description: 'The reason why a held or sold seat prevents the replacement of the map.',
  valuesConfig: {
    REMOVED: { description: 'The new map does not have it.' },
    RENAMED: { description: 'The new map gives it another label, and a ticket with the present label may be printed.' },
    WITHOUT_PRICE: { description: 'The new map puts it into a price zone that has no price in this show.' },
  },
});

@InputType()
export class SetSeatMapInput {
  @Field(() => ID)
  showId!: string;

  @Field({ description: 'The version of a published seat map.' })
  seatMapVersion!: string;
}

@ObjectType()
export class SetSeatMapPayload {
  @Field(() => Show)
  show!: Show;

  @Field(() => Int, { description: 'Seats that the show did not have before.' })
  addedCount!: number;

  @Field(() => Int, { description: 'Seats that the show no longer has. No buyer held or owned one of them.' })
  retiredCount!: number;
}

@ObjectType()
export class LostSeat {
  @Field(() => Seat)
  seat!: Seat;

  @Field(() => SeatLossReason)
  reason!: SeatLossReason;

  @Field(() => String, {
    nullable: true,
    description: 'Its label in the new map if the reason is `RENAMED`; otherwise null.',
  })
  newLabel!: string | null;
}

@ObjectType({
  implements: Problem,
  description: 'The new map would take away seats that buyers hold or own. Nothing was changed.',
})
export class SeatMapConflict extends Problem {
  @Field(() => Int)
  lostCount!: number;

  @Field(() => [LostSeat], { description: 'The first 100 of them, in the order of the present map.' })
  lost!: LostSeat[];
}

export const SetSeatMapResult = outcomeUnion<SetSeatMapOutcome>()('SetSeatMapResult', {
  SetSeatMapPayload,
  SeatMapConflict,
});

/** How many seats one mutation may block or unblock. */
export const SEATS_BLOCKED_MAX = 1000;

@InputType()
export class SetSeatBlocksInput {
  @Limit({ itemsMax: SEATS_BLOCKED_MAX })
  @Field(() => [ID], { description: 'Seats of one show, 1,000 at most.' })
  seatIds!: string[];

  @Field({ description: 'True blocks the seats, false unblocks them.' })
  blocked!: boolean;
}

@ObjectType()
export class SetSeatBlocksPayload {
  @Field(() => Int, { description: 'Number of seats that were blocked, or unblocked, by this call.' })
  changedCount!: number;

  @Field(() => Int, {
    description:
      'Number of seats that could not be blocked yet because they are held, reserved or sold. They become blocked when they are released.',
  })
  takenCount!: number;

  @Field(() => [Seat], { description: 'The first 100 seats that `takenCount` counts.' })
  taken!: Seat[];

  @Field(() => Int, {
    description: 'Number of seats that stay blocked because their price zone has no price in the show.',
  })
  unpricedCount!: number;

  @Field(() => [Seat], { description: 'The first 100 seats that `unpricedCount` counts.' })
  unpriced!: Seat[];
}
