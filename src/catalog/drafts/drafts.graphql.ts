import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyCode, connectionOf, DateTime, Limit, outcomeUnion, Problem, pageArgs, SafeInt } from '../../platform';
import { PriceTierInput } from '../prices/price-tier.graphql';
import { exchangeRuleEnum, ReturnStep, ReturnStepInput, Show, singleSeatRuleEnum } from '../shows/show.graphql';
import type { ExchangeRule, SingleSeatRule } from '../shows/show-fields';
import { DATES_MAX, type Weekday } from './date-pattern';
import type { DraftRow, DraftTerms } from './draft';
import type { MissingCode } from './missing';
import type { PublishShowOutcome } from './publish-show';
import type { PatternDate as DateOfPattern } from './repeat-show';

export const WeekdayEnum = {
  MONDAY: 'MONDAY',
  TUESDAY: 'TUESDAY',
  WEDNESDAY: 'WEDNESDAY',
  THURSDAY: 'THURSDAY',
  FRIDAY: 'FRIDAY',
  SATURDAY: 'SATURDAY',
  SUNDAY: 'SUNDAY',
} as const satisfies Record<Weekday, Weekday>;
registerEnumType(WeekdayEnum, { name: 'Weekday' });

export const MissingCodeEnum = {
  NO_START: 'NO_START',
  START_IN_THE_PAST: 'START_IN_THE_PAST',
  NO_START_OF_SALE: 'NO_START_OF_SALE',
  SALE_ENDS_BEFORE_IT_BEGINS: 'SALE_ENDS_BEFORE_IT_BEGINS',
  DOORS_AFTER_START: 'DOORS_AFTER_START',
  NO_MAP: 'NO_MAP',
  NO_CURRENCY: 'NO_CURRENCY',
  CURRENCY_NOT_TAKEN: 'CURRENCY_NOT_TAKEN',
  ZONE_WITHOUT_PRICE: 'ZONE_WITHOUT_PRICE',
  PRICE_OF_NO_ZONE: 'PRICE_OF_NO_ZONE',
  PRICE_NOT_CHARGEABLE: 'PRICE_NOT_CHARGEABLE',
  NO_RETURN_POLICY: 'NO_RETURN_POLICY',
} as const satisfies Record<MissingCode, MissingCode>;
registerEnumType(MissingCodeEnum, { name: 'MissingCode', description: 'What keeps a show from being published.' });

@ObjectType({ description: 'One thing that keeps a show from being published.' })
export class MissingOfShow {
  @Field(() => MissingCodeEnum)
  code!: MissingCode;

  @Field({ description: 'One sentence for the organizer.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'The price zone that it is about.' })
  zone?: string;
}

@ObjectType()
export class DraftPrice {
  @Field()
  zone!: string;

  @Field()
  name!: string;

  @Field(() => SafeInt)
  amountMinor!: number;
}

@ObjectType({ description: 'The settings of a waiting room that a show begins with.' })
export class DraftWaitingRoom {
  @Field(() => Int)
  admissionsPerMinute!: number;

  @Field(() => Int)
  shopSize!: number;
}

@InputType()
export class DraftWaitingRoomInput {
  @Field(() => Int, { defaultValue: 120, description: 'As in `ConfigureWaitingRoomInput`.' })
  admissionsPerMinute!: number;

  @Field(() => Int, { defaultValue: 200, description: 'As in `ConfigureWaitingRoomInput`.' })
  shopSize!: number;
}

@ObjectType({ description: 'What is known of a show that is not published.' })
export class ShowDraftTerms implements DraftTerms {
  @Field(() => DateTime, { nullable: true })
  startsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Null: an hour before the start.' })
  doorsAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesOpenAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Null: at the start.' })
  salesCloseAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  refundUntil!: Date | null;

  @Field(() => [ReturnStep], { nullable: true })
  returnSteps!: ReturnStep[] | null;

  @Field(() => SafeInt, { nullable: true })
  returnFeeMinor!: number | null;

  @Field(() => Boolean, { nullable: true })
  withoutReturns!: boolean | null;

  @Field(() => exchangeRuleEnum, { nullable: true })
  exchangeRule!: ExchangeRule | null;

  @Field(() => CurrencyCode, { nullable: true })
  currency!: string | null;

  @Field(() => String, { nullable: true })
  seatMapVersion!: string | null;

  @Field(() => [DraftPrice], { nullable: true })
  priceTiers!: DraftPrice[] | null;

  @Field(() => Int, { nullable: true })
  seatsPerBuyerMax!: number | null;

  @Field(() => Int, { nullable: true })
  holdSeconds!: number | null;

  @Field(() => DateTime, { nullable: true })
  ticketsVisibleFrom!: Date | null;

  @Field(() => Boolean, { nullable: true })
  allowsReentry!: boolean | null;

  @Field(() => DateTime, { nullable: true })
  accessibleReleaseAt!: Date | null;

  @Field(() => Boolean, { nullable: true })
  accessibleReleaseWhenSoldOut!: boolean | null;

  @Field(() => singleSeatRuleEnum, { nullable: true })
  singleSeatRule!: SingleSeatRule | null;

  @Field(() => Boolean, { nullable: true })
  allowsSingleAtAisle!: boolean | null;

  @Field(() => DraftWaitingRoom, { nullable: true, description: 'Null: none.' })
  waitingRoom!: DraftWaitingRoom | null;
}

@InputType({
  description: 'Each field may be left out, and is checked by itself; see `CreateShowInput` for what it means.',
})
export class ShowDraftTermsInput implements DraftTerms {
  @Field(() => DateTime, { nullable: true })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  doorsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesOpenAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesCloseAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  refundUntil?: Date | null;

  @Field(() => [ReturnStepInput], { nullable: true })
  returnSteps?: ReturnStepInput[] | null;

  @Field(() => SafeInt, { nullable: true })
  returnFeeMinor?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True where the organizer has decided that tickets cannot be returned.',
  })
  withoutReturns?: boolean | null;

  @Field(() => exchangeRuleEnum, { nullable: true })
  exchangeRule?: ExchangeRule | null;

  @Field(() => CurrencyCode, { nullable: true })
  currency?: string | null;

  @Limit({ lengthMax: 100 })
  @Field(() => String, { nullable: true })
  seatMapVersion?: string | null;

  @Field(() => [PriceTierInput], { nullable: true })
  priceTiers?: PriceTierInput[] | null;

  @Field(() => Int, { nullable: true })
  seatsPerBuyerMax?: number | null;

  @Field(() => Int, { nullable: true })
  holdSeconds?: number | null;

  @Field(() => DateTime, { nullable: true })
  ticketsVisibleFrom?: Date | null;

  @Field(() => Boolean, { nullable: true })
  allowsReentry?: boolean | null;

  @Field(() => DateTime, { nullable: true })
  accessibleReleaseAt?: Date | null;

  @Field(() => Boolean, { nullable: true })
  accessibleReleaseWhenSoldOut?: boolean | null;

  @Field(() => singleSeatRuleEnum, { nullable: true })
  singleSeatRule?: SingleSeatRule | null;

  @Field(() => Boolean, { nullable: true })
  allowsSingleAtAisle?: boolean | null;

  @Field(() => DraftWaitingRoomInput, {
    nullable: true,
    description:
      'The show has an active waiting room from its publication on, with these settings; `configureWaitingRoom` changes them later.',
  })
  waitingRoom?: DraftWaitingRoomInput | null;
}

@ObjectType({
  description:
    'A show that is not published: for its organizer, members of the organization and admins alone. Nobody finds it in lists, by search or by an id.',
})
export class ShowDraft {
  readonly row!: DraftRow;

  @Field(() => ID, { description: 'No id of a `Node`.' })
  id!: string;

  @Field(() => ID, { description: 'The id that the show gets when it is published.' })
  showId!: string;

  @Field(() => ID, { nullable: true, description: 'Of the run of dates that it was made with.' })
  seriesId!: string | null;

  @Field(() => ShowDraftTerms)
  terms!: DraftTerms;

  @Field(() => DateTime)
  changedAt!: Date;
}

export const { ConnectionType: ShowDraftConnection } = connectionOf('ShowDraft', () => ShowDraft);

@ArgsType()
export class ShowDraftsArgs extends pageArgs('ShowDrafts', 20) {}

@InputType()
export class CreateShowDraftInput {
  @Field(() => ID)
  eventId!: string;

  @Field(() => ID)
  venueId!: string;

  @Field(() => ShowDraftTermsInput, { nullable: true })
  terms?: ShowDraftTermsInput | null;
}

@InputType()
export class UpdateShowDraftInput {
  @Field(() => ID)
  draftId!: string;

  @Field(() => ShowDraftTermsInput, { description: 'What is left out stays as it is; null removes it.' })
  terms!: ShowDraftTermsInput;
}

@InputType()
export class ShowDraftInput {
  @Field(() => ID)
  draftId!: string;
}

@InputType()
export class CloneShowInput {
  @Field(() => ID, { description: 'The id of a show or of a draft.' })
  showId!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Doors, the end of the sale and the deadlines move with it. If left out, the same start.',
  })
  startsAt?: Date | null;
}

@InputType({ description: 'Dates and times as the clocks at the venue show them.' })
export class DatePatternInput {
  @Field({ description: 'The first date, such as `2027-01-10`.' })
  from!: string;

  @Field({ description: 'The last date.' })
  until!: string;

  @Field(() => [WeekdayEnum])
  weekdays!: Weekday[];

  @Field(() => [String], { description: 'Such as `19:30`.' })
  times!: string[];

  @Field(() => Int, { defaultValue: 1, description: '2 for every other week, counted from the week of `from`.' })
  everyWeeks!: number;
}

@ArgsType()
export class DatesOfPatternArgs {
  @Field(() => ID, { description: 'The id of the show or the draft that would be repeated.' })
  showId!: string;

  @Field(() => DatePatternInput)
  pattern!: DatePatternInput;

  @Limit({ itemsMax: DATES_MAX })
  @Field(() => [String], { defaultValue: [] })
  exceptions!: string[];
}

@ObjectType({ description: 'A date that `repeatShow` would make a draft for.' })
export class PatternDate implements DateOfPattern {
  @Field({
    description: 'As the pattern says it, such as `2027-01-10 19:30`: an exception of this text leaves it out.',
  })
  localTime!: string;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field({
    description: 'True where the clocks at the venue leave this time out, so that the show begins an hour later.',
  })
  isMoved!: boolean;
}

@InputType()
export class RepeatShowInput {
  @Field(() => ID, { description: 'The id of a show or of a draft, whose terms all dates get.' })
  showId!: string;

  @Field(() => DatePatternInput)
  pattern!: DatePatternInput;

  @Limit({ itemsMax: DATES_MAX })
  @Field(() => [String], {
    defaultValue: [],
    description:
      'Dates such as `2027-02-14`, and single times such as `2027-02-14 19:30`, that the pattern leaves out.',
  })
  exceptions!: string[];

  @Field(() => ID, { description: 'A repeat with the same key makes nothing and gets the first answer.' })
  idempotencyKey!: string;
}

@ObjectType()
export class ShowDraftPayload {
  @Field(() => ShowDraft)
  draft!: ShowDraft;
}

@ObjectType()
export class DeleteShowDraftPayload {
  @Field(() => ID)
  draftId!: string;
}

@ObjectType()
export class RepeatShowPayload {
  @Field(() => ID)
  seriesId!: string;

  @Field(() => Int, { description: 'A draft for each date.' })
  draftCount!: number;
}

@ObjectType()
export class PublishShowPayload {
  showId!: string;

  /** Resolved by `PublishShowResolver`. */
  @Field(() => Show)
  show?: Show;
}

@ObjectType({ implements: Problem, description: 'Nothing was changed: `missing` names all that the show lacks.' })
export class ShowNotReady extends Problem {
  @Field(() => [MissingOfShow])
  missing!: readonly MissingOfShow[];
}

export const PublishShowResult = outcomeUnion<PublishShowOutcome>()('PublishShowResult', {
  PublishShowPayload,
  ShowNotReady,
});
