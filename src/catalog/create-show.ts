import { badUserInput, type Caller, type Database, isForeignKeyViolation, newId } from '../platform';
import { parseInput, showInput } from './catalog-inputs';
import { enterShows } from './enter-shows';
import { readOrganizerOfEvent } from './event.sql';
import { requireOrganizerOf } from './show-organizer';
import { readVenues } from './venue.sql';

/**
 * Enters a show of an event of this organiser. Its seats come with its map, by the ledger. Returns its UUID;
 * BAD_USER_INPUT tells all that is wrong.
 */
export async function createShow(
  database: Database,
  caller: Caller,
  eventId: string,
  venueId: string,
  input: unknown,
): Promise<string> {
  const show = parseInput(showInput, input);
  const [event] = await database.run<{ organizerId: string | null }>(readOrganizerOfEvent, [eventId]);
  if (event === undefined) throw badUserInput('"eventId" is not the id of an event.');
  requireOrganizerOf('event', event, caller);
  const [venue] = await database.run(readVenues, [[venueId]]);
  if (venue === undefined) throw badUserInput('"venueId" is not the id of a venue.');
  const showId = newId();
  try {
    await database.transaction((transaction) =>
      enterShows(transaction, [{ ...show, showId, eventId, venueId, organizerId: caller.id }]),
    );
  } catch (error) {
    if (isForeignKeyViolation(error, 'show_of_a_seat_map')) {
      throw badUserInput('"seatMapVersion" is not the version of a published seat map.');
    }
    throw error;
  }
  return showId;
}
