import { badUserInput, type SqlExecutor } from '../../platform';
import { correctSearchSpelling } from './correct-search-spelling';
import { askedConditions, type EventConditions } from './event-conditions';
import type { EventFilter, EventSort } from './event-filter.graphql';
import { cubesOf, type Near } from './near';
import { countVenuesNear } from './search.sql';

/** Up to so many venues are looked up one by one; of more, the next shows are met soon on a walk. */
export const NEAR_VENUES_MAX = 300;

export type PreparedSearch =
  | { readonly kind: 'Nothing' }
  | {
      readonly kind: 'Search';
      readonly conditions: EventConditions;
      /** What was understood, where a word was misspelled; else null. */
      readonly correctedText: string | null;
    };

/**
 * Checks a filter and finds out what the way of reading depends on: what words mean and how many events have them, and
 * how many venues are near. At most two statements, at the same time.
 *
 * @throws BAD_USER_INPUT
 */
export async function prepareSearch(
  reader: SqlExecutor,
  filter: EventFilter,
  sort: EventSort,
  from: Date,
  seatFeatures = 0,
): Promise<PreparedSearch> {
  const asked = askedConditions(filter, from, seatFeatures);
  if (sort === 'DISTANCE' && asked.near === null) throw badUserInput('The order DISTANCE needs "filter.near".');
  if (sort === 'RELEVANCE' && (filter.text ?? '').trim() === '') {
    throw badUserInput('The order RELEVANCE needs "filter.text".');
  }
  const [search, near] = await Promise.all([
    correctSearchSpelling(reader, filter.text ?? '', sort === 'RELEVANCE'),
    asked.near === null ? null : measureNear(reader, asked.near),
  ]);
  if (search.kind === 'Nothing') return { kind: 'Nothing' };
  const isWords = search.kind === 'Words';
  return {
    kind: 'Search',
    conditions: { ...asked, near, text: isWords ? search : null },
    correctedText: isWords ? search.corrected : null,
  };
}

async function measureNear(reader: SqlExecutor, near: Near): Promise<EventConditions['near']> {
  const { point, box, lineKm } = cubesOf(near);
  const [row] = await reader.run<{ count: number }>(countVenuesNear, [point, box, lineKm, NEAR_VENUES_MAX + 1]);
  return { ...near, isBroad: (row?.count ?? 0) > NEAR_VENUES_MAX };
}
