import type { VariablesOf } from '../../../api/graphql';
import { navigate } from '../../../app/router';
import type { programmeQuery } from './operations';

type Variables = VariablesOf<typeof programmeQuery>;
export type EventFilter = NonNullable<Variables['filter']>;

export const sorts = ['DATE', 'TRENDING', 'PRICE', 'ON_SALE'] as const;
export type Sort = (typeof sorts)[number] | 'DISTANCE';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Filters {
  readonly text: string;
  readonly category: string;
  readonly city: string;
  /** `week`, `month`, `later`, or a month such as `2026-11`; empty for any time. */
  readonly when: string;
  /** In whole units of whatever currency an event has; 0 for any price. */
  readonly priceMax: number;
  readonly isFree: boolean;
  readonly sort: Sort;
}

export const noFilters: Filters = {
  ...{ text: '', category: '', city: '', when: '', priceMax: 0, isFree: false },
  sort: 'DATE',
};

const DAY_MS = 86_400_000;
const MINOR_OF_WHOLE = 100;
const RADIUS_KM = 50;
const FILTER_NAMES = ['text', 'category', 'city', 'when', 'price', 'free', 'sort'] as const;
const isMonth = (when: string) => /^\d{4}-\d{2}$/.test(when);

/** The filters live in the address, so that a link, a reload and the back button keep them. */
export function readFilters(search: URLSearchParams): Filters {
  const [text = '', category = '', city = '', when = '', price = '', free = '', sort = ''] = FILTER_NAMES.map(
    (name) => search.get(name) ?? '',
  );
  return {
    ...{ text, category, city },
    when: when === 'week' || when === 'month' || when === 'later' || isMonth(when) ? when : '',
    priceMax: Number.parseInt(price, 10) || 0,
    isFree: free === '1',
    sort: sorts.find((known) => known === sort) ?? 'DATE',
  };
}

/** Where somebody is never stands in the address, which may be sent on. */
export function writeFilters({ text, category, city, when, priceMax, isFree, sort }: Filters): void {
  const isKept = sort !== 'DATE' && sort !== 'DISTANCE';
  const values = [
    text,
    category,
    city,
    when,
    priceMax > 0 ? String(priceMax) : '',
    isFree ? '1' : '',
    isKept ? sort : '',
  ];
  const search = new URLSearchParams(location.search);
  for (const [index, name] of FILTER_NAMES.entries()) {
    const value = values[index] ?? '';
    if (value === '') search.delete(name);
    else search.set(name, value);
  }
  const query = search.size > 0 ? `?${search}` : '';
  navigate(`${location.pathname}${query}`, { replace: true });
}

/** A place moves the list to what is near; prices are compared in the currency that they are in. */
export function eventFilter(filters: Filters, near: Place | null, now: Date): EventFilter {
  const { text, category, city, when, priceMax, isFree } = filters;
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  return {
    ...(text === '' ? {} : { text }),
    ...(category === '' ? {} : { category }),
    ...(city === '' ? {} : { city }),
    ...(when === 'week' ? { startsBefore: inDays(7) } : {}),
    ...(when === 'month' ? { startsBefore: inDays(30) } : {}),
    ...(when === 'later' ? { startsAfter: inDays(30) } : {}),
    ...(isMonth(when) ? { month: when } : {}),
    ...(priceMax > 0 ? { priceMinorMax: priceMax * MINOR_OF_WHOLE } : {}),
    ...(isFree ? { available: true } : {}),
    ...(near === null ? {} : { near: { ...near, radiusKm: RADIUS_KM } }),
  };
}
