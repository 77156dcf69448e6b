import type { SqlExecutor } from '../../platform';
import { insertVenueRows } from './venue.sql';

export interface NewVenue {
  /** A UUID. */
  readonly venueId: string;
  readonly name: string;
  readonly address: string | null;
  readonly city: string;
  readonly countryCode: string;
  readonly timeZone: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly capacity: number;
  /** The caller who may change it; null for the app itself. */
  readonly organizerId: string | null;
}

/** Inserts any number of venues by one statement. Those that exist stay as they are. */
export async function insertVenues(runs: SqlExecutor, venues: readonly NewVenue[]): Promise<void> {
  await runs.run(insertVenueRows, [JSON.stringify(venues)]);
}
