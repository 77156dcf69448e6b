import DataLoader from 'dataloader';
import { encodeId, type RequestContext, type Runs, type Statement } from '../platform';
import type { Event, PriceTier, Show, Venue } from './catalog.graphql';
import { readEvents } from './event.sql';
import { readPriceTiers, readShows } from './show.sql';
import { readVenues } from './venue.sql';

export type ShowRow = Omit<Show, 'id'>;
export type EventRow = Omit<Event, 'id'>;
export type VenueRow = Omit<Venue, 'id'>;

interface PriceTierRow {
  readonly showId: string;
  readonly zone: string;
  readonly name: string;
  readonly amountMinor: number;
}

export const showOf = (row: ShowRow): Show => ({ id: encodeId('show', row.showId), ...row });
export const eventOf = (row: EventRow): Event => ({ id: encodeId('event', row.eventId), ...row });
export const venueOf = (row: VenueRow): Venue => ({ id: encodeId('venue', row.venueId), ...row });

/** What one operation reads of the catalogue: equal wishes of many fields become one statement. */
export class CatalogLoaders {
  readonly shows: DataLoader<string, Show | null>;
  readonly events: DataLoader<string, Event | null>;
  readonly venues: DataLoader<string, Venue | null>;
  /** By show; dearest first. */
  readonly priceTiers: DataLoader<Show, PriceTier[], string>;

  constructor(private readonly reader: Runs) {
    this.shows = this.byId(readShows, 'showId', showOf);
    this.events = this.byId(readEvents, 'eventId', eventOf);
    this.venues = this.byId(readVenues, 'venueId', venueOf);
    this.priceTiers = new DataLoader(
      async (shows) => {
        const rows = await reader.run<PriceTierRow>(readPriceTiers, [shows.map(({ showId }) => showId)]);
        const byShow = new Map<string, PriceTier[]>(shows.map(({ showId }) => [showId, []]));
        const currencies = new Map(shows.map(({ showId, currency }) => [showId, currency]));
        for (const { showId, zone, name, amountMinor } of rows) {
          byShow.get(showId)?.push({ zone, name, price: { amountMinor, currency: currencies.get(showId) ?? '' } });
        }
        return shows.map(({ showId }) => byShow.get(showId) ?? []);
      },
      { cacheKeyFn: ({ showId }) => showId },
    );
  }

  private byId<Key extends string, Row extends Record<Key, string>, Node>(
    read: Statement,
    key: Key,
    nodeOf: (row: Row) => Node,
  ): DataLoader<string, Node | null> {
    return new DataLoader(async (ids) => {
      const rows = await this.reader.run<Row>(read, [ids]);
      const byId = new Map(rows.map((row) => [row[key] as string, nodeOf(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    });
  }
}

const loadersKey = {};

/** The loaders of this operation. */
export const loadersOf = (context: RequestContext, reader: Runs): CatalogLoaders =>
  context.once(loadersKey, () => new CatalogLoaders(reader));
