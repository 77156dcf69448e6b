import { type Connection, connect, type Page, type SqlExecutor } from '../../platform';
import { type EventRow, eventOf } from '../catalog.loaders';
import { decodeEventCursor, encodeEventCursor } from '../cursors';
import type { Event } from '../events/event.graphql';
import type { EventConditions } from '../search/event-conditions';
import type { EventFilter, EventSort } from '../search/event-filter.graphql';
import { distanceOf } from '../search/near';
import { prepareSearch } from '../search/prepare-search';
import { listEvents as listEventsBy } from './list-events.sql';

interface ListedRow extends EventRow {
  readonly nextShowAt: Date;
  readonly key: number | Date;
  readonly runAt: Date | null;
  /** Straight to the nearest venue of a matching show. */
  readonly lineKm: number | null;
}

type Listed = Event & Pick<ListedRow, 'nextShowAt' | 'key' | 'runAt'>;

/** A page of events, and what its facets are counted by: null where nothing can match. */
export interface EventPage extends Connection<Event> {
  readonly correctedText: string | null;
  readonly conditions: EventConditions | null;
}

/**
 * A page of the events with a show that meets the filter, in this order. Without `startsAfter` that is a show from now
 * on. One statement, and one each for words and for a place, however many events there are.
 */
export async function listEvents(
  reader: SqlExecutor,
  filter: EventFilter,
  sort: EventSort,
  page: Page,
  now: Date,
  seatFeatures = 0,
): Promise<EventPage> {
  const after = page.after === null ? null : decodeEventCursor(page.after, sort);
  const from = filter.startsAfter ?? after?.from ?? now;
  const search = await prepareSearch(reader, filter, sort, from, seatFeatures);
  if (search.kind === 'Nothing') {
    return Object.assign(
      connect<Listed>([], page, () => ''),
      { correctedText: null, conditions: null },
    );
  }
  const { conditions, correctedText } = search;
  const { statement, values } = listEventsBy(conditions, sort, after, page.first + 1, after?.runAt ?? null);
  const rows = await reader.run<ListedRow>(statement, values);
  const events = rows.map(
    ({ nextShowAt, key, runAt, lineKm, ...row }): Listed => ({
      ...eventOf(row),
      distanceKm: lineKm === null ? null : toMetres(distanceOf(lineKm)),
      ...{ nextShowAt, key, runAt },
    }),
  );
  const connection = connect(events, page, ({ nextShowAt, eventId, key, runAt }) =>
    encodeEventCursor({ sort, from, key: Number(key), startsAt: nextShowAt, eventId, runAt }),
  );
  return Object.assign(connection, { correctedText, conditions });
}

const toMetres = (km: number) => Math.round(km * 1000) / 1000;
