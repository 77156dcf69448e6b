import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ADMISSIONS_PER_TICK_MAX } from '../store/waiting-room.redis';
import { PAUSE_REASON_LENGTH_MAX, settingsLimits } from './settings-limits';

export const whenUnreachable = { CLOSED: 'closed', OPEN: 'open' } as const;
export type WhenUnreachable = (typeof whenUnreachable)[keyof typeof whenUnreachable];

registerEnumType(whenUnreachable, {
  name: 'WaitingRoomWhenUnreachable',
  description: 'What applies while the state of the waiting room cannot be read.',
  valuesConfig: {
    CLOSED: { description: 'No buyer may hold seats.' },
    OPEN: { description: 'Every buyer may hold seats.' },
  },
});

const range = ({ min, max }: { readonly min: number; readonly max: number }) => `${min} to ${max}.`;

@ObjectType({ description: 'The waiting room of a show, for its organizer.' })
export class WaitingRoomStatus {
  @Field()
  active!: boolean;

  @Field(() => Int)
  admissionsPerMinute!: number;

  @Field(() => Int, { description: 'The most buyers that are admitted at the same time.' })
  shopSize!: number;

  @Field(() => Int, { description: 'How long an admission lasts, unless a hold extends it.' })
  insideSeconds!: number;

  @Field(() => Int, { description: 'The minimum time for which the place of a disconnected buyer is kept.' })
  graceSeconds!: number;

  @Field(() => whenUnreachable)
  whenUnreachable!: WhenUnreachable;

  @Field(() => String, { nullable: true, description: 'Null while admission is not paused.' })
  pauseReason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason why the queue has closed, such as a show that is sold out. Usually null.',
  })
  closedReason!: string | null;

  @Field(() => Int)
  waitingCount!: number;

  @Field(() => Int, { description: 'Buyers who are admitted now.' })
  insideCount!: number;

  @Field(() => Int, { description: 'Admissions so far.' })
  admittedCount!: number;

  @Field(() => Int, {
    description: 'Buyers who left before they were admitted, or were disconnected for too long.',
  })
  departedCount!: number;
}

@InputType({ description: 'Fields that are left out stay unchanged.' })
export class ConfigureWaitingRoomInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => Boolean, { nullable: true, description: 'Setting it to false removes all buyers from the queue.' })
  active?: boolean | null;

  @Field(() => Int, { nullable: true, description: range(settingsLimits.admissionsPerMinute) })
  admissionsPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: range(settingsLimits.shopSize) })
  shopSize?: number | null;

  @Field(() => Int, { nullable: true, description: range(settingsLimits.insideSeconds) })
  insideSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: range(settingsLimits.graceSeconds) })
  graceSeconds?: number | null;

  @Field(() => whenUnreachable, { nullable: true })
  whenUnreachable?: WhenUnreachable | null;

  @Field(() => String, {
    nullable: true,
    description: `Pauses admission for this reason, which all waiting buyers see; at most ${PAUSE_REASON_LENGTH_MAX} characters. Null resumes admission.`,
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

  @Field(() => Int, { description: range({ min: 1, max: ADMISSIONS_PER_TICK_MAX }) })
  count!: number;
}

@ObjectType()
export class LetBuyersInPayload {
  @Field({ description: 'False if the show has no active waiting room.' })
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
  @Field({ description: 'False if the buyer was not admitted.' })
  revoked!: boolean;
}
