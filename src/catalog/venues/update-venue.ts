import { authorOf, differenceOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, type RequestContext, requireOrganizer } from '../../platform';
import type { VenueRow } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { parseInput } from '../parse-input';
import { requireOrganizerOf } from '../shows/show-organizer';
import { venueInput } from './create-venue';
import type { UpdateVenueInput } from './venue.graphql';
import { lockVenue, readVenues, writeVenue } from './venue.sql';

/** Null is a value of these; it leaves every other field as it is. */
const nullable = new Set(['address', 'latitude', 'longitude']);

/**
 * Changes a venue for its organizer. What is left out stays. The instants at which its shows start stay too, whatever its
 * time zone becomes. The venue is locked while it is looked at, so that of two changes at once none is lost.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT with all that is wrong
 */
export async function updateVenue(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  venueId: string,
  update: Omit<UpdateVenueInput, 'venueId'>,
): Promise<void> {
  const caller = requireOrganizer(request);
  const [known] = await database.run<VenueRow>(readVenues, [[venueId]]);
  if (known === undefined) throw notAVenue();
  await requireOrganizerOf('venue', known, caller);
  const author = await authorOf(request, known.organizerId);
  const given = Object.entries(update).filter(
    ([field, value]) => value != null || (value === null && nullable.has(field)),
  );
  await database.transaction(async (transaction) => {
    const [row] = await transaction.run<VenueRow>(lockVenue, [venueId]);
    if (row === undefined) throw notAVenue();
    const { venueId: _, organizerId, ...before } = row;
    const after = parseInput(venueInput, { ...before, ...Object.fromEntries(given) });
    const changed = differenceOf(before, after);
    if (changed === null) return;
    await transaction.run(writeVenue, [venueId, JSON.stringify(after)]);
    const change = { organizerId, action: 'updateVenue', subject: encodeId('venue', venueId), ...changed };
    await recordAudit(transaction, author, change, clock.now());
  });
}

export const notAVenue = () => badUserInput('"venueId" is not the id of a venue.');
