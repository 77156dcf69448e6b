import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PriceTier, type ShowStatus, showStatuses } from '../catalog';
import { connectionOf, DateTime, MoneyType, Node, outcomeUnion, Problem, pageArgs, SafeInt } from '../platform';
import { type SeatFeature, SeatFeatureEnum } from '../seating';
import type { ExtendHoldOutcome } from './extend-hold';
import type { HoldSeatsOutcome } from './hold-seats';
import type { ReleaseHoldOutcome } from './release-hold';
import type { Hold } from './seat-hold';
import { SeatStatus } from './seat-status';

export enum SeatHoldStatus {
  ACTIVE = 'ACTIVE',
  EXPIRED = 'EXPIRED',
  RELEASED = 'RELEASED',
  CONVERTED = 'CONVERTED',
}
registerEnumType(SeatHoldStatus, {
  name: 'SeatHoldStatus',
  valuesConfig: { CONVERTED: { description: 'It became an order.' } },
});

@ObjectType({ implements: Node })
export class Seat extends Node {
  showId!: string;
  /** Its number in the ledger, which it keeps. */
  seatNo!: number;

  @Field(() => Int, {
    description:
      "Its place in the seat map's canonical order; the position of its letter in `Availability.statuses`. -1 for a seat that the show's present map has no more.",
  })
  index!: number;

  @Field({ description: 'As printed on the ticket, such as `Stalls F 12`.' })
  label!: string;

  @Field({
    description: 'For somebody who cannot see the map, such as `Stalls, row F, seat 12, on the aisle, step-free`.',
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

  @Field(() => PriceTier)
  tier!: PriceTier;

  /** As known already; else the loader reads it. */
  known!: { status: SeatStatus; version: number } | null;
}

export const { ConnectionType: SeatConnection } = connectionOf('Seat', () => Seat);
export const SeatPageArgs = pageArgs('Seats', 100);

@InputType()
export class SeatFilter {
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
  @Field({
    description: 'Where the live stream stood when this was read: pass it to `seatStatusChanged(after:)`.',
  })
  revision!: string;

  @Field({
    description:
      'One letter for each seat in seat map order:\n`A` available, `H` held, `R` reserved, `S` sold, `B` blocked.',
  })
  statuses!: string;

  /** Resolved by `AvailabilityResolver`: there may be 80,000 of them. */
  versions!: readonly number[];

  @Field(() => Int)
  availableCount!: number;
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
}

@ObjectType({ implements: Node })
export class SeatHold extends Node {
  hold!: Hold;

  @Field(() => MoneyType, { description: 'Fixed when the seats were held; the purchase charges this.' })
  total!: MoneyType;

  @Field(() => DateTime, { description: "Count down against `serverTime`, not against the device's clock." })
  expiresAt!: Date;

  @Field(() => DateTime, { description: 'No extension passes this instant.' })
  expiresAtMax!: Date;

  @Field(() => SeatHoldStatus)
  status!: SeatHoldStatus;
}

@InputType()
export class HoldSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => [ID], {
    description: "Seats of the one show; all are held or none. One to the show's `seatsPerBuyerMax`.",
  })
  seatIds!: string[];

  @Field(() => ID, {
    description:
      'Made once per decision of the buyer. A repeat returns the first answer. A refusal keeps nothing, so its key may be tried again.',
  })
  idempotencyKey!: string;
}

@ObjectType()
export class HoldSeatsPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({
  implements: Problem,
  description: 'Somebody was faster, or the seat is not for sale. Nothing was held.',
})
export class SeatsUnavailable extends Problem {
  @Field(() => [Seat], { description: 'Those of the wanted seats that could not be had, as they are now.' })
  seats!: Seat[];
}

@ObjectType({ implements: Problem })
export class HoldLimitReached extends Problem {
  @Field(() => Int)
  seatsPerBuyerMax!: number;
}

@ObjectType({ implements: Problem })
export class SalesNotOpen extends Problem {
  @Field(() => showStatuses)
  status!: ShowStatus;

  @Field(() => DateTime)
  salesOpenAt!: Date;
}

@ObjectType({
  implements: Problem,
  description: 'The show has a waiting room and this buyer has not been let in, or their time is over.',
})
export class NotAdmitted extends Problem {}

@ObjectType({ implements: Problem })
export class IdempotencyKeyReused extends Problem {}

@ObjectType({
  implements: Problem,
  description: "No such hold of this buyer. Another buyer's hold looks the same.",
})
export class HoldNotFound extends Problem {}

@ObjectType({ implements: Problem })
export class HoldExpired extends Problem {
  @Field(() => DateTime)
  expiredAt!: Date;
}

@InputType()
export class ExtendHoldInput {
  @Field(() => ID)
  holdId!: string;
}

@ObjectType()
export class ExtendHoldPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;

  @Field(() => DateTime)
  serverTime!: Date;
}

@InputType()
export class ReleaseHoldInput {
  @Field(() => ID)
  holdId!: string;
}

@ObjectType({
  description: 'Also the answer where the hold was released or had expired before: releasing twice is no fault.',
})
export class ReleaseHoldPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;
}

export const HoldSeatsResult = outcomeUnion<HoldSeatsOutcome>()('HoldSeatsResult', {
  HoldSeatsPayload,
  SeatsUnavailable,
  HoldLimitReached,
  SalesNotOpen,
  NotAdmitted,
  IdempotencyKeyReused,
});

export const ExtendHoldResult = outcomeUnion<ExtendHoldOutcome>()('ExtendHoldResult', {
  ExtendHoldPayload,
  HoldNotFound,
  HoldExpired,
});

export const ReleaseHoldResult = outcomeUnion<ReleaseHoldOutcome>()('ReleaseHoldResult', {
  ReleaseHoldPayload,
  HoldNotFound,
});

@ObjectType()
export class SeatChange {
  @Field(() => ID)
  seatId!: string;

  @Field(() => Int)
  index!: number;

  @Field(() => SeatStatus)
  status!: SeatStatus;

  @Field(() => Int)
  version!: number;
}

@ObjectType({ description: 'What changed in one show, within one short window.' })
export class SeatStatusChanged {
  @Field({
    description: 'Where the stream stands after these changes. Opaque; pass the last one seen as `after` to resume.',
  })
  revision!: string;

  @Field({
    description:
      'True where what was missed since `after` can no longer be told: read `Show.availability` again,\nthen go on applying changes.',
  })
  resyncRequired!: boolean;

  @Field(() => [SeatChange], { description: 'Apply each only where its `version` is greater than the one you hold.' })
  changes!: SeatChange[];
}
