import { z } from 'zod';
import { recordAudit } from '../../organizations';
import { encodeId, newId } from '../../platform';
import type { CatalogContext } from '../context';
import type { NewOrganizer } from '../organizer-of-new';
import { parseInput, text } from '../parse-input';
import { countryFault } from './country';
import { insertVenues } from './insert-venues';
import { canonicalTimeZone } from './time-zone';
import type { CreateVenueInput } from './venue.graphql';

export const VENUE_NAME_LENGTH_MAX = 200;
export const ADDRESS_LENGTH_MAX = 300;
export const CITY_LENGTH_MAX = 100;
export const CAPACITY_MAX = 1_000_000;
const TIME_ZONE_LENGTH_MAX = 60;

const timeZone = z
  .string()
  .max(TIME_ZONE_LENGTH_MAX, `may have ${TIME_ZONE_LENGTH_MAX} letters`)
  .transform((name, { addIssue }) => {
    const canonical = canonicalTimeZone(name);
    if (canonical === null) addIssue({ code: 'custom', message: 'must be an IANA name, such as Europe/Paris' });
    return canonical ?? '';
  });

const countryCode = z.string().check(({ value, issues }) => {
  const message = countryFault(value);
  if (message !== null) issues.push({ code: 'custom', path: [], message, input: value });
});

/** What an organizer says of a venue. */
export const venueInput = z
  .object({
    name: text(VENUE_NAME_LENGTH_MAX),
    address: text(ADDRESS_LENGTH_MAX).nullish(),
    city: text(CITY_LENGTH_MAX),
    countryCode,
    timeZone,
    latitude: z.number().min(-90).max(90).nullish(),
    longitude: z.number().min(-180).max(180).nullish(),
    capacity: z.int().min(1).max(CAPACITY_MAX),
  })
  .refine(({ latitude, longitude }) => (latitude == null) === (longitude == null), {
    path: ['longitude'],
    message: 'goes together with latitude; send both or none',
    // Said beside what is wrong with the other fields, not only once they are right.
    when: () => true,
  });

/** Inserts a venue of this organizer. Returns its UUID. @throws BAD_USER_INPUT with all that is wrong */
export async function createVenue(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  { organizerId, author }: NewOrganizer,
  input: CreateVenueInput,
): Promise<string> {
  const { address = null, latitude = null, longitude = null, ...venue } = parseInput(venueInput, input);
  const venueId = newId();
  await database.transaction(async (transaction) => {
    await insertVenues(transaction, [{ ...venue, venueId, address, latitude, longitude, organizerId }]);
    const change = { organizerId, action: 'createVenue', subject: encodeId('venue', venueId), after: venue };
    await recordAudit(transaction, author, change, clock.now());
  });
  return venueId;
}
