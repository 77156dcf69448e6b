import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type ShowStatus, showStatuses } from '../../catalog';
import { DateTime, MoneyType, Node, outcomeUnion, Problem } from '../../platform';
import type { ExtendHoldOutcome } from '../holds/extend-hold';
import type { Hold } from '../holds/hold';
import type { HoldSeatsOutcome } from '../holds/hold-seats';
import { ENDING_SECONDS } from '../holds/hold-stage';
import type { ReleaseHoldOutcome } from '../holds/release-hold';
import { Seat } from './seats.graphql';

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

export enum SeatHoldStage {
  ACTIVE = 'ACTIVE',
  ENDING = 'ENDING',
  PAYING = 'PAYING',
  CONVERTED = 'CONVERTED',
  RETURNED = 'RETURNED',
  EXPIRED = 'EXPIRED',
  RELEASED = 'RELEASED',
  SHOW_CANCELLED = 'SHOW_CANCELLED',
}
registerEnumType(SeatHoldStage, {
  name: 'SeatHoldStage',
  description: 'The stage of a hold, in more detail than `SeatHoldStatus`. More stages may be added later.',
  valuesConfig: {
    ENDING: {
      description: `Active, and it expires within ${ENDING_SECONDS} seconds. \`extendHold\` may give more time.`,
    },
    PAYING: {
      description:
        'Its order waits for the result of the payment. If the payment is declined, the hold is active again.',
    },
    CONVERTED: { description: 'Its order is paid.' },
    RETURNED: { description: 'Its order was paid and then refunded.' },
    EXPIRED: { description: 'It expired without an order.' },
    RELEASED: { description: 'The buyer released it, or its order ended without a payment.' },
    SHOW_CANCELLED: { description: 'The show was cancelled, which ends all its holds.' },
  },
});

@ObjectType({ implements: Node })
export class SeatHold extends Node {
  hold!: Hold;

  @Field(() => MoneyType, { description: 'Fixed when the seats were held; the purchase charges this.' })
  total!: MoneyType;

  @Field(() => DateTime, { description: 'Count down relative to `serverTime`, not to the clock of the device.' })
  expiresAt!: Date;

  @Field(() => DateTime, { description: 'The latest instant to which the hold can be extended.' })
  expiresAtMax!: Date;

  @Field(() => SeatHoldStatus)
  status!: SeatHoldStatus;
}

@InputType()
export class HoldSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => [ID], {
    description:
      'Seats of this show, from 1 to its `seatsPerBuyerMax`. Either all of them are held or none. Whoever names a seat with the feature `ACCESSIBLE` asks for a wheelchair place; up to three seats with the feature `COMPANION` of the same section may go with each of them, and none without.',
  })
  seatIds!: string[];

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer. A repeated request with the same key returns the first answer. Refused requests are not recorded, so their keys may be used again.',
  })
  idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The revision of the availability that the buyer saw when they chose the seats. It is used only for a metric, which counts how often a seat that was shown as available could not be held. It does not affect the result.',
  })
  seenRevision?: string;
}

@InputType()
export class HoldPlacesInput {
  @Field(() => ID)
  showId!: string;

  @Field({ description: 'A section that has places without numbers: one for which `Show.sections` lists `areas`.' })
  section!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'One of the areas of the section. If left out, the places may be in any of them, at the price of each; areas with the feature `ACCESSIBLE` only if the section has no others.',
  })
  area?: string | null;

  @Field(() => Int, {
    description:
      'How many places, from 1 to `seatsPerBuyerMax` of the show. Either all of them are held or none. The service chooses the places.',
  })
  quantity!: number;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer. A repeated request with the same key returns the first answer. Refused requests are not recorded, so their keys may be used again.',
  })
  idempotencyKey!: string;
}

@ObjectType()
export class HoldSeatsPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;

  @Field(() => DateTime)
  serverTime!: Date;

  @Field(() => [Seat], {
    nullable: true,
    description:
      'The single seats that the choice leaves, where the show warns of them (`SingleSeatRule.WARN`). Null if it leaves none, and in the answer to a repeated request.',
  })
  singleSeats?: Seat[] | null;
}

@ObjectType({
  implements: Problem,
  description:
    'At least one of the seats is held or owned by another buyer, already held by the viewer, or not for sale. No seat was held.',
})
export class SeatsUnavailable extends Problem {
  @Field(() => [Seat], { description: 'The requested seats that are not available, with their current status.' })
  seats!: Seat[];

  @Field(() => [SeatHold], {
    description:
      "The viewer's own active holds that contain some of these seats. To add seats, hold only the additional ones; to choose other seats, release the hold first.",
  })
  ownHolds!: SeatHold[];

  @Field(() => Int, {
    nullable: true,
    description:
      'How many places are left in the section or area, fewer than wanted. Null for `holdSeats`; for `holdPlaces`, `seats` and `ownHolds` are empty instead.',
  })
  placesLeft?: number | null;
}

@ObjectType({
  implements: Problem,
  description:
    'The seats include companion places (`COMPANION`) without a wheelchair place (`ACCESSIBLE`) of the same section, or more than three for each of them. No seat was held. After `Show.accessibleReleasedAt` they are held like all other seats.',
})
export class CompanionsAlone extends Problem {
  @Field(() => [Seat], { description: 'The requested companion places of the section.' })
  seats!: Seat[];

  @Field(() => Int, {
    description: 'How many companion places of the section can be held with the requested wheelchair places.',
  })
  companionsMax!: number;
}

@ObjectType({
  implements: Problem,
  description:
    'The choice would leave a single seat that nobody buys, and the `singleSeatRule` of the show does not allow it. No seat was held.',
})
export class LeavesSingleSeat extends Problem {
  @Field(() => [Seat], { description: 'The single seats that would be left.' })
  seats!: Seat[];

  @Field(() => [[ID]], {
    description:
      'The ids of as many seats side by side, near the choice and in the same section and price zones, that leave no single seat. At most three, the nearest first.',
  })
  suggestions!: string[][];

  @Field(() => [[Seat]], { description: 'The seats of `suggestions`, in the same order, to show them.' })
  suggestedSeats!: Seat[][];
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

  @Field(() => String, {
    nullable: true,
    description: 'From the organizer, while the sale is paused; also the `message`. In the language of the organizer.',
  })
  pauseMessage!: string | null;
}

@ObjectType({
  implements: Problem,
  description: 'The show has a waiting room, and the buyer has not been admitted or the admission has ended.',
})
export class NotAdmitted extends Problem {}

@ObjectType({ implements: Problem })
export class IdempotencyKeyReused extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The buyer has no such hold. The hold of another buyer gives the same answer.',
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
  description: 'Also returned if the hold was already released or had expired: releasing a hold twice is not an error.',
})
export class ReleaseHoldPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;
}

export const HoldSeatsResult = outcomeUnion<HoldSeatsOutcome>()('HoldSeatsResult', {
  HoldSeatsPayload,
  SeatsUnavailable,
  CompanionsAlone,
  LeavesSingleSeat,
  HoldLimitReached,
  SalesNotOpen,
  NotAdmitted,
  IdempotencyKeyReused,
});

export const ExtendHoldResult = outcomeUnion<ExtendHoldOutcome>()('ExtendHoldResult', {
  ExtendHoldPayload,
  HoldNotFound,
  HoldExpired,
  SalesNotOpen,
});

export const ReleaseHoldResult = outcomeUnion<ReleaseHoldOutcome>()('ReleaseHoldResult', {
  ReleaseHoldPayload,
  HoldNotFound,
});
