import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Database } from '../platform';
import { canonicalSeatMap } from './format/canonical-seat-map';
import { checkSeatMap, type SeatMapRefused } from './format/check-seat-map';
import type { SeatMapDocument } from './format/seat-map-format';
import { featureBitsOf, groupsOf, placesIn } from './format/walk-places';
import { packGeometry } from './pack-geometry';
import { insertSeatMap, readSeatCounts } from './seat-map.sql';

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
  const { version, json } = canonical;
  const seatCount = [...groupsOf(canonical.document)].reduce((sum, group) => sum + placesIn(group), 0);

  const [known] = await database.run(readSeatCounts, [[version]]);
  if (known !== undefined) return { kind: 'SeatMapPublished', version, seatCount, isNew: false };
  const geometry = await packGeometry(canonical);
  const packed = await promisify(brotliCompress)(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const values = [
    version,
    canonical.document.name,
    seatCount,
    packed,
    geometry.brotli,
    geometry.gzip,
    featureBitsOf(canonical.document),
  ];
  const inserted = await database.run(insertSeatMap, values);
  return { kind: 'SeatMapPublished', version, seatCount, isNew: inserted.length > 0 };
}
