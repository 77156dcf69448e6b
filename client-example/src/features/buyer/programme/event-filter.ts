import type { VariablesOf } from '../../../api/graphql';
import type { Filters } from './filters';
import type { programmeQuery } from './operations';

type Variables = VariablesOf<typeof programmeQuery>;
export type EventFilter = NonNullable<Variables['filter']>;

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const DAY_MS = 86_400_000;
const RADIUS_KM = 50;
export const isMonth = (when: string): boolean => /^\d{4}-\d{2}$/.test(when);

/** A place moves the list to what is near; a price is one of its currency. */
export function eventFilter(filters: Filters, near: Place | null, now: Date): EventFilter {
  const { text, category, city, when, priceMax, isFree, isAccessible } = filters;
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  return {
    ...(text === '' ? {} : { text }),
    ...(category === '' ? {} : { category }),
    ...(city === '' ? {} : { city }),
    ...(when === 'week' ? { startsBefore: inDays(7) } : {}),
    ...(when === 'month' ? { startsBefore: inDays(30) } : {}),
    ...(when === 'later' ? { startsAfter: inDays(30) } : {}),
    ...(isMonth(when) ? { month: when } : {}),
    ...(priceMax === null ? {} : { priceMinorMax: priceMax.amountMinor, currency: priceMax.currency }),
    ...(isFree ? { available: true } : {}),
    ...(isAccessible ? { features: ['ACCESSIBLE' as const] } : {}),
    ...(near === null ? {} : { near: { ...near, radiusKm: RADIUS_KM } }),
  };
}
