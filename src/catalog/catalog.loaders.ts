import DataLoader from 'dataloader';
import {
  encodeId,
  executorOf,
  type Page,
  type Reader,
  type Readers,
  type RequestContext,
  type SqlExecutor,
  type Statement,
} from '../platform';
import { decodeShowCursor } from './cursors';
import type { Event } from './events/event.graphql';
import { readEvents } from './events/event.sql';
import type { PriceTier } from './prices/price-tier.graphql';
import { readPriceTiers } from './prices/price-tiers.sql';
import { SharedReads } from './shared-reads';
import type { Show } from './shows/show.graphql';
import { listShowsOfEvents, readShows } from './shows/show.sql';
import type { ShowRow } from './shows/show-fields';
import type { Venue } from './venues/venue.graphql';
import { readVenues } from './venues/venue.sql';

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

/** A hundred events may have thousands of shows: they are read in parts, so that no reply takes long to parse. */
export const EVENTS_PER_STATEMENT_MAX = 25;
const BEFORE_ALL_SHOWS = { startsAt: '-infinity', showId: '00000000-0000-0000-0000-000000000000' };

/** What one operation reads of the catalog: equal reads of many fields become one statement. */
export class CatalogLoaders {
  readonly shows: DataLoader<string, Show | null>;
  readonly events: DataLoader<string, Event | null>;
  readonly venues: DataLoader<string, Venue | null>;
  /** By show; dearest first. */
  readonly priceTiers: DataLoader<Show, PriceTier[], string>;

  /** By page. A document has a few at most. */
  private readonly showPages = new Map<string, DataLoader<string, Show[]>>();

  constructor(private readonly reader: SqlExecutor | Reader) {
    this.shows = new DataLoader(async (ids) =>
      (await sharedShows(await executorOf(reader)).load(ids)).map((row) => (row === null ? null : showOf(row))),
    );
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

  /** The shows of an event, one more than the page has. Equal pages of many events are one statement. */
  showsOfEvent(eventId: string, page: Page, startsAfter: Date | null): Promise<Show[]> {
    const key = JSON.stringify([page, startsAfter]);
    let loader = this.showPages.get(key);
    if (loader === undefined) {
      const after = page.after === null ? BEFORE_ALL_SHOWS : decodeShowCursor(page.after);
      const earliest = startsAfter ?? '-infinity';
      loader = new DataLoader(
        async (eventIds) => {
          const rows = await this.reader.run<ShowRow>(listShowsOfEvents, [
            eventIds,
            after.startsAt,
            after.showId,
            earliest,
            page.first + 1,
          ]);
          const byEvent = new Map<string, Show[]>(eventIds.map((id) => [id, []]));
          for (const row of rows) {
            const show = showOf(row);
            this.shows.prime(show.showId, show);
            byEvent.get(show.eventId)?.push(show);
          }
          return eventIds.map((id) => byEvent.get(id) ?? []);
        },
        { maxBatchSize: EVENTS_PER_STATEMENT_MAX },
      );
      this.showPages.set(key, loader);
    }
    return loader.load(eventId);
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

const sharedByServer = new WeakMap<SqlExecutor, SharedReads<ShowRow>>();

/** Every page of a sale reads its show. */
function sharedShows(server: SqlExecutor): SharedReads<ShowRow> {
  const known = sharedByServer.get(server);
  if (known !== undefined) return known;
  const shared = new SharedReads(async (ids) => {
    const rows = await server.run<ShowRow>(readShows, [ids]);
    return new Map(rows.map((row) => [row.showId, row]));
  });
  sharedByServer.set(server, shared);
  return shared;
}

const loadersKey = {};

/** The loaders of this operation. */
export const loadersOf = (context: RequestContext, readers: Readers): CatalogLoaders =>
  context.once(loadersKey, () => new CatalogLoaders(readers.of(context)));

/** What a loader found of a row that the same request has just written. */
export function written<T>(found: T | null): T {
  if (found === null) throw new Error('A row that was just written is missing');
  return found;
}
