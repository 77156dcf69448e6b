import { navigate } from '../../../app/router';
import type { ProgrammeEvent } from './operations';

export type When = '' | 'week' | 'month' | 'later';

export interface Filters {
  readonly text: string;
  readonly category: string;
  readonly city: string;
  readonly when: When;
  /** In whole units of whatever currency an event has; 0 for any price. */
  readonly priceMax: number;
}

const DAY_MS = 86_400_000;
const FILTER_NAMES = ['text', 'category', 'city', 'when', 'price'] as const;

/** The filters live in the address, so that a link, a reload and the back button keep them. */
export function readFilters(search: URLSearchParams): Filters {
  const [text = '', category = '', city = '', when = '', price = ''] = FILTER_NAMES.map(
    (name) => search.get(name) ?? '',
  );
  return {
    ...{ text, category, city },
    when: when === 'week' || when === 'month' || when === 'later' ? when : '',
    priceMax: Number.parseInt(price, 10) || 0,
  };
}

export function writeFilters({ text, category, city, when, priceMax }: Filters): void {
  const values = [text, category, city, when, priceMax > 0 ? String(priceMax) : ''];
  const search = new URLSearchParams(location.search);
  for (const [index, name] of FILTER_NAMES.entries()) {
    const value = values[index] ?? '';
    if (value === '') search.delete(name);
    else search.set(name, value);
  }
  const query = search.size > 0 ? `?${search}` : '';
  navigate(`${location.pathname}${query}`, { replace: true });
}

/** The part that the API filters by. Prices are compared here, because the API has no filter for them. */
export function eventFilter({ text, category, city, when }: Filters, now: Date) {
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  return {
    ...(text === '' ? {} : { text }),
    ...(category === '' ? {} : { category }),
    ...(city === '' ? {} : { city }),
    ...(when === 'week' ? { startsBefore: inDays(7) } : {}),
    ...(when === 'month' ? { startsBefore: inDays(30) } : {}),
    ...(when === 'later' ? { startsAfter: inDays(30) } : {}),
  };
}

/** Prices are compared in the currency that they are in: who sets 50 means 50 of what the tickets cost there. */
export function isAffordable(event: ProgrammeEvent, priceMax: number): boolean {
  if (priceMax === 0) return true;
  return event.shows.nodes.some(({ priceMin }) => {
    if (!priceMin) return false;
    const digits =
      new Intl.NumberFormat('en', { style: 'currency', currency: priceMin.currency }).resolvedOptions()
        .maximumFractionDigits ?? 2;
    return priceMin.amountMinor / 10 ** digits <= priceMax;
  });
}
