import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, outcomeUnion, Problem, type ResultOf } from '../../platform';
import type { JoinQueueOutcome } from '../queue/join-queue';
import type { QueuePosition } from '../queue/queue-position';
import type { QueueOutlook } from '../queue/seats-left';

@ObjectType({
  description: 'The sale has not opened. All buyers who are in the queue when it opens are shuffled once.',
})
export class QueueBeforeSale {
  @Field(() => Int, { description: "The buyer's queue number, which takes part in the draw." })
  ticket!: number;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => String, { nullable: true, description: 'Information for all waiting buyers. Show it to the buyer.' })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

const QueueOutlookType: { [Name in QueueOutlook]: Name } = { GOOD: 'GOOD', TIGHT: 'TIGHT', POOR: 'POOR' };
registerEnumType(QueueOutlookType, {
  name: 'QueueOutlook',
  description: 'Whether enough seats are likely to be left for a waiting buyer.',
  valuesConfig: {
    GOOD: {
      description:
        'Enough for all buyers up to this one, if each takes as many seats as buyers have taken on average so far.',
    },
    TIGHT: {
      description:
        'Enough only if the buyers ahead take fewer seats than buyers have taken on average so far, or if some of them take none.',
    },
    POOR: { description: 'Fewer seats are left, or held by others, than there are buyers ahead.' },
  },
});

@ObjectType()
export class ZoneSeatsLeft {
  @Field({ description: 'The price zone of the seat map.' })
  zone!: string;

  @Field(() => Int)
  seatsLeft!: number;
}

@ObjectType()
export class QueueWaiting {
  @Field(() => Int, {
    description:
      '1 for the buyer who is admitted next. It never increases while the buyer keeps waiting. Exact up to 100, rounded up above that.',
  })
  position!: number;

  @Field(() => Int, { nullable: true, description: 'Null until enough buyers have been admitted for an estimate.' })
  estimatedWaitSeconds!: number | null;

  @Field(() => Int, { description: '`position` minus one, rounded in the same way.' })
  peopleAhead!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of seats that can be held now, counted within the last seconds. Null until the seats have been counted. A change of this field alone does not send a message.',
  })
  seatsLeft!: number | null;

  @Field(() => [ZoneSeatsLeft], {
    description: 'The same for each price zone, in the order of the seat map. Empty until they have been counted.',
  })
  seatsLeftByZone!: readonly ZoneSeatsLeft[];

  @Field(() => QueueOutlookType, {
    nullable: true,
    description: 'A change of this field is sent immediately. Null until the seats have been counted.',
  })
  outlook!: QueueOutlook | null;

  @Field(() => String, {
    nullable: true,
    description: 'Information for all waiting buyers, such as the reason for a pause. Show it to the buyer.',
  })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueAdmitted {
  @Field(() => DateTime, {
    description: 'Extended while the buyer holds seats; each extension is sent as a new position.',
  })
  admittedUntil!: Date;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueClosed {
  @Field({ description: 'One sentence to show to the buyer.' })
  reason!: string;
}

export const QueuePositionUnion = outcomeUnion<QueuePosition>()('QueuePosition', {
  QueueBeforeSale,
  QueueWaiting,
  QueueAdmitted,
  QueueClosed,
});

@InputType()
export class JoinQueueInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class JoinQueuePayload {
  @Field(() => QueuePositionUnion)
  position!: ResultOf<typeof QueuePositionUnion>;

  @Field(() => Int, {
    nullable: true,
    description:
      "The buyer's queue number. Together with the seed of the draw it determines the buyer's place. Null if the buyer is not waiting.",
  })
  ticket!: number | null;
}

@ObjectType({
  implements: Problem,
  description: 'The show has no active waiting room: the buyer can choose seats at once.',
})
export class QueueNotActive extends Problem {}

export const JoinQueueResult = outcomeUnion<JoinQueueOutcome>()('JoinQueueResult', {
  JoinQueuePayload,
  QueueNotActive,
});

@InputType()
export class LeaveQueueInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class LeaveQueuePayload {
  @Field({ description: 'False if the buyer was not in the queue.' })
  left!: boolean;
}

@ObjectType({
  description:
    'The random order of all buyers who joined before the sale. `docs/waiting-room.md` explains how to verify it.',
})
export class QueueDraw {
  @Field(() => Int, {
    description: 'A new epoch begins each time the queue is started. Only the latest one is in effect.',
  })
  epoch!: number;

  @Field({ description: 'SHA-256 of the seed, public before the draw.' })
  commitment!: string;

  @Field(() => String, { nullable: true, description: 'Null until the draw.' })
  seed!: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of queue numbers that took part. Null until the draw.' })
  ticketCount!: number | null;

  @Field(() => DateTime, { nullable: true })
  drawnAt!: Date | null;
}
