import { authorOf, differenceOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, type RequestContext, requireOrganizer } from '../../platform';
import type { EventRow } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { parseInput } from '../parse-input';
import { requireOrganizerOf } from '../shows/show-organizer';
import { eventInput } from './create-event';
import type { UpdateEventInput } from './event.graphql';
import { lockEvent, readOrganizerOfEvent, removeEventPerformers, writeEvent } from './event.sql';
import { insertCast } from './insert-events';

/**
 * Changes an event for its organizer. What is left out stays; null removes the description, and leaves the rest as it is.
 * The event is locked while it is looked at, so that of two changes at once none is lost.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT with all that is wrong
 */
export async function updateEvent(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  eventId: string,
  { name, description, category, performers }: Omit<UpdateEventInput, 'eventId'>,
): Promise<void> {
  const caller = requireOrganizer(request);
  const [known] = await database.run<{ organizerId: string | null }>(readOrganizerOfEvent, [eventId]);
  if (known === undefined) throw notAnEvent();
  await requireOrganizerOf('event', known, caller);
  const author = await authorOf(request, known.organizerId);
  await database.transaction(async (transaction) => {
    const [row] = await transaction.run<EventRow>(lockEvent, [eventId]);
    if (row === undefined) throw notAnEvent();
    const before = { name: row.name, description: row.description, category: row.category, performers: row.performers };
    const after = parseInput(eventInput, {
      name: name ?? before.name,
      description: description === undefined ? before.description : description,
      category: category ?? before.category,
      performers: performers ?? before.performers,
    });
    const changed = differenceOf(before, { ...after, description: after.description ?? null });
    if (changed === null) return;
    await transaction.run(writeEvent, [eventId, after.name, after.description ?? null, after.category]);
    if ('performers' in changed.after) {
      await transaction.run(removeEventPerformers, [eventId]);
      await insertCast(transaction, [{ eventId, performers: after.performers }]);
    }
    const subject = encodeId('event', eventId);
    const change = { organizerId: known.organizerId, action: 'updateEvent', subject, ...changed };
    await recordAudit(transaction, author, change, clock.now());
  });
}

export const notAnEvent = () => badUserInput('"eventId" is not the id of an event.');
