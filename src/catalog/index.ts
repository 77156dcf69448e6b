/**
 * What is on, where, when, at what price, and when its sale opens.
 *
 * An event happens in shows; a show has a venue, the terms of its sale and prices by zone. Its status is never stored:
 * `showStatus` works it out of times, switches and the seats. Whatever a sale depends on raises the show's
 * `terms_version` by a trigger, so that a process that sells by cached terms notices in the statement that sells.
 *
 * Remembered terms may be five seconds old. They never decide by themselves: a claim compares their version with the
 * row, a refusal is confirmed by a fresh read (`termsToSellBy`), and a decision about money reads them in its own
 * transaction (`lockSaleTerms`). So a change holds on every process from its commit, in both directions.
 */
import type { ShowPermission } from '../organizations';
import {
  type AppModule,
  badUserInput,
  decodeId,
  type NodeFetcher,
  type Platform,
  type RequestContext,
  type SqlExecutor,
  stopAll,
  type Transaction,
} from '../platform';
import { broadcastSubscription, type Topics } from '../realtime';
import { CatalogLoaders, loadersOf } from './catalog.loaders';
import type { CatalogContext } from './context';
import { PublishShowResolver, ShowDraftResolver } from './drafts/drafts.resolver';
import { PublishShowsResolver } from './drafts/publish-shows.resolver';
import type { Event } from './events/event.graphql';
import { EventResolver } from './events/event.resolver';
import { insertEvents, type NewEvent } from './events/insert-events';
import { OrganizeEventsResolver } from './events/organize-events.resolver';
import { EventConnectionResolver, EventFacetsResolver } from './facets/facets.resolver';
import { applyPriceChanges, startPriceChanges } from './price-changes/apply-price-changes';
import { PriceChangesResolver } from './price-changes/price-changes.resolver';
import type { SaleTerms } from './sale-terms/sale-terms';
import { SaleTermsCache } from './sale-terms/sale-terms-cache';
import { type ShowChangeSubscriber, ShowChanges } from './sale-terms/show-change';
import { lockSaleTerms, termsToSellBy } from './sale-terms/terms-that-decide';
import { markAccessibleReleased, readShowsToRelease, type ShowToRelease } from './shows/accessible-release.sql';
import { insertShows, type NewShow } from './shows/insert-shows';
import { readOpeningShows } from './shows/opening-shows.sql';
import { OrganizeShowsResolver } from './shows/organize-shows.resolver';
import { OrganizedShowsResolver } from './shows/organized-shows.resolver';
import { recordSeatsLeft, type SeatCount } from './shows/record-seats-left';
import type { Show } from './shows/show.graphql';
import { ShowResolver } from './shows/show.resolver';
import { writeSeatMap } from './shows/show.sql';
import { ShowChangesResolver } from './shows/show-changes.resolver';
import { requireShowOrganizer } from './shows/show-organizer';
import { openShowTopic, publishShowChanges } from './shows/show-topic';
import { SuggestResolver } from './suggest/suggest.resolver';
import { type MeasureDemand, Trends } from './trends/update-trends';
import { insertVenues, type NewVenue } from './venues/insert-venues';
import type { Venue } from './venues/venue.graphql';
import { VenueResolver } from './venues/venue.resolver';

export { Event } from './events/event.graphql';
export type { NewEvent } from './events/insert-events';
export { type NewOrganizer, organizerOfNew } from './organizer-of-new';
export { PriceTier } from './prices/price-tier.graphql';
export type { NewPriceTier } from './prices/write-price-tiers';
export type { SaleTerms, TierPrice } from './sale-terms/sale-terms';
export type { ShowChange, ShowChangeSubscriber } from './sale-terms/show-change';
export { EventFilter } from './search/event-filter.graphql';
export type { NewShow } from './shows/insert-shows';
export type { SeatCount } from './shows/record-seats-left';
export { exchangeRuleEnum, Show, ShowConnection, showStatuses } from './shows/show.graphql';
export { type ExchangeRule, HOLD_SECONDS_DEFAULT } from './shows/show-fields';
export { mayRunShow, maySeeOrganized } from './shows/show-organizer';
export { type ShowStatus, type StatusTerms, showStatus } from './shows/show-status';
export type { EventDemand, MeasureDemand } from './trends/update-trends';
export type { NewVenue } from './venues/insert-venues';
export { Venue } from './venues/venue.graphql';

/** What features of seats are as bits: the module that knows seats is above this one. */
export type ReadSeatFeatures = (features: readonly string[]) => number;

/** The price zones of a published seat map; null where there is no such map. */
export type ReadZones = (seatMapVersion: string) => Promise<readonly string[] | null>;

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
   * The terms for a use case that sells, extends or refuses: where the cached ones say that the show is not on
   * sale, those of now. The sale itself compares `termsVersion`.
   */
  termsToSellBy(showId: string): Promise<SaleTerms | null>;
  /** The terms as they are in this transaction; nobody changes them until it ends. */
  lockSaleTerms(transaction: Transaction, showId: string): Promise<SaleTerms | null>;
  /**
   * Calls the subscriber in the transaction of every show that the API creates or changes, after the last write. Call
   * it while the application opens.
   */
  onShowChange(subscriber: ShowChangeSubscriber): void;
  /**
   * The terms of a show with which the caller may do what the permission says, `manage` by default; null stands for an id
   * that is not the id of a show. Where only the answer is wanted, `mayRunShow` gives it.
   *
   * @throws UNAUTHENTICATED without a caller, FORBIDDEN where the caller may not, BAD_USER_INPUT for an unknown show
   */
  requireShowOrganizer(request: RequestContext, showId: string | null, permission?: ShowPermission): Promise<SaleTerms>;
  /** What resolves as `Show`, for the fields of other modules; one statement for all shows of an operation. */
  showById(showId: string, request: RequestContext): Promise<Show | null>;
  /** The venue of a show, likewise. */
  venueById(venueId: string, request: RequestContext): Promise<Venue | null>;
  eventById(eventId: string, request: RequestContext): Promise<Event | null>;
  /** A venue as it is now, for routes that have no operation. */
  readVenue(venueId: string): Promise<Venue | null>;
  /**
   * Keeps what the ledger counted, for lists and for the status. A use case that creates the first seats of a show records them in
   * the same transaction: a show without a count is not on sale.
   */
  recordSeatsLeft(counts: readonly SeatCount[], transaction?: Transaction): Promise<void>;
  /**
   * Gives a show its map, or another one, and locks the show until the transaction ends. The caller makes sure that
   * nobody loses a seat. False where the terms are no longer those on which the decision rests.
   */
  bindSeatMap(transaction: Transaction, binding: SeatMapBinding): Promise<boolean>;
  /** Shows whose wheelchair and companion places may have to be released, those whose time has come first. */
  showsToReleaseAccessible(now: Date, showsMax: number): Promise<ShowToRelease[]>;
  /** Shows with a map whose sale opens between the two instants, the next one first. */
  showsThatOpen(from: Date, to: Date, showsMax: number): Promise<string[]>;
  /** Notes that they are released. False where it was done before, or where the organizer no longer wants it. */
  releaseAccessible(transaction: Transaction, showId: string, now: Date): Promise<boolean>;
  /**
   * Registers what the features of seats in `EventFilter` are as bits of `show.seat_features`. Call it while the
   * application opens.
   */
  readSeatFeaturesBy(read: ReadSeatFeatures): void;
  /** Registers who knows the price zones of seat maps. Call it while the application opens. */
  readZonesBy(read: ReadZones): void;
  /** Registers who measures the demand for events, of which trends are made. Call it while the application opens. */
  measureDemandBy(measure: MeasureDemand): void;
  /** Works out the trending events if those of the last five minutes are missing, as the app does by itself. */
  updateTrends(): Promise<boolean>;
  /** Applies the price changes that are due now; how many. */
  applyPriceChanges(): Promise<number>;
  /** Insert any number by a few statements, for imports and demo data. What an API caller sends is checked elsewhere. */
  insertVenues(executor: SqlExecutor, venues: readonly NewVenue[]): Promise<void>;
  insertEvents(transaction: Transaction, events: readonly NewEvent[]): Promise<void>;
  insertShows(transaction: Transaction, shows: readonly NewShow[]): Promise<void>;
  /** With its seats: whoever follows the changes of shows acts in this transaction too. Its map is published. */
  insertShow(transaction: Transaction, show: NewShow): Promise<void>;
}

export function openCatalog({ database, readers, clock, logger, outbox }: Platform, topics: Topics): Catalog {
  const terms = new SaleTermsCache(database);
  const changes = new ShowChanges();
  let bitsOf: ReadSeatFeatures = () => 0;
  let readZones: ReadZones = async () => null;
  const trends = new Trends(database, clock, logger);
  const context: CatalogContext = {
    ...{ database, readers, clock, terms, changes, outbox },
    zonesOf: (version) => readZones(version),
  };
  const topic = openShowTopic(topics);
  return {
    resolvers: [
      new ShowResolver(readers, clock, terms),
      new EventResolver(readers, clock, (features) => bitsOf(features)),
      new OrganizeEventsResolver(context),
      new EventConnectionResolver(readers, clock),
      new EventFacetsResolver(),
      new SuggestResolver(readers, clock),
      new VenueResolver(context),
      new OrganizedShowsResolver(readers),
      new OrganizeShowsResolver(context),
      new ShowDraftResolver(context),
      new PublishShowResolver(context),
      new PublishShowsResolver(context),
      new ShowChangesResolver(terms, clock),
      new PriceChangesResolver(context),
    ],
    subscriptions: {
      showChanged: broadcastSubscription({
        topic,
        resumeArgument: 'after',
        async key({ showId }) {
          const uuid = decodeId('show', String(showId));
          if (uuid === null || (await terms.of(uuid)) === null) throw badUserInput(`There is no show ${showId}.`);
          return uuid;
        },
      }),
    },
    nodes: [
      node('show', 'Show', ({ shows }, id) => shows.load(id)),
      node('event', 'Event', ({ events }, id) => events.load(id)),
      node('venue', 'Venue', ({ venues }, id) => venues.load(id)),
    ],
    saleTermsOf: (showId) => terms.of(showId),
    refreshSaleTerms: (showId) => terms.refresh(showId),
    termsToSellBy: (showId) => termsToSellBy(terms, clock, showId),
    lockSaleTerms,
    onShowChange: (subscriber) => changes.subscribe(subscriber),
    requireShowOrganizer: (request, showId, permission) => requireShowOrganizer(terms, request, showId, permission),
    showById: (showId, request) => loadersOf(request, readers).shows.load(showId),
    venueById: (venueId, request) => loadersOf(request, readers).venues.load(venueId),
    eventById: (eventId, request) => loadersOf(request, readers).events.load(eventId),
    readVenue: (venueId) => new CatalogLoaders(database).venues.load(venueId),
    recordSeatsLeft: (counts, transaction) => recordSeatsLeft(transaction ?? database, counts),
    bindSeatMap: async (transaction, { showId, seatMapVersion, seatNumberingId, termsVersion }) => {
      const bound = await transaction.run(writeSeatMap, [showId, seatMapVersion, seatNumberingId, termsVersion]);
      return bound.length > 0;
    },
    showsToReleaseAccessible: (now, showsMax) => database.run<ShowToRelease>(readShowsToRelease, [now, showsMax]),
    showsThatOpen: async (from, to, showsMax) =>
      (await database.run<{ showId: string }>(readOpeningShows, [from, to, showsMax])).map(({ showId }) => showId),
    releaseAccessible: async (transaction, showId, now) =>
      (await transaction.run(markAccessibleReleased, [showId, now])).length > 0,
    readSeatFeaturesBy: (read) => {
      bitsOf = read;
    },
    readZonesBy: (read) => {
      readZones = read;
    },
    measureDemandBy: (measure) => trends.measureBy(measure),
    updateTrends: () => trends.update(),
    applyPriceChanges: () => applyPriceChanges(context, logger),
    start: async () => {
      publishShowChanges(outbox, topic, readers);
      const stops = [await trends.start(), startPriceChanges(context, logger)];
      return () => stopAll(stops);
    },
    insertVenues,
    insertEvents,
    insertShows,
    insertShow: async (transaction, show) => {
      await insertShows(transaction, [show]);
      const pricedZones = show.priceTiers.map(({ zone }) => zone);
      await changes.publish(transaction, show.showId, { isNew: true, pricedZones });
    },
  };

  function node(
    kind: string,
    typeName: string,
    load: (loaders: CatalogLoaders, id: string) => Promise<object | null>,
  ): NodeFetcher {
    return {
      kind,
      typeName,
      fetch: async (id, request) => {
        const uuid = decodeId(kind, id);
        return uuid === null ? null : load(loadersOf(request, readers), uuid);
      },
    };
  }
}
