import { type Caller, type Database, newId } from '../platform';
import { eventInput, parseInput } from './catalog-inputs';
import { enterEvents } from './enter-events';

/** Enters an event of this organiser. Returns its UUID; BAD_USER_INPUT tells all that is wrong. */
export async function createEvent(database: Database, caller: Caller, input: unknown): Promise<string> {
  const { description = null, ...event } = parseInput(eventInput, input);
  const eventId = newId();
  await database.transaction((transaction) =>
    enterEvents(transaction, [{ ...event, eventId, description, organizerId: caller.id }]),
  );
  return eventId;
}
