/**
 * The fixed geometry of a venue: sections, rows, seats, price zones; importing and checking it.
 *
 * A map is a document in an open format (`docs/seat-map-format.md`). Publishing gives it its canonical form and a
 * version, which is a hash of that; a published map never changes, and a seat is known by its index in the canonical
 * order. The server keeps a map as columns (`SeatMap`); clients draw the packed geometry, which is made once.
 */
import type { FastifyInstance } from 'fastify';
import type { Catalog } from '../catalog';
import type { Organizations } from '../organizations';
import { type AppModule, BoundedCache, type Platform } from '../platform';
import './event-features.graphql';
import { bitsOf, type SeatFeature } from './format/seat-features';
import type { SeatMapDocument } from './format/seat-map-format';
import { loadSeatMap } from './load-seat-map';
import type { PreparedSeatMap } from './prepare-seat-map';
import { type PublishSeatMapResult, publishSeatMap, publishSeatMapAside, storeSeatMap } from './publish-seat-map';
import type { SeatMap } from './seat-map';
import { seatMapRoute } from './seat-map.route';
import { readSeatCounts } from './seat-map.sql';
import { SeatMapResolver } from './seating.resolver';
import { openSeatMapThread } from './uploads/seat-map-thread';
import { uploadsRoute } from './uploads/uploads.route';
import { VenueSeatMapsResolver } from './venue-seat-maps.resolver';

export { diffSeatMaps, type SeatMapDiff, type SeatPair } from './diff-seat-maps';
export { drawSeatMap } from './draw-seat-map';
export { type CanonicalSeatMap, canonicalSeatMap } from './format/canonical-seat-map';
export { type CheckedSeatMap, checkSeatMap, type SeatMapRefused } from './format/check-seat-map';
export {
  bitOf,
  featureNames,
  featuresOnTickets,
  type SeatFeature,
  seatFeatures,
  staffFeatures,
  type WordLanguage,
} from './format/seat-features';
export type { SeatMapFault } from './format/seat-map-fault';
export {
  FORMAT,
  FORMAT_VERSION,
  type NumberedSeat,
  type RowOfSection,
  type SeatMapDocument,
  type SectionOfMap,
  type Shape,
  type StandingArea,
  seatMapJsonSchema,
  type TableOfSection,
} from './format/seat-map-format';
export { type ReadOptions, type SeatMapSource, seatMapSources } from './import/converted-map';
export { isKnownEncoding } from './import/decode-text';
export { type ReadSeatMapResult, readSeatMap } from './import/read-seat-map';
export { joinedToNext } from './neighbours';
export { type PreparedSeatMap, prepareSeatMap } from './prepare-seat-map';
export type { PublishSeatMapResult } from './publish-seat-map';
export { type LostSeat, replaceSeatMap, type SeatMapReplacement } from './replace-seat-map';
export { type RowRange, SeatMap, type SeatPlace, type SectionRange, type StandingRange } from './seat-map';
export { diffReport, faultReport, mapLine } from './seat-map-reports';
export { SeatFeatureEnum, SeatMapType } from './seating.graphql';

/** About 30 bytes a seat: 60 MB, which is two dozen stadiums or any number of theatres. */
const CACHED_SEATS_MAX = 2_000_000;

export interface Seating extends AppModule {
  /** Stores a map that never changes again, or returns all its faults. Publishing the same content again finds it. */
  publishSeatMap(document: SeatMapDocument): Promise<PublishSeatMapResult>;
  /** The same in a thread of its own: for a large map, while requests are answered. */
  publishSeatMapAside(document: SeatMapDocument): Promise<PublishSeatMapResult>;
  /** Stores a map that `prepareSeatMap` has packed, of a document that was found sound; nothing is checked again. */
  storePreparedSeatMap(map: PreparedSeatMap): Promise<void>;
  /** Whether a map of this version was published. */
  hasSeatMap(version: string): Promise<boolean>;
  /**
   * The names of the price zones of a published map, in its order; null where there is no map of this version. Names
   * are to be compared exactly: a tier whose zone is not among them would leave its seats without a price.
   */
  zoneNames(version: string): Promise<readonly string[] | null>;
  /** A published map, cached in the process. Throws where there is none of this version. */
  seatMapOf(version: string): Promise<SeatMap>;
}

/** What the service itself has beside the maps; commands that publish maps alone have none of it. */
export interface ServedSeating extends Pick<Platform, 'clock' | 'logger'> {
  readonly catalog: Pick<Catalog, 'readSeatFeaturesBy' | 'readZonesBy' | 'readVenue'>;
  readonly organizations: Pick<Organizations, 'authenticate'>;
}

export function openSeating(
  { database, readers, config }: Pick<Platform, 'database' | 'config'> & Partial<Pick<Platform, 'readers'>>,
  served?: ServedSeating,
): Seating {
  // The enum of the field has no other names.
  served?.catalog.readSeatFeaturesBy((features) => bitsOf(features as readonly SeatFeature[]));
  const cache = new BoundedCache<SeatMap>(CACHED_SEATS_MAX, ({ seatCount }) => seatCount);
  const thread = openSeatMapThread();
  const publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '') ?? '';
  const hasSeatMap = async (version: string) => (await database.run(readSeatCounts, [[version]])).length > 0;
  const seatMapOf = (version: string) => cache.get(version, () => loadSeatMap(database, version));
  served?.catalog.readZonesBy(async (version) =>
    (await hasSeatMap(version)) ? (await seatMapOf(version)).zones : null,
  );
  return {
    resolvers: [
      new SeatMapResolver((request) => readers?.of(request) ?? database, publicUrl),
      new VenueSeatMapsResolver(database, publicUrl),
    ],
    routes: (http: FastifyInstance) => {
      seatMapRoute(http, database);
      if (served === undefined) return;
      const { clock, logger, catalog, organizations } = served;
      uploadsRoute(http, { database, clock, logger, catalog, thread, authenticate: organizations.authenticate });
    },
    start: async () => () => thread.close(),
    hasSeatMap,
    zoneNames: async (version) => ((await hasSeatMap(version)) ? (await seatMapOf(version)).zones : null),
    publishSeatMap: (document) => publishSeatMap(database, document),
    publishSeatMapAside: (document) => publishSeatMapAside(database, thread, document),
    storePreparedSeatMap: async (map) => {
      await storeSeatMap(database, map);
    },
    seatMapOf,
  };
}
