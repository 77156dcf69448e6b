import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { CanonicalSeatMap } from './format/canonical-seat-map';
import { featureBitsOf, groupsOf, placesIn } from './format/walk-places';
import { packGeometry } from './pack-geometry';

/** A sound map as it is stored. Plain values, which may come from another thread. */
export interface PreparedSeatMap {
  readonly version: string;
  readonly name: string;
  readonly seatCount: number;
  readonly sectionCount: number;
  readonly zones: readonly string[];
  /** The canonical document. */
  readonly document: Uint8Array;
  readonly geometryBrotli: Uint8Array;
  readonly geometryGzip: Uint8Array;
  /** The features of its seats. */
  readonly featureBits: number;
}

/** Packs a map: for one of 80,000 seats about a second of work. */
export async function prepareSeatMap(canonical: CanonicalSeatMap): Promise<PreparedSeatMap> {
  const { document, version, json } = canonical;
  const geometry = await packGeometry(canonical);
  return {
    ...{ version, name: document.name },
    seatCount: [...groupsOf(document)].reduce((sum, group) => sum + placesIn(group), 0),
    sectionCount: document.sections.length,
    zones: document.zones.map(({ name }) => name),
    document: await promisify(brotliCompress)(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    geometryBrotli: geometry.brotli,
    geometryGzip: geometry.gzip,
    featureBits: featureBitsOf(document),
  };
}
