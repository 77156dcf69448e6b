import { z } from 'zod';
import { type Caller, type Database, newId } from '../../platform';
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

const eventInput = z.object({
  name: text(EVENT_NAME_LENGTH_MAX),
  description: text(DESCRIPTION_LENGTH_MAX).nullish(),
  category: text(CATEGORY_LENGTH_MAX),
  performers: z
    .array(text(PERFORMER_LENGTH_MAX))
    .max(PERFORMERS_MAX, `may name ${PERFORMERS_MAX} performers`)
    .refine((names) => new Set(names).size === names.length, 'names a performer twice'),
});

/** Inserts an event of this organizer. Returns its UUID. @throws BAD_USER_INPUT with all that is wrong */
export async function createEvent(database: Database, caller: Caller, input: CreateEventInput): Promise<string> {
  const { description = null, ...event } = parseInput(eventInput, input);
  const eventId = newId();
  await database.transaction((transaction) =>
    insertEvents(transaction, [{ ...event, eventId, description, organizerId: caller.id }]),
  );
  return eventId;
}
