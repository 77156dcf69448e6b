import { authorOf, recordAudit } from '../../organizations';
import {
  badUserInput,
  encodeId,
  isForeignKeyViolation,
  newId,
  type RequestContext,
  requireOrganizer,
  type Transaction,
} from '../../platform';
import type { CatalogContext } from '../context';
import type { DraftWaitingRoom } from '../drafts/draft';
import { readOrganizerOfEvent } from '../events/event.sql';
import { parseInput } from '../parse-input';
import { parsePriceTiers } from '../prices/price-tiers-input';
import { readVenues } from '../venues/venue.sql';
import { followStart } from './follow-start';
import { insertShows } from './insert-shows';
import type { CreateShowInput } from './show.graphql';
import { newShowRules, showDefaults, withoutNulls } from './show-fields';
import { requireOrganizerOf } from './show-organizer';

/** For a show that was a draft before. */
interface NewShowOptions {
  /** A UUID; a new one by default. */
  readonly showId?: string;
  /** What the audit calls it. */
  readonly action?: string;
  /** With which waiting room it begins. */
  readonly waitingRoom?: DraftWaitingRoom | null;
  /** What is done before, in the same transaction. */
  readonly first?: (transaction: Transaction) => Promise<void>;
}

/**
 * Inserts a show of an event that the caller runs, and its seats in the same transaction where it has a map. The ids are
 * UUIDs. Returns the show's UUID.
 *
 * @throws BAD_USER_INPUT with all that is wrong, FORBIDDEN for the event of another organizer
 */
export async function createShow(
  { database, clock, changes }: CatalogContext,
  request: RequestContext,
  { priceTiers: tiers, ...input }: CreateShowInput,
  { showId = newId(), action = 'createShow', waitingRoom = null, first = async () => undefined }: NewShowOptions = {},
): Promise<string> {
  const caller = requireOrganizer(request);
  const { eventId, venueId } = input;
  const [event] = await database.run<{ organizerId: string | null }>(readOrganizerOfEvent, [eventId]);
  if (event === undefined) throw badUserInput('"eventId" is not the id of an event.');
  await requireOrganizerOf('event', event, caller);
  // What an admin does with an event of the app itself is the admin's.
  const organizerId = event.organizerId ?? caller.id;
  const author = await authorOf(request, organizerId);
  const [venue] = await database.run(readVenues, [[venueId]]);
  if (venue === undefined) throw badUserInput('"venueId" is not the id of a venue.');
  const show = parseInput(newShowRules, {
    ...showDefaults,
    ...withoutNulls(input),
    ...followStart(input.startsAt, input),
    seatMapVersion: input.seatMapVersion ?? null,
  });
  const priceTiers = parsePriceTiers(tiers, show.currency);
  try {
    await database.transaction(async (transaction) => {
      await first(transaction);
      await insertShows(transaction, [{ ...show, showId, eventId, venueId, organizerId, priceTiers }]);
      const subject = encodeId('show', showId);
      const ids = { eventId: encodeId('event', eventId), venueId: encodeId('venue', venueId) };
      const after = { ...show, ...ids, priceTiers, ...(waitingRoom !== null && { waitingRoom }) };
      await recordAudit(transaction, author, { organizerId, showId, action, subject, after }, clock.now());
      const pricedZones = priceTiers.map(({ zone }) => zone);
      await changes.publish(transaction, showId, { isNew: true, pricedZones, waitingRoom });
    });
  } catch (error) {
    if (isForeignKeyViolation(error, 'show_of_a_seat_map')) {
      throw badUserInput('"seatMapVersion" is not the version of a published seat map.');
    }
    throw error;
  }
  return showId;
}
