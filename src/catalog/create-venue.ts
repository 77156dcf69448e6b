import { type Caller, newId, type SqlExecutor } from '../platform';
import { parseInput, venueInput } from './catalog-inputs';
import { enterVenues } from './enter-venues';

/** Enters a venue of this organiser. Returns its UUID; BAD_USER_INPUT tells all that is wrong. */
export async function createVenue(runs: SqlExecutor, caller: Caller, input: unknown): Promise<string> {
  const { address = null, latitude = null, longitude = null, ...venue } = parseInput(venueInput, input);
  const venueId = newId();
  await enterVenues(runs, [{ ...venue, venueId, address, latitude, longitude, organizerId: caller.id }]);
  return venueId;
}
