import { amountOf, amountText } from './money-text';
import type { DraftTerms, DraftTermsInput } from './operations';
import { instantOf, localOf } from './venue-time';

export const returnKinds = ['undecided', 'none', 'until', 'steps'] as const;
export const exchangeRules = ['GTE', 'GT', 'EQ', 'ANY'] as const;
export const singleSeatRules = ['OFF', 'WARN', 'LENIENT', 'STRICT'] as const;

export interface PriceField {
  readonly name: string;
  readonly amount: string;
}

export interface StepField {
  readonly share: string;
  readonly hours: string;
}

/** What the form of a draft has: texts as they are typed, times as the clocks at the venue show them. Empty: not said. */
export interface DraftFields {
  readonly startsAt: string;
  readonly doorsAt: string;
  readonly salesOpenAt: string;
  readonly salesCloseAt: string;
  readonly ticketsVisibleFrom: string;
  readonly accessibleReleaseAt: string;
  readonly seatMapVersion: string;
  readonly currency: string;
  /** By zone. */
  readonly prices: Readonly<Record<string, PriceField>>;
  readonly returns: (typeof returnKinds)[number];
  readonly refundUntil: string;
  readonly steps: readonly StepField[];
  readonly returnFee: string;
  readonly exchangeRule: '' | (typeof exchangeRules)[number];
  readonly seatsPerBuyerMax: string;
  readonly holdMinutes: string;
  readonly allowsReentry: boolean;
  readonly singleSeatRule: (typeof singleSeatRules)[number];
  readonly allowsSingleAtAisle: boolean;
  readonly accessibleReleaseWhenSoldOut: boolean;
  readonly hasWaitingRoom: boolean;
  readonly admissionsPerMinute: string;
  readonly shopSize: string;
}

const times = [
  ...(['startsAt', 'doorsAt', 'salesOpenAt', 'salesCloseAt'] as const),
  ...(['ticketsVisibleFrom', 'accessibleReleaseAt', 'refundUntil'] as const),
];
type TimeField = (typeof times)[number];

const textOf = (value: number | null): string => (value === null ? '' : String(value));

export function fieldsOf(terms: DraftTerms, timeZone: string): DraftFields {
  const local = (field: TimeField) => {
    const instant = terms[field];
    return instant === null ? '' : localOf(instant, timeZone);
  };
  const currency = terms.currency ?? '';
  const { refundUntil, returnSteps, withoutReturns } = terms;
  return {
    // The names are those of `times`.
    ...(Object.fromEntries(times.map((field) => [field, local(field)])) as Record<TimeField, string>),
    ...{ seatMapVersion: terms.seatMapVersion ?? '', currency },
    prices: Object.fromEntries(
      (terms.priceTiers ?? []).map(({ zone, name, amountMinor }) => [
        zone,
        { name, amount: amountText(amountMinor, currency) },
      ]),
    ),
    returns: withoutReturns ? 'none' : returnSteps !== null ? 'steps' : refundUntil !== null ? 'until' : 'undecided',
    steps: (returnSteps ?? []).map(({ sharePercent, hoursBefore }) => ({
      share: String(sharePercent),
      hours: String(hoursBefore),
    })),
    returnFee: terms.returnFeeMinor === null ? '' : amountText(terms.returnFeeMinor, currency),
    exchangeRule: terms.exchangeRule ?? '',
    seatsPerBuyerMax: textOf(terms.seatsPerBuyerMax),
    holdMinutes: textOf(terms.holdSeconds === null ? null : terms.holdSeconds / 60),
    allowsReentry: terms.allowsReentry ?? false,
    singleSeatRule: terms.singleSeatRule ?? 'OFF',
    allowsSingleAtAisle: terms.allowsSingleAtAisle ?? false,
    accessibleReleaseWhenSoldOut: terms.accessibleReleaseWhenSoldOut ?? false,
    hasWaitingRoom: terms.waitingRoom !== null,
    admissionsPerMinute: String(terms.waitingRoom?.admissionsPerMinute ?? 120),
    shopSize: String(terms.waitingRoom?.shopSize ?? 200),
  };
}

/** The terms that the fields say. A field that says nothing sound is left out: what was saved of it stays. */
export function termsOf(fields: DraftFields, timeZone: string): DraftTermsInput {
  const { currency, returns } = fields;
  const instants = Object.fromEntries(
    times.map((field) => [field, fields[field] === '' ? null : instantOf(fields[field], timeZone)]),
  );
  const seats = wholeIn(fields.seatsPerBuyerMax);
  const minutes = fields.holdMinutes.trim() === '' ? null : Number(fields.holdMinutes.replace(',', '.'));
  const fee = fields.returnFee.trim() === '' ? null : amountOf(fields.returnFee, currency);
  const steps = fields.steps.map(({ share, hours }) => ({
    sharePercent: wholeIn(share),
    hoursBefore: wholeIn(hours),
  }));
  const sound = steps.flatMap(({ sharePercent, hoursBefore }) =>
    sharePercent == null || hoursBefore == null ? [] : [{ sharePercent, hoursBefore }],
  );
  return {
    ...instants,
    refundUntil: returns === 'until' ? (instants.refundUntil ?? null) : null,
    ...(returns !== 'steps'
      ? { returnSteps: null }
      : sound.length === steps.length && steps.length > 0 && { returnSteps: sound }),
    withoutReturns: returns === 'none' ? true : null,
    ...((fee !== null || fields.returnFee.trim() === '') && { returnFeeMinor: returns === 'steps' ? fee : null }),
    exchangeRule: fields.exchangeRule === '' ? null : fields.exchangeRule,
    currency: currency === '' ? null : currency,
    seatMapVersion: fields.seatMapVersion === '' ? null : fields.seatMapVersion,
    priceTiers: pricesOf(fields),
    ...(seats !== undefined && { seatsPerBuyerMax: seats }),
    ...(!Number.isNaN(minutes) && { holdSeconds: minutes === null ? null : Math.round(minutes * 60) }),
    ...{ allowsReentry: fields.allowsReentry, singleSeatRule: fields.singleSeatRule },
    allowsSingleAtAisle: fields.allowsSingleAtAisle,
    accessibleReleaseWhenSoldOut: fields.accessibleReleaseWhenSoldOut,
    ...waitingRoomOf(fields),
  };
}

function waitingRoomOf({ hasWaitingRoom, ...fields }: DraftFields): Pick<DraftTermsInput, 'waitingRoom'> {
  if (!hasWaitingRoom) return { waitingRoom: null };
  const [admissionsPerMinute, shopSize] = [wholeIn(fields.admissionsPerMinute), wholeIn(fields.shopSize)];
  return admissionsPerMinute == null || shopSize == null ? {} : { waitingRoom: { admissionsPerMinute, shopSize } };
}

/** The prices that are amounts in the currency. */
export function pricesOf({ prices, currency }: Pick<DraftFields, 'prices' | 'currency'>) {
  return Object.entries(prices).flatMap(([zone, { name, amount }]) => {
    const amountMinor = amountOf(amount, currency);
    return amountMinor === null ? [] : [{ zone, name: name.trim() || zone, amountMinor }];
  });
}

/** Null for nothing, undefined for what is no whole number. */
function wholeIn(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

/** What differs from what was saved. */
export function changeOf(saved: DraftTermsInput, wanted: DraftTermsInput): DraftTermsInput | null {
  const before = new Map<string, unknown>(Object.entries(saved));
  const changed = Object.entries(wanted).filter(
    ([field, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before.get(field) ?? null),
  );
  // The fields of the terms, and no others.
  return changed.length === 0 ? null : (Object.fromEntries(changed) as DraftTermsInput);
}
