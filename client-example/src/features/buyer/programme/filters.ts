import { navigate } from '../../../app/router';
import { isMonth } from './event-filter';
import { type Amount, readAmount, writeAmount } from './price-steps';

export const sorts = ['DATE', 'TRENDING', 'PRICE', 'ON_SALE'] as const;
export type Sort = (typeof sorts)[number] | 'DISTANCE';

export interface Filters {
  readonly text: string;
  readonly category: string;
  readonly city: string;
  /** `week`, `month`, `later`, or a month such as `2026-11`; empty for any time. */
  readonly when: string;
  /** Null for any price. */
  readonly priceMax: Amount | null;
  readonly isFree: boolean;
  /** Only where there are places for wheelchairs, free or not. */
  readonly isAccessible: boolean;
  readonly sort: Sort;
}

export const noFilters: Filters = {
  ...{ text: '', category: '', city: '', when: '', priceMax: null, isFree: false, isAccessible: false },
  sort: 'DATE',
};

const FILTER_NAMES = ['text', 'category', 'city', 'when', 'price', 'free', 'accessible', 'sort'] as const;

/** The filters live in the address, so that a link, a reload and the back button keep them. */
export function readFilters(search: URLSearchParams): Filters {
  const [text = '', category = '', city = '', when = '', price = '', free = '', accessible = '', sort = ''] =
    FILTER_NAMES.map((name) => search.get(name) ?? '');
  return {
    ...{ text, category, city },
    when: when === 'week' || when === 'month' || when === 'later' || isMonth(when) ? when : '',
    priceMax: readAmount(price),
    isFree: free === '1',
    isAccessible: accessible === '1',
    sort: sorts.find((known) => known === sort) ?? 'DATE',
  };
}

/** Where somebody is never stands in the address, which may be sent on. */
export function writeFilters({ text, category, city, when, priceMax, isFree, isAccessible, sort }: Filters): void {
  const isKept = sort !== 'DATE' && sort !== 'DISTANCE';
  const values = [
    text,
    category,
    city,
    when,
    priceMax === null ? '' : writeAmount(priceMax),
    isFree ? '1' : '',
    isAccessible ? '1' : '',
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
