import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { PriceTier } from '../../catalog';
import { connectionOf, Kept, Limit, MoneyType, Node, pageArgs, SafeInt } from '../../platform';
import { type SeatFeature, SeatFeatureEnum } from '../../seating';
import { INDEXES_PER_FILTER_MAX, SECTIONS_PER_FILTER_MAX } from '../availability/seat-filter';
import { SeatStatus } from '../ledger/seat-status';

@ObjectType({ implements: Node })
export class Seat extends Node {
  showId!: string;
  /** Its number in the ledger, which it keeps. */
  seatNo!: number;

  @Field(() => Int, {
    description:
      "Its position in the seat map's canonical order, which is also the position of its letter in `Availability.statuses`. -1 for a seat that the show's current map no longer contains.",
  })
  index!: number;

  @Field({ description: 'As printed on the ticket, such as `Stalls F 12`.' })
  label!: string;

  @Field({
    description:
      'A description for people who cannot see the map, such as `Stalls, row F, seat 12, on the aisle, step-free`.',
  })
  description!: string;

  @Field()
  section!: string;

  @Field(() => String, { nullable: true })
  row!: string | null;

  @Field(() => String, { nullable: true })
  number!: string | null;

  @Field(() => [SeatFeatureEnum])
  features!: SeatFeature[];

  @Field(() => String, {
    nullable: true,
    description: "The entrance of the seat's section, such as `West Doors`. Null if the seat map names none.",
  })
  entrance!: string | null;

  @Field(() => PriceTier)
  tier!: PriceTier;

  /** As known already; else the loader reads it. */
  known!: { status: SeatStatus; version: number } | null;
}

export const { ConnectionType: SeatConnection } = connectionOf('Seat', () => Seat);
export const SeatPageArgs = pageArgs('Seats', 100);

@InputType()
export class SeatFilter {
  @Limit({ itemsMax: INDEXES_PER_FILTER_MAX })
  @Field(() => [Int], {
    nullable: true,
    description:
      'Seats with these values of `index`, at most 100. A client that draws the map reads the ids of the chosen seats with it.',
  })
  indexes?: number[] | null;

  @Limit({ itemsMax: SECTIONS_PER_FILTER_MAX })
  @Field(() => [String], { nullable: true })
  sections?: string[] | null;

  @Field(() => [SeatStatus], { nullable: true })
  statuses?: SeatStatus[] | null;

  @Field(() => [SeatFeatureEnum], { nullable: true, description: 'Seats that have all of these.' })
  features?: SeatFeature[] | null;

  @Field(() => SafeInt, { nullable: true })
  priceMinorMax?: number | null;
}

@ObjectType()
export class Availability {
  @Kept()
  @Field({
    description: 'The revision of the live stream at the time of this read. Pass it to `seatStatusChanged(after:)`.',
  })
  revision!: string;

  @Kept()
  @Field({
    description:
      'One letter for each seat in seat map order:\n`A` available, `H` held, `R` reserved, `S` sold, `B` blocked.',
  })
  statuses!: string;

  /** Resolved by `AvailabilityResolver`: there may be 80,000 of them. */
  versions!: readonly number[];

  @Kept()
  @Field(() => Int)
  availableCount!: number;
}

@ObjectType({ description: 'Places without numbers, such as a standing area. `holdPlaces` holds some of them.' })
export class AreaAvailability {
  @Field({ description: 'Its name within the section.' })
  area!: string;

  @Field(() => Int)
  placeCount!: number;

  @Field(() => Int)
  placesLeft!: number;

  @Field(() => MoneyType, { nullable: true, description: 'Of each place. Null if they are not for sale.' })
  price!: MoneyType | null;
}

@ObjectType()
export class SectionAvailability {
  @Field()
  section!: string;

  @Field(() => Int)
  seatCount!: number;

  @Field(() => Int)
  availableCount!: number;

  @Field(() => MoneyType)
  priceMin!: MoneyType;

  @Field(() => MoneyType)
  priceMax!: MoneyType;

  @Field(() => [AreaAvailability], {
    description: 'The areas of the section whose places have no numbers. Empty if all its seats have numbers.',
  })
  areas!: AreaAvailability[];

  @Field(() => Int, {
    nullable: true,
    description: 'Free places in `areas` together. Null if all seats of the section have numbers.',
  })
  placesLeft!: number | null;
}
