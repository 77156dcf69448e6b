import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Problem } from '../platform';

/** What the verbs return says its GraphQL type. */
const kindOf = (value: object): string | undefined => ('kind' in value ? String(value.kind) : undefined);

@ObjectType({ description: 'Everyone who is here before the sale opens is shuffled once at that moment.' })
export class QueueBeforeSale {
  @Field(() => Int, { description: 'The number that takes part in the draw.' })
  ticket!: number;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => String, { nullable: true, description: 'What all who wait should know, fit to show to the buyer.' })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueWaiting {
  @Field(() => Int, {
    description:
      'One for the next to be let in. Never rises for a buyer who keeps waiting. Exact to 100, rounded up beyond.',
  })
  position!: number;

  @Field(() => Int, { nullable: true, description: 'Null until enough buyers have been admitted to tell.' })
  estimatedWaitSeconds!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'What all who wait should know, such as why nobody is let in just now. Fit to show to the buyer.',
  })
  notice!: string | null;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueAdmitted {
  @Field(() => DateTime, { description: 'Longer while a hold lives; a later position tells so.' })
  admittedUntil!: Date;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType()
export class QueueClosed {
  @Field({ description: 'One sentence, fit to show to the buyer.' })
  reason!: string;
}

export const QueuePositionUnion = createUnionType({
  name: 'QueuePosition',
  types: () => [QueueBeforeSale, QueueWaiting, QueueAdmitted, QueueClosed] as const,
  resolveType: kindOf,
});

@InputType()
export class JoinQueueInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class JoinQueuePayload {
  @Field(() => QueuePositionUnion)
  position!: typeof QueuePositionUnion;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number that the buyer took, which with the seed of the draw tells the place. Null where none waits.',
  })
  ticket!: number | null;
}

@ObjectType({
  implements: Problem,
  description: 'The show has no waiting room now: go straight to the seats.',
})
export class QueueNotActive extends Problem {}

export const JoinQueueResult = createUnionType({
  name: 'JoinQueueResult',
  types: () => [JoinQueuePayload, QueueNotActive] as const,
  resolveType: kindOf,
});

@InputType()
export class LeaveQueueInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class LeaveQueuePayload {
  @Field({ description: 'False where the buyer was not in the queue.' })
  left!: boolean;
}

@ObjectType({
  description:
    'One draw of lots for the places of those who came before the sale. `docs/waiting-room.md` tells how to check it.',
})
export class QueueDraw {
  @Field(() => Int, { description: 'The latest is the one that counts; another begins when the queue begins anew.' })
  epoch!: number;

  @Field({ description: 'SHA-256 of the seed, known before the draw.' })
  commitment!: string;

  @Field(() => String, { nullable: true, description: 'Null until the draw.' })
  seed!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many tickets were drawn. Null until the draw.' })
  ticketCount!: number | null;

  @Field(() => DateTime, { nullable: true })
  drawnAt!: Date | null;
}

export const whenUnreachable = { CLOSED: 'closed', OPEN: 'open' } as const;
export type WhenUnreachable = (typeof whenUnreachable)[keyof typeof whenUnreachable];

registerEnumType(whenUnreachable, {
  name: 'WaitingRoomWhenUnreachable',
  description: 'What follows while the state of the waiting room cannot be asked.',
  valuesConfig: {
    CLOSED: { description: 'Nobody may hold seats.' },
    OPEN: { description: 'Everybody may hold seats.' },
  },
});

@ObjectType({ description: "A show's waiting room, as its organiser sees it." })
export class WaitingRoomStatus {
  @Field()
  active!: boolean;

  @Field(() => Int)
  admissionsPerMinute!: number;

  @Field(() => Int, { description: 'So many buyers are inside at once at most.' })
  shopSize!: number;

  @Field(() => Int, { description: 'How long an admission lasts, unless a hold prolongs it.' })
  insideSeconds!: number;

  @Field(() => Int, { description: 'How long a place is kept at least while the connection is lost.' })
  graceSeconds!: number;

  @Field(() => whenUnreachable)
  whenUnreachable!: WhenUnreachable;

  @Field(() => String, { nullable: true, description: 'Null while it is not paused.' })
  pauseReason!: string | null;

  @Field(() => String, { nullable: true, description: 'Why nobody waits here any more. Null while it makes sense.' })
  closedReason!: string | null;

  @Field(() => Int)
  waitingCount!: number;

  @Field(() => Int)
  insideCount!: number;

  @Field(() => Int, { description: 'Admissions so far.' })
  admittedCount!: number;

  @Field(() => Int, {
    description: 'Buyers who left before they were let in, or whose connection was lost for too long.',
  })
  departedCount!: number;
}

@InputType({ description: 'What is left out stays as it is.' })
export class ConfigureWaitingRoomInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => Boolean, { nullable: true, description: 'Switching it off gives up who waits.' })
  active?: boolean | null;

  @Field(() => Int, { nullable: true, description: '1 to 30000.' })
  admissionsPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: '1 to 100000.' })
  shopSize?: number | null;

  @Field(() => Int, { nullable: true, description: '30 to 7200.' })
  insideSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: '10 to 3600.' })
  graceSeconds?: number | null;

  @Field(() => whenUnreachable, { nullable: true })
  whenUnreachable?: WhenUnreachable | null;

  @Field(() => String, {
    nullable: true,
    description: 'Pauses admission; all who wait see the reason, at most 300 letters. Null goes on.',
  })
  pauseReason?: string | null;
}

@ObjectType()
export class ConfigureWaitingRoomPayload {
  @Field(() => WaitingRoomStatus)
  waitingRoom!: WaitingRoomStatus;
}

@InputType()
export class LetBuyersInInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => Int, { description: '1 to 500.' })
  count!: number;
}

@ObjectType()
export class LetBuyersInPayload {
  @Field({ description: 'False where the show has no waiting room now.' })
  asked!: boolean;
}

@InputType()
export class RevokeAdmissionInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => ID)
  viewerId!: string;
}

@ObjectType()
export class RevokeAdmissionPayload {
  @Field({ description: 'False where the buyer was not inside.' })
  revoked!: boolean;
}
