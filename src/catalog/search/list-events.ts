import { badUserInput, type Connection, connect, decodeId, type Page, type SqlExecutor } from '../../platform';
import { type EventRow, eventOf } from '../catalog.loaders';
import { decodeEventCursor, encodeEventCursor } from '../cursors';
import type { Event } from '../events/event.graphql';
import { correctSearchSpelling } from './correct-search-spelling';
import type { EventFilter } from './event-filter.graphql';
import { listEvents as listEventsBy } from './list-events.sql';

type Listed = Event & { readonly nextShowAt: Date };

const FILTER_LETTERS_MAX = 200;

/**
 * A page of the events with a show that meets the filter, the soonest first. Without `startsAfter` that is a show from
 * now on. At most two statements, however many events there are.
 */
export async function listEvents(
  reader: SqlExecutor,
  filter: EventFilter,
  page: Page,
  now: Date,
): Promise<Connection<Event>> {
  const after = page.after === null ? null : decodeEventCursor(page.after);
  const from = filter.startsAfter ?? after?.from ?? now;
  const conditions = {
    from,
    before: filter.startsBefore ?? null,
    city: wordsOf(filter.city, 'city'),
    category: wordsOf(filter.category, 'category'),
    performer: wordsOf(filter.performer, 'performer'),
    venueId: venueIdOf(filter.venueId),
  };
  const search = await correctSearchSpelling(reader, filter.text ?? '');
  if (search.kind === 'Nothing') return connect<Listed>([], page, () => '');
  const { statement, values } = listEventsBy(
    { ...conditions, text: search.kind === 'Words' ? search : null },
    after,
    page.first + 1,
  );
  const rows = await reader.run<EventRow & { readonly nextShowAt: Date }>(statement, values);
  const events = rows.map((row): Listed => ({ ...eventOf(row), nextShowAt: row.nextShowAt }));
  return connect(events, page, ({ nextShowAt, eventId }) => encodeEventCursor({ from, startsAt: nextShowAt, eventId }));
}

/** A filter that was left blank is no filter. */
function wordsOf(text: string | null | undefined, name: string): string | null {
  if (text == null || text.trim() === '') return null;
  if (text.length > FILTER_LETTERS_MAX) {
    throw badUserInput(`"${name}" may have ${FILTER_LETTERS_MAX} letters; it has ${text.length}.`);
  }
  return text;
}

function venueIdOf(id: string | null | undefined): string | null {
  if (id == null) return null;
  const venueId = decodeId('venue', id);
  if (venueId === null) throw badUserInput('"venueId" is not the id of a venue.');
  return venueId;
}
