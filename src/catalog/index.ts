/**
 * What is on, where, when, at what price, and when its sale opens.
 *
 * An event happens in shows; a show has a venue, the terms of its sale and prices by zone. Its status is never stored:
 * `showStatus` works it out of times, switches and what is left. Whatever a sale depends on raises the show's
 * `terms_version` by a trigger, so that a room that sells by remembered terms notices in its own statement.
 */
import {
  type AppModule,
  decodeId,
  type NodeFetcher,
  type Platform,
  type RequestContext,
  type SqlExecutor,
  type Transaction,
} from '../platform';
import type { Event, Show, Venue } from './catalog.graphql';
import { type CatalogLoaders, loadersOf } from './catalog.loaders';
import { enterEvents, type NewEvent } from './enter-events';
import { enterShows, type NewShow } from './enter-shows';
import { enterVenues, type NewVenue } from './enter-venues';
import { EventResolver } from './event.resolver';
import { OrganizerResolver } from './organizer.resolver';
import { recordSeatsLeft, type SeatCount } from './record-seats-left';
import { type SaleTerms, SaleTermsCache } from './sale-terms';
import { ShowResolver } from './show.resolver';
import { writeSeatMap } from './show.sql';
import { requireShowOrganizer } from './show-organizer';

export { Event, PriceTier, Show, ShowConnection, showStatuses, Venue } from './catalog.graphql';
export type { NewEvent } from './enter-events';
export type { NewPriceTier, NewShow } from './enter-shows';
export type { NewVenue } from './enter-venues';
export type { SeatCount } from './record-seats-left';
export type { SaleTerms, TierPrice } from './sale-terms';
export { mayRunShow } from './show-organizer';
export { type ShowStatus, type StatusTerms, showStatus } from './show-status';

export interface SeatMapBinding {
  readonly showId: string;
  readonly seatMapVersion: string;
  readonly seatNumberingId: string | null;
  readonly termsVersion: number;
}

export interface Catalog extends AppModule {
  /**
   * What a sale of the show depends on, or null where there is no such show. Some seconds old at most; compare
   * `termsVersion` with the row where it matters.
   */
  saleTermsOf(showId: string): Promise<SaleTerms | null>;
  /** The same, read after this call. */
  refreshSaleTerms(showId: string): Promise<SaleTerms | null>;
  /**
   * The terms of a show that the caller runs; null stands for an id that is not the id of a show. Where only the answer
   * is wanted, `mayRunShow` gives it.
   *
   * @throws UNAUTHENTICATED without a caller, FORBIDDEN where the caller may not run it, BAD_USER_INPUT for an unknown show
   */
  requireShowOrganizer(request: RequestContext, showId: string | null): Promise<SaleTerms>;
  /** What resolves as `Show`, for the fields of other rooms; one statement for all shows of an operation. */
  showById(showId: string, context: RequestContext): Promise<Show | null>;
  /** The venue of a show, likewise. */
  venueById(venueId: string, context: RequestContext): Promise<Venue | null>;
  eventById(eventId: string, context: RequestContext): Promise<Event | null>;
  /** Keeps what the ledger counted lately, for lists and for the status. */
  recordSeatsLeft(counts: readonly SeatCount[]): Promise<void>;
  /**
   * Gives a show its map, or another one, and locks the show until the transaction ends. Whoever calls makes sure that
   * nobody loses a seat. False where the terms are no longer those on which the decision rests.
   */
  bindSeatMap(transaction: Transaction, binding: SeatMapBinding): Promise<boolean>;
  /** Enter any number by a few statements, for imports and demo data. What an API caller sends is checked elsewhere. */
  enterVenues(runs: SqlExecutor, venues: readonly NewVenue[]): Promise<void>;
  enterEvents(transaction: Transaction, events: readonly NewEvent[]): Promise<void>;
  enterShows(transaction: Transaction, shows: readonly NewShow[]): Promise<void>;
}

export function openCatalog({ database, clock }: Platform): Catalog {
  const { reader } = database;
  const terms = new SaleTermsCache(database);
  return {
    resolvers: [
      new ShowResolver(reader, clock),
      new EventResolver(reader, clock),
      new OrganizerResolver(database, clock, terms),
    ],
    nodes: [
      node('show', 'Show', ({ shows }, id) => shows.load(id)),
      node('event', 'Event', ({ events }, id) => events.load(id)),
      node('venue', 'Venue', ({ venues }, id) => venues.load(id)),
    ],
    saleTermsOf: (showId) => terms.of(showId),
    requireShowOrganizer: (request, showId) => requireShowOrganizer(terms, request, showId),
    refreshSaleTerms: (showId) => terms.refresh(showId),
    showById: (showId, context) => loadersOf(context, reader).shows.load(showId),
    venueById: (venueId, context) => loadersOf(context, reader).venues.load(venueId),
    eventById: (eventId, context) => loadersOf(context, reader).events.load(eventId),
    recordSeatsLeft: (counts) => recordSeatsLeft(database, counts),
    bindSeatMap: async (transaction, { showId, seatMapVersion, seatNumberingId, termsVersion }) => {
      const bound = await transaction.run(writeSeatMap, [showId, seatMapVersion, seatNumberingId, termsVersion]);
      return bound.length > 0;
    },
    enterVenues,
    enterEvents,
    enterShows,
  };

  function node(
    kind: string,
    typeName: string,
    load: (loaders: CatalogLoaders, id: string) => Promise<object | null>,
  ): NodeFetcher {
    return {
      kind,
      typeName,
      fetch: async (id, context) => {
        const uuid = decodeId(kind, id);
        return uuid === null ? null : load(loadersOf(context, reader), uuid);
      },
    };
  }
}
