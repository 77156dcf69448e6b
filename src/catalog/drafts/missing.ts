import { chargeFault, currencyOf } from '../../platform';
import type { DraftTerms } from './draft';

/** What keeps a show from being published. */
export const missingCodes = [
  'NO_START',
  'START_IN_THE_PAST',
  'NO_START_OF_SALE',
  'SALE_ENDS_BEFORE_IT_BEGINS',
  'DOORS_AFTER_START',
  'NO_MAP',
  'NO_CURRENCY',
  'CURRENCY_NOT_TAKEN',
  'ZONE_WITHOUT_PRICE',
  'PRICE_OF_NO_ZONE',
  'PRICE_NOT_CHARGEABLE',
  'NO_RETURN_POLICY',
] as const;
export type MissingCode = (typeof missingCodes)[number];

export interface Missing {
  readonly code: MissingCode;
  readonly message: string;
  /** The price zone that it is about. */
  readonly zone?: string;
}

/**
 * All that keeps a show from being published, in the order of a form. `zones` are those of its map; null where it has none.
 */
export function missingOf(terms: DraftTerms, zones: readonly string[] | null, now: Date): Missing[] {
  return [...missingTimes(terms, now), ...missingPrices(terms, zones), ...missingPolicy(terms)];
}

function missingTimes({ startsAt, doorsAt, salesOpenAt, salesCloseAt }: DraftTerms, now: Date): Missing[] {
  const missing: Missing[] = [];
  const add = (code: MissingCode, message: string) => missing.push({ code, message });
  if (startsAt == null) add('NO_START', 'Say when the show starts.');
  else if (startsAt <= now) add('START_IN_THE_PAST', 'The show starts in the past.');
  if (startsAt != null && doorsAt != null && doorsAt > startsAt) {
    add('DOORS_AFTER_START', 'The doors open after the start.');
  }
  const closesAt = salesCloseAt ?? startsAt;
  if (salesOpenAt == null) add('NO_START_OF_SALE', 'Say when the sale opens.');
  else if (closesAt != null && closesAt <= salesOpenAt) {
    add('SALE_ENDS_BEFORE_IT_BEGINS', 'The sale ends before it begins.');
  }
  return missing;
}

function missingPrices({ currency, priceTiers }: DraftTerms, zones: readonly string[] | null): Missing[] {
  const missing: Missing[] = [];
  const tiers = priceTiers ?? [];
  if (zones === null) missing.push({ code: 'NO_MAP', message: 'Choose a published seat map.' });
  if (currency == null) missing.push({ code: 'NO_CURRENCY', message: 'Choose a currency.' });
  else if (currencyOf(currency) === null) {
    missing.push({ code: 'CURRENCY_NOT_TAKEN', message: `No money can be taken in ${currency}.` });
  }
  for (const zone of zones ?? []) {
    if (tiers.some((tier) => tier.zone === zone)) continue;
    missing.push({ code: 'ZONE_WITHOUT_PRICE', message: `The zone "${zone}" has no price.`, zone });
  }
  for (const { zone, amountMinor } of tiers) {
    if (zones !== null && !zones.includes(zone)) {
      missing.push({ code: 'PRICE_OF_NO_ZONE', message: `The map has no zone "${zone}".`, zone });
    }
    const isKnown = currency != null && currencyOf(currency) !== null;
    const fault =
      !isKnown || currency == null
        ? null
        : amountMinor < 0
          ? 'must not be negative'
          : chargeFault({ amountMinor, currency });
    if (fault !== null)
      missing.push({ code: 'PRICE_NOT_CHARGEABLE', message: `The price of "${zone}" ${fault}.`, zone });
  }
  return missing;
}

function missingPolicy({ refundUntil, returnSteps, withoutReturns }: DraftTerms): Missing[] {
  if (refundUntil != null || returnSteps != null || withoutReturns === true) return [];
  return [{ code: 'NO_RETURN_POLICY', message: 'Say until when tickets can be returned, or that they cannot.' }];
}
