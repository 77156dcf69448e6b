import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Show } from '../../catalog';
import { Problem } from '../../platform';
import { Seat } from './seats.graphql';

export enum SeatLossReason {
  REMOVED = 'REMOVED',
  RENAMED = 'RENAMED',
  WITHOUT_PRICE = 'WITHOUT_PRICE',
}
registerEnumType(SeatLossReason, {
  name: 'SeatLossReason',
  description: 'Why a held or sold seat stands in the way of another map.',
  valuesConfig: {
    REMOVED: { description: 'The new map has it no more.' },
    RENAMED: { description: 'The new map calls it otherwise, and a ticket with its label may be printed.' },
    WITHOUT_PRICE: { description: 'The new map puts it into a zone that has no price in this show.' },
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

  @Field(() => Int, { description: 'Seats that the show has no more. Nobody held or owned one of them.' })
  retiredCount!: number;
}

@ObjectType()
export class LostSeat {
  @Field(() => Seat)
  seat!: Seat;

  @Field(() => SeatLossReason)
  reason!: SeatLossReason;

  @Field(() => String, { nullable: true, description: 'Where it is called otherwise.' })
  newLabel!: string | null;
}

@ObjectType({
  implements: Problem,
  description: 'Somebody holds or owns seats that the new map would take away. Nothing was changed.',
})
export class SeatMapConflict extends Problem {
  @Field(() => Int)
  lostCount!: number;

  @Field(() => [LostSeat], { description: 'The first 100 of them, in the order of the present map.' })
  lost!: LostSeat[];
}

export const SetSeatMapResult = createUnionType({
  name: 'SetSeatMapResult',
  types: () => [SetSeatMapPayload, SeatMapConflict] as const,
  resolveType: (value: object) => ('kind' in value ? String(value.kind) : undefined),
});
