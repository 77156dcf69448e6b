import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, outcomeUnion, Problem, type ResultOf } from '../../platform';
import type { JoinQueueOutcome } from '../queue/join-queue';
import type { QueuePosition } from '../queue/queue-position';
import type { QueueOutlook } from '../queue/seats-left';

@ObjectType({
  description: 'The sale has not opened. All buyers who are in the queue at that moment are shuffled once.',
})
export class QueueBeforeSale {
  @Field(() => Int, { description: "The buyer's queue number, which takes part in the draw." })
  ticket!: number;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => String, { nullable: true, description: 'Information for everyone in the queue, to show to the buyer.' })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

const QueueOutlookType: { [Name in QueueOutlook]: Name } = { GOOD: 'GOOD', TIGHT: 'TIGHT', POOR: 'POOR' };
registerEnumType(QueueOutlookType, {
  name: 'QueueOutlook',
  description: 'Whether the seats left can be enough for a buyer who waits.',
  valuesConfig: {
    GOOD: {
      description: 'Enough for everyone up to this buyer, at the number of seats that buyers have taken so far.',
    },
    TIGHT: { description: 'Enough only if the buyers ahead take fewer seats than so far, or some of them none.' },
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
      '1 for the buyer who is admitted next. Never rises for a buyer who keeps waiting. Exact up to 100, rounded up beyond.',
  })
  position!: number;

  @Field(() => Int, { nullable: true, description: 'Null until enough buyers have been admitted for an estimate.' })
  estimatedWaitSeconds!: number | null;

  @Field(() => Int, { description: '`position` less one, rounded like it.' })
  peopleAhead!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Seats that can be held now, as counted within the last seconds. Null until they are counted. A change of it alone sends no message.',
  })
  seatsLeft!: number | null;

  @Field(() => [ZoneSeatsLeft], { description: 'The same for each price zone, in the order of the seat map.' })
  seatsLeftByZone!: readonly ZoneSeatsLeft[];

  @Field(() => QueueOutlookType, {
    nullable: true,
    description: 'A change of it is sent at once. Null until the seats are counted.',
  })
  outlook!: QueueOutlook | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Information for everyone in the queue, such as why nobody is admitted just now. To show to the buyer.',
  })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueAdmitted {
  @Field(() => DateTime, { description: 'Extended while the buyer holds seats; a new position then says so.' })
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
      "The buyer's queue number. Together with the seed of the draw it determines the place. Null if the buyer does not wait.",
  })
  ticket!: number | null;
}

@ObjectType({
  implements: Problem,
  description: 'The show has no active waiting room: go straight to the seats.',
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
    'A draw of the places of all buyers who joined before the sale. `docs/waiting-room.md` explains how to verify it.',
})
export class QueueDraw {
  @Field(() => Int, { description: 'The latest epoch counts; a new one begins when the queue is started again.' })
  epoch!: number;

  @Field({ description: 'SHA-256 of the seed, public before the draw.' })
  commitment!: string;

  @Field(() => String, { nullable: true, description: 'Null until the draw.' })
  seed!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many queue numbers took part. Null until the draw.' })
  ticketCount!: number | null;

  @Field(() => DateTime, { nullable: true })
  drawnAt!: Date | null;
}
