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
  description: 'Where a hold is on its way. It says more than `SeatHoldStatus`: more stages may follow.',
  valuesConfig: {
    ENDING: { description: `Active, and it ends within ${ENDING_SECONDS} seconds. \`extendHold\` may give more time.` },
    PAYING: {
      description: 'Its order waits for the result of the payment. If it is declined, the hold is active again.',
    },
    CONVERTED: { description: 'Its order is paid.' },
    RETURNED: { description: 'Its order was paid and then refunded.' },
    EXPIRED: { description: 'Its time ended.' },
    RELEASED: { description: 'The buyer released it, or its order ended without a payment.' },
    SHOW_CANCELLED: { description: 'The show was cancelled, which ends every hold of it.' },
  },
});

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

  @Field(() => String, {
    nullable: true,
    description:
      'The revision that the map of the buyer had when they chose. The operator measures by it how often a seat that is shown as free can be held; it decides nothing.',
  })
  seenRevision?: string;
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
  description:
    'Another buyer has one of the seats, the viewer holds it already, or it is not for sale. Nothing was held.',
})
export class SeatsUnavailable extends Problem {
  @Field(() => [Seat], { description: 'Those of the wanted seats that are not available, as they are now.' })
  seats!: Seat[];

  @Field(() => [SeatHold], {
    description:
      "The viewer's own live holds that have some of these seats. To add seats, hold the others alone; to change the choice, release the hold first.",
  })
  ownHolds!: SeatHold[];
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
  description: 'The show has a waiting room, and the buyer has not been admitted or the admission has ended.',
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
  SalesNotOpen,
});

export const ReleaseHoldResult = outcomeUnion<ReleaseHoldOutcome>()('ReleaseHoldResult', {
  ReleaseHoldPayload,
  HoldNotFound,
});
