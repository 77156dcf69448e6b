import type { EventConditions } from './event-conditions';

/** A letter for each condition that there is, for the names of statements: PostgreSQL keeps 63 letters of one. */
export function marksOf(conditions: EventConditions): string {
  const present = {
    b: conditions.before,
    m: conditions.month,
    c: conditions.city,
    v: conditions.venueId,
    k: conditions.category,
    n: conditions.near,
    u: conditions.currency,
    l: conditions.priceMin,
    h: conditions.priceMax,
    f: conditions.available,
    s: conditions.seatFeatures,
    o: conditions.onSaleFrom,
    e: conditions.onSaleBefore,
    r: conditions.trending,
    p: conditions.performer,
    t: conditions.text,
  };
  return Object.entries(present)
    .flatMap(([mark, value]) => (value === null ? [] : [mark]))
    .join('');
}
