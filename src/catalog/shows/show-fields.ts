import { z } from 'zod';
import { text } from '../parse-input';
import { knownCurrency } from '../prices/price-tiers-input';

/** A column of the table `show`. `T` is what TypeScript sees of it. */
interface Column<T> {
  readonly name: string;
  readonly type: string;
  /** Absent at run time: carries the type. */
  readonly of?: T;
}

const column = <T>(name: string, type: string): Column<T> => ({ name, type });

/**
 * Every column that the code knows, under the name that the rest of the code has for it. The statements of `show.sql.ts`,
 * the row's type and the terms of a sale follow from this list: a new column is added here, in a migration, and in
 * `show.graphql.ts` where the API shows it. A column on which a sale depends goes into the condition of the trigger
 * `show_raise_terms_version` as well; a test compares.
 */
export const showColumns = {
  showId: column<string>('id', 'uuid'),
  eventId: column<string>('event_id', 'uuid'),
  venueId: column<string>('venue_id', 'uuid'),
  /** The caller or the organization that runs the show; null for the app itself. */
  organizerId: column<string | null>('organizer_id', 'uuid'),
  /** Null where the show has no seats yet. */
  seatMapVersion: column<string | null>('seat_map_version', 'text'),
  /** Which seats of the ledger the map's are; null where they count in map order. The ledger's own. */
  seatNumberingId: column<string | null>('seat_numbering_id', 'uuid'),
  startsAt: column<Date>('starts_at', 'timestamptz'),
  doorsAt: column<Date>('doors_at', 'timestamptz'),
  /** True where nobody has set `doorsAt`: it moves with `startsAt`. */
  doorsFollowStart: column<boolean>('doors_follow_start', 'boolean'),
  salesOpenAt: column<Date>('sales_open_at', 'timestamptz'),
  salesCloseAt: column<Date>('sales_close_at', 'timestamptz'),
  /** True where nobody has set `salesCloseAt`: it moves with `startsAt`. */
  salesCloseFollowsStart: column<boolean>('sales_close_follows_start', 'boolean'),
  /** Until then a buyer may return an order; null where never. Where there are `returnSteps`, they decide. */
  refundUntil: column<Date | null>('refund_until', 'timestamptz'),
  /** What comes back of the price of a ticket, from the earliest step on; null where `refundUntil` decides. */
  returnSteps: column<readonly ReturnStep[] | null>('return_steps', 'jsonb'),
  /** Kept of each ticket that is returned under `returnSteps`. */
  returnFeeMinor: column<number>('return_fee_minor', 'bigint'),
  /** What new seats must cost, compared with the tickets that are exchanged for them; null where none are. */
  exchangeRule: column<ExchangeRule | null>('exchange_rule', 'text'),
  /** When the show was last moved to another time, and until when orders from before get everything back because of it. */
  movedAt: column<Date | null>('moved_at', 'timestamptz'),
  fullReturnUntil: column<Date | null>('full_return_until', 'timestamptz'),
  currency: column<string>('currency', 'text'),
  seatsPerBuyerMax: column<number>('seats_per_buyer_max', 'int'),
  holdSeconds: column<number>('hold_seconds', 'int'),
  salesPaused: column<boolean>('sales_paused', 'boolean'),
  /** For buyers, while the sale is paused. */
  pauseMessage: column<string | null>('pause_message', 'text'),
  cancelledAt: column<Date | null>('cancelled_at', 'timestamptz'),
  /** Until then buyers see no code of their tickets; null where they see it at once. */
  ticketsVisibleFrom: column<Date | null>('tickets_visible_from', 'timestamptz'),
  allowsReentry: column<boolean>('allows_reentry', 'boolean'),
  /** From then on the wheelchair and companion places that are left are sold like all others; null where never. */
  accessibleReleaseAt: column<Date | null>('accessible_release_at', 'timestamptz'),
  accessibleReleaseWhenSoldOut: column<boolean>('accessible_release_when_sold_out', 'boolean'),
  /** When it happened, by time or because all other seats were sold; null until then. */
  accessibleReleasedAt: column<Date | null>('accessible_released_at', 'timestamptz'),
  /** What happens to a choice of seats that leaves a single one. */
  singleSeatRule: column<SingleSeatRule>('single_seat_rule', 'text'),
  /** Whether a single seat at an aisle, or at the end of a row, may stay. */
  allowsSingleAtAisle: column<boolean>('allows_single_at_aisle', 'boolean'),
  termsVersion: column<number>('terms_version', 'int'),
  /** Seats of the ledger; null until it has counted them, and so for a show without seats. */
  seatsTotal: column<number | null>('seats_total', 'int'),
  /** Available seats as they were counted some seconds ago: a hint. */
  seatsLeft: column<number | null>('seats_left', 'int'),
};

export const singleSeatRules = ['OFF', 'WARN', 'LENIENT', 'STRICT'] as const;
export type SingleSeatRule = (typeof singleSeatRules)[number];

export const exchangeRules = ['GTE', 'GT', 'EQ', 'ANY'] as const;
export type ExchangeRule = (typeof exchangeRules)[number];

/** Until so many hours before the start, this share of the price comes back. */
export interface ReturnStep {
  readonly sharePercent: number;
  readonly hoursBefore: number;
}

export const RETURN_STEPS_MAX = 10;
export const RETURN_HOURS_MAX = 8784;
export const RETURN_FEE_MAX = 1_000_000_000;

export type ShowField = keyof typeof showColumns;

export type ShowRow = {
  readonly [Field in ShowField]: (typeof showColumns)[Field] extends Column<infer T> ? T : never;
};

/** The default of `holdSeconds`: how long a hold lives without being extended. */
export const HOLD_SECONDS_DEFAULT = 600;
export const HOLD_SECONDS_MAX = 86_400;
export const SEATS_PER_BUYER_DEFAULT = 8;
export const SEATS_PER_BUYER_MAX = 100;
export const PAUSE_MESSAGE_LENGTH_MAX = 300;
const SEAT_MAP_VERSION_LENGTH_MAX = 100;

/** Wide enough for every show, and far from the ends of what PostgreSQL and JavaScript can hold. */
const instant = z
  .date()
  .min(new Date('1970-01-01T00:00:00.000Z'), 'must not be before the year 1970')
  .max(new Date('2200-01-01T00:00:00.000Z'), 'must not be after the year 2199');

/** What was given of an input: a field that is null or was left out is not. */
export const withoutNulls = (input: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));

const returnSteps = z
  .array(z.object({ sharePercent: z.int().min(1).max(100), hoursBefore: z.int().min(0).max(RETURN_HOURS_MAX) }))
  .min(1)
  .max(RETURN_STEPS_MAX)
  .refine(
    (steps) =>
      steps.every(({ sharePercent, hoursBefore }, index) => {
        const before = steps[index - 1];
        return before === undefined || (before.sharePercent > sharePercent && before.hoursBefore > hoursBefore);
      }),
    'must go from the earliest step to the last, each with a smaller share',
  );

/** What an organizer may change of a show. */
const changeable = z.object({
  startsAt: instant,
  doorsAt: instant,
  doorsFollowStart: z.boolean(),
  salesOpenAt: instant,
  salesCloseAt: instant,
  salesCloseFollowsStart: z.boolean(),
  refundUntil: instant.nullable(),
  returnSteps: returnSteps.nullable(),
  movedAt: instant.nullable(),
  fullReturnUntil: instant.nullable(),
  returnFeeMinor: z.int().min(0).max(RETURN_FEE_MAX),
  exchangeRule: z.enum(exchangeRules).nullable(),
  seatsPerBuyerMax: z.int().min(1).max(SEATS_PER_BUYER_MAX),
  holdSeconds: z.int().min(1).max(HOLD_SECONDS_MAX),
  salesPaused: z.boolean(),
  pauseMessage: text(PAUSE_MESSAGE_LENGTH_MAX).nullable(),
  cancelledAt: instant.nullable(),
  ticketsVisibleFrom: instant.nullable(),
  allowsReentry: z.boolean(),
  accessibleReleaseAt: instant.nullable(),
  accessibleReleaseWhenSoldOut: z.boolean(),
  singleSeatRule: z.enum(singleSeatRules),
  allowsSingleAtAisle: z.boolean(),
});

export const changeableFields = changeable.keyof().options;

/** By field, without what must hold together. */
export const changeableFieldRules = changeable.shape;

const nullableFields = new Set<string>(
  changeableFields.filter((field) => changeable.shape[field].safeParse(null).success),
);

/** What an update changes: null is a value of a field whose rule allows it, and leaves every other field as it is. */
export const changesOf = (update: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(update).filter(([field, value]) => value != null || (value === null && nullableFields.has(field))),
  );

/** What a new show has where its caller leaves a field out. */
export const showDefaults = {
  doorsFollowStart: false,
  salesCloseFollowsStart: false,
  refundUntil: null,
  returnSteps: null,
  returnFeeMinor: 0,
  exchangeRule: null,
  movedAt: null,
  fullReturnUntil: null,
  salesPaused: false,
  pauseMessage: null,
  cancelledAt: null,
  ticketsVisibleFrom: null,
  allowsReentry: false,
  accessibleReleaseAt: null,
  accessibleReleaseWhenSoldOut: false,
  singleSeatRule: 'OFF',
  allowsSingleAtAisle: false,
} satisfies Partial<ShowRow>;

/** What is wrong with two fields together. */
function checkTogether({ value, issues }: z.core.ParsePayload<z.output<typeof changeable>>): void {
  const fault = (field: ShowField, message: string) =>
    issues.push({ code: 'custom', path: [field], message, input: value });
  if (value.doorsAt > value.startsAt) fault('doorsAt', 'must not be after startsAt');
  if (value.salesCloseAt <= value.salesOpenAt) fault('salesCloseAt', 'must be after salesOpenAt');
}

export const changedShowRules = changeable.check(checkTogether);

export const newShowRules = changeable
  .extend({
    currency: knownCurrency,
    seatMapVersion: z
      .string()
      .max(SEAT_MAP_VERSION_LENGTH_MAX, `may have ${SEAT_MAP_VERSION_LENGTH_MAX} characters`)
      .nullable(),
  })
  .check(checkTogether);
