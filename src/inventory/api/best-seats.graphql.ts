import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Limit, MoneyType, outcomeUnion, Problem, SafeInt } from '../../platform';
import { COMPANIONS_PER_PLACE_MAX } from '../accessible/accessible-places';
import { SECTIONS_PER_FILTER_MAX } from '../availability/seat-filter';
import { ZONES_MAX } from '../best/check-wishes';
import type { HoldBestSeatsOutcome } from '../best/hold-best-seats';
import { HoldLimitReached, IdempotencyKeyReused, NotAdmitted, SalesNotOpen, SeatHold } from './holds.graphql';

export enum SeatsTogether {
  REQUIRED = 'REQUIRED',
  PREFERRED = 'PREFERRED',
}
registerEnumType(SeatsTogether, {
  name: 'SeatsTogether',
  valuesConfig: {
    REQUIRED: { description: 'One row, side by side, or nothing.' },
    PREFERRED: {
      description:
        'Side by side if possible; otherwise two groups in touching rows with nobody alone; otherwise the same section.',
    },
  },
});

export enum SeatChoiceStep {
  TOGETHER_WITHOUT_SINGLE_SEAT = 'TOGETHER_WITHOUT_SINGLE_SEAT',
  TOGETHER = 'TOGETHER',
  TWO_GROUPS = 'TWO_GROUPS',
  SAME_SECTION = 'SAME_SECTION',
}
registerEnumType(SeatChoiceStep, {
  name: 'SeatChoiceStep',
  description: 'The steps of preference, in their order. More may be added later.',
  valuesConfig: {
    TOGETHER_WITHOUT_SINGLE_SEAT: { description: 'Side by side, and no single free seat is left beside them.' },
    TOGETHER: { description: 'Side by side.' },
    TWO_GROUPS: { description: 'Two groups in touching rows of one section, with nobody alone.' },
    SAME_SECTION: { description: 'In one section, in as few groups as possible.' },
  },
});

@InputType()
export class HoldBestSeatsInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => Int, { description: 'The number of seats, from 1 to the `seatsPerBuyerMax` of the show.' })
  quantity!: number;

  @Limit({ itemsMax: SECTIONS_PER_FILTER_MAX })
  @Field(() => [String], {
    nullable: true,
    description: 'Names of sections. If left out, seats may be in any section.',
  })
  sections?: string[] | null;

  @Limit({ itemsMax: ZONES_MAX })
  @Field(() => [String], { nullable: true, description: 'Names of price zones of the seat map.' })
  zones?: string[] | null;

  @Field(() => SafeInt, { nullable: true, description: 'The most that one seat may cost.' })
  priceMinorMax?: number | null;

  @Field(() => ID, { nullable: true, description: 'A seat of the show to be near to. It may be taken itself.' })
  near?: string | null;

  @Field(() => SeatsTogether, { nullable: true, defaultValue: SeatsTogether.PREFERRED })
  together?: SeatsTogether | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Of `quantity`, how many are places for wheelchairs (`ACCESSIBLE`).',
  })
  wheelchairPlaces?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: `Of \`quantity\`, how many sit beside the wheelchairs: up to ${COMPANIONS_PER_PLACE_MAX} for each of them.`,
  })
  companions?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether seats with a restricted view (`OBSTRUCTED_VIEW`) will do.',
  })
  obstructedView?: boolean | null;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer. A repeated request with the same key returns the first answer. Refused requests are not recorded, so their keys may be used again.',
  })
  idempotencyKey!: string;
}

@ObjectType({ description: 'Why these seats were chosen.' })
export class SeatChoiceReason {
  @Field(() => SeatChoiceStep, { description: 'The first step of preference that found seats.' })
  step!: SeatChoiceStep;

  @Field(() => Int, {
    description: 'The distance from the middle of the seats to the focal point of their section, in centimeters.',
  })
  focalDistanceCm!: number;

  @Field(() => Int, {
    description: 'How many choices were claimed for this answer: more than one where other buyers were faster.',
  })
  tries!: number;
}

@ObjectType()
export class HoldBestSeatsPayload {
  @Field(() => SeatHold)
  hold!: SeatHold;

  @Field(() => DateTime)
  serverTime!: Date;

  @Field({ description: 'Whether all seats are side by side.' })
  together!: boolean;

  @Field(() => [[ID]], { description: "The seats' ids, side by side within a group." })
  groups!: string[][];

  @Field(() => Int, {
    description: 'How many single free seats the choice leaves behind that had a free neighbor before.',
  })
  singleSeatsLeft!: number;

  @Field(() => SeatChoiceReason)
  why!: SeatChoiceReason;
}

@ObjectType({ implements: Problem, description: 'No free seats fit the wishes. Nothing was held.' })
export class NoSuchSeats extends Problem {
  @Field(() => Int, { description: 'The largest party that would fit side by side under the same wishes.' })
  largestTogether!: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The lowest price of a free seat in these sections and zones. Null if none is free.',
  })
  cheapest!: MoneyType | null;

  @Field(() => [String], {
    description: 'Sections in which the party would fit side by side in any zone and at any price; at most ten.',
  })
  sectionsThatFit!: readonly string[];
}

export const HoldBestSeatsResult = outcomeUnion<HoldBestSeatsOutcome>()('HoldBestSeatsResult', {
  HoldBestSeatsPayload,
  NoSuchSeats,
  HoldLimitReached,
  SalesNotOpen,
  NotAdmitted,
  IdempotencyKeyReused,
});
