import type { Database, SqlExecutor } from '../platform';
import { canonicalSeatMap } from './format/canonical-seat-map';
import { checkSeatMap, type SeatMapRefused } from './format/check-seat-map';
import type { SeatMapDocument } from './format/seat-map-format';
import { groupsOf, placesIn } from './format/walk-places';
import { type PreparedSeatMap, prepareSeatMap } from './prepare-seat-map';
import { insertSeatMap, readSeatCounts } from './seat-map.sql';
import type { SeatMapThread } from './uploads/seat-map-thread';

export type PublishSeatMapResult =
  | {
      readonly kind: 'SeatMapPublished';
      readonly version: string;
      readonly seatCount: number;
      /** False where the same content was published before. */
      readonly isNew: boolean;
    }
  | SeatMapRefused;

/** Checks a map and stores it; it never changes again. Publishing the same content again finds the first one. */
export async function publishSeatMap(database: Database, document: SeatMapDocument): Promise<PublishSeatMapResult> {
  const checked = checkSeatMap(document);
  if (checked.kind === 'SeatMapRefused') return checked;
  const canonical = canonicalSeatMap(checked.document);
  const { version } = canonical;
  const [known] = await database.run(readSeatCounts, [[version]]);
  if (known !== undefined) {
    const seatCount = [...groupsOf(canonical.document)].reduce((sum, group) => sum + placesIn(group), 0);
    return { kind: 'SeatMapPublished', version, seatCount, isNew: false };
  }
  const prepared = await prepareSeatMap(canonical);
  const isNew = await storeSeatMap(database, prepared);
  return { kind: 'SeatMapPublished', version, seatCount: prepared.seatCount, isNew };
}

/** The same, prepared by the thread that reads the files of organizers; here where too many of them wait. */
export async function publishSeatMapAside(
  database: Database,
  thread: Pick<SeatMapThread, 'read'>,
  document: SeatMapDocument,
): Promise<PublishSeatMapResult> {
  const reading = await thread.read(Buffer.from(JSON.stringify(document)), {});
  if (reading === null) return publishSeatMap(database, document);
  if (reading.kind === 'refused') return { ...reading, kind: 'SeatMapRefused' };
  const { version, seatCount } = reading.map;
  const isNew = await storeSeatMap(database, reading.map);
  return { kind: 'SeatMapPublished', version, seatCount, isNew };
}

/** Stores a map that was checked. False where it is there. */
export async function storeSeatMap(
  executor: SqlExecutor,
  { version, name, seatCount, document, geometryBrotli, geometryGzip, featureBits }: PreparedSeatMap,
): Promise<boolean> {
  const values = [version, name, seatCount, document, geometryBrotli, geometryGzip, featureBits];
  return (await executor.run(insertSeatMap, values)).length > 0;
}
