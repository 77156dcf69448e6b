import { z } from 'zod';
import { recordAudit } from '../../organizations';
import { encodeId, newId } from '../../platform';
import type { CatalogContext } from '../context';
import type { NewOrganizer } from '../organizer-of-new';
import { parseInput, text } from '../parse-input';
import type { CreateEventInput } from './event.graphql';
import {
  CATEGORY_LENGTH_MAX,
  DESCRIPTION_LENGTH_MAX,
  EVENT_NAME_LENGTH_MAX,
  PERFORMER_LENGTH_MAX,
  PERFORMERS_MAX,
} from './event-limits';
import { insertEvents } from './insert-events';

/** What an organizer says of an event, each field by itself. */
export const eventInput = z.object({
  name: text(EVENT_NAME_LENGTH_MAX),
  description: text(DESCRIPTION_LENGTH_MAX).nullish(),
  category: text(CATEGORY_LENGTH_MAX),
  performers: z
    .array(text(PERFORMER_LENGTH_MAX))
    .max(PERFORMERS_MAX, `may name ${PERFORMERS_MAX} performers`)
    .refine((names) => new Set(names).size === names.length, 'names a performer twice'),
});

/** Inserts an event of this organizer. Returns its UUID. @throws BAD_USER_INPUT with all that is wrong */
export async function createEvent(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  { organizerId, author }: NewOrganizer,
  input: CreateEventInput,
): Promise<string> {
  const { description = null, ...event } = parseInput(eventInput, input);
  const eventId = newId();
  await database.transaction(async (transaction) => {
    await insertEvents(transaction, [{ ...event, eventId, description, organizerId }]);
    const change = { organizerId, action: 'createEvent', subject: encodeId('event', eventId), after: event };
    await recordAudit(transaction, author, change, clock.now());
  });
  return eventId;
}
