import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Limit } from '../../platform';
import { Seat } from './seats.graphql';

export enum SeatBlockKind {
  HOUSE = 'HOUSE',
  PRODUCTION = 'PRODUCTION',
  KILL = 'KILL',
  PRESS = 'PRESS',
  DISTANCE = 'DISTANCE',
}
registerEnumType(SeatBlockKind, {
  name: 'SeatBlockKind',
  description: 'Why seats are kept out of the sale.',
  valuesConfig: {
    HOUSE: { description: 'The venue keeps them, for its guests or for mistakes at the door.' },
    PRODUCTION: { description: 'The production needs their place, such as for a camera.' },
    KILL: { description: 'Nobody can use them, such as behind a pillar.' },
    PRESS: { description: 'For the press.' },
    DISTANCE: { description: 'Left free between parties.' },
  },
});

export enum TakenSeatReason {
  HELD = 'HELD',
  RESERVED = 'RESERVED',
  SOLD = 'SOLD',
}
registerEnumType(TakenSeatReason, {
  name: 'TakenSeatReason',
  description: 'Why a seat is not blocked yet. It becomes blocked when it returns to the sale.',
  valuesConfig: {
    HELD: { description: 'A buyer holds it.' },
    RESERVED: { description: 'A payment for it is in progress.' },
    SOLD: { description: 'It is sold, or was given away.' },
  },
});

export const selectionLimits = { seatIds: 5000, ranges: 1000, runs: 5000, rows: 1000, sections: 1000, zones: 100 };

@InputType({ description: 'Neighbours in the order of the map.' })
export class SeatRangeInput {
  @Field(() => ID, { description: 'The first seat.' })
  fromSeatId!: string;

  @Field(() => ID, { description: 'The last seat, which is included.' })
  toSeatId!: string;
}

@InputType()
export class SeatRunInput {
  @Field(() => Int, { description: 'The `Seat.index` of the first seat.' })
  from!: number;

  @Field(() => Int, { description: 'That of the last one, which is included.' })
  to!: number;
}

@InputType({ description: 'Seats by their positions, as a client that draws the map knows them.' })
export class SeatPositionsInput {
  @Field({
    description: 'The version of the map in which they are counted. Refused where the show has another one by now.',
  })
  seatMapVersion!: string;

  @Limit({ itemsMax: selectionLimits.runs })
  @Field(() => [SeatRunInput], { description: 'At most 5,000.' })
  runs!: SeatRunInput[];
}

@InputType()
export class SeatRowInput {
  @Field()
  section!: string;

  @Field({ description: 'As in `Seat.row`: a row, or a table such as `Table 7`. Also the name of a standing area.' })
  row!: string;
}

@InputType({ description: 'All seats that one of the lists selects.' })
export class SeatSelectionInput {
  @Limit({ itemsMax: selectionLimits.seatIds })
  @Field(() => [ID], { nullable: true, description: 'At most 5,000. Longer lists are ranges, or several calls.' })
  seatIds?: string[] | null;

  @Limit({ itemsMax: selectionLimits.ranges })
  @Field(() => [SeatRangeInput], { nullable: true, description: 'At most 1,000.' })
  ranges?: SeatRangeInput[] | null;

  @Field(() => SeatPositionsInput, { nullable: true })
  positions?: SeatPositionsInput | null;

  @Limit({ itemsMax: selectionLimits.rows })
  @Field(() => [SeatRowInput], { nullable: true, description: 'At most 1,000.' })
  rows?: SeatRowInput[] | null;

  @Limit({ itemsMax: selectionLimits.sections })
  @Field(() => [String], { nullable: true, description: 'Names of sections, at most 1,000.' })
  sections?: string[] | null;

  @Limit({ itemsMax: selectionLimits.zones })
  @Field(() => [String], { nullable: true, description: 'Names of price zones, at most 100.' })
  zones?: string[] | null;
}

@InputType()
export class BlockSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => SeatSelectionInput)
  seats!: SeatSelectionInput;

  @Field(() => SeatBlockKind)
  kind!: SeatBlockKind;

  @Limit({ lengthMax: 200 })
  @Field(() => String, { nullable: true, description: 'For the members of the organization, at most 200 characters.' })
  note?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the seats return to the sale by themselves. Null: when somebody unblocks them.',
  })
  releaseAt?: Date | null;
}

@ObjectType()
export class TakenSeat {
  @Field(() => Seat)
  seat!: Seat;

  @Field(() => TakenSeatReason)
  reason!: TakenSeatReason;
}

@ObjectType()
export class BlockSeatsPayload {
  @Field(() => ID, { description: 'The block of this kind, note and release, which has the seats.' })
  blockId!: string;

  @Field(() => Int, { description: 'Seats that left the sale by this call.' })
  changedCount!: number;

  @Field(() => Int, { description: 'Seats that belonged to another block and belong to this one now.' })
  relabeledCount!: number;

  @Field(() => Int, { description: 'Seats that belonged to this block before.' })
  alreadyCount!: number;

  @Field(() => Int, {
    description:
      'Seats that are not blocked yet because buyers have them. They become blocked when they return to the sale.',
  })
  takenCount!: number;

  @Field(() => [TakenSeat], { description: 'The first 100 that `takenCount` counts.' })
  taken!: TakenSeat[];
}

@InputType()
export class UnblockSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => SeatSelectionInput, { nullable: true, description: 'Null: all seats of the block `blockId`.' })
  seats?: SeatSelectionInput | null;

  @Field(() => ID, { nullable: true, description: 'Only seats of this block. Null: of any.' })
  blockId?: string | null;
}

@ObjectType()
export class UnblockSeatsPayload {
  @Field(() => Int, { description: 'Seats that are on sale again.' })
  changedCount!: number;

  @Field(() => Int, { description: 'Seats that buyers have and that will not become blocked any more.' })
  unmarkedCount!: number;

  @Field(() => Int, { description: 'Seats that were not blocked.' })
  notBlockedCount!: number;

  @Field(() => Int, { description: 'Seats that stay out of the sale because their price zone has no price.' })
  unpricedCount!: number;

  @Field(() => [Seat], { description: 'The first 100 that `unpricedCount` counts.' })
  unpriced!: Seat[];
}

@ObjectType({ description: 'Seats that are kept out of the sale for one reason, until one instant.' })
export class SeatBlock {
  @Field(() => ID, { nullable: true, description: 'Null for seats that were blocked before reasons were recorded.' })
  blockId!: string | null;

  @Field(() => SeatBlockKind)
  kind!: SeatBlockKind;

  @Field({ description: 'Empty where there is none.' })
  note!: string;

  @Field(() => DateTime, { nullable: true, description: 'When its seats return to the sale by themselves.' })
  releaseAt!: Date | null;

  @Field(() => Int)
  seatCount!: number;

  @Field(() => Int, {
    description: 'Of them, seats that buyers have. They become blocked when they return to the sale.',
  })
  takenCount!: number;

  @Field(() => [Seat], { description: 'The first 100 seats.' })
  seats!: Seat[];
}
