/**
 * The maps of the first page of the demo data, packed by the build: to generate, check and compress them takes longer than
 * to store them. Where there are none, as in `frontrow dev`, the maps are made when they are needed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalSeatMap, checkSeatMap, type PreparedSeatMap, prepareSeatMap, type SeatMapDocument } from '../seating';
import { demoEvents } from './demo-catalog';
import { firstPageMaps, planMaps } from './demo-maps';
import { generateVenueMap } from './venues/generate-venue-map';

/** The build removes it before it compiles anything, so one that is there is that of the sources. */
const file = join(__dirname, '../../bundle/demo-maps.json');

export interface PackedMap {
  readonly map: PreparedSeatMap;
  /** Most expensive first. */
  readonly zones: readonly string[];
}

type Bytes = 'document' | 'geometryBrotli' | 'geometryGzip';
/** As it is written, with bytes in base64. */
interface WrittenMap extends Omit<PackedMap, 'map'> {
  readonly map: Omit<PreparedSeatMap, Bytes> & Readonly<Record<Bytes, string>>;
}

/** The content of the file. `src/dev/bundle.mjs` calls this. */
export async function packFirstPageMaps(): Promise<string> {
  const maps = firstPageMaps(planMaps(demoEvents)).map(async ({ kind, seed, name }): Promise<WrittenMap> => {
    const generated = generateVenueMap(kind, seed, name);
    const checked = checkSeatMap(generated);
    if (checked.kind === 'SeatMapRefused') throw new Error(`The generated map ${name} is not valid`);
    const map = await prepareSeatMap(canonicalSeatMap(checked.document));
    return {
      map: {
        ...map,
        document: toBase64(map.document),
        geometryBrotli: toBase64(map.geometryBrotli),
        geometryGzip: toBase64(map.geometryGzip),
      },
      zones: zonesOf(generated),
    };
  });
  return JSON.stringify(await Promise.all(maps));
}

/** The packed maps by their names; none where the build has made none. */
export async function readPackedMaps(): Promise<ReadonlyMap<string, PackedMap>> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  // `packFirstPageMaps` has written it.
  const written = JSON.parse(text) as readonly WrittenMap[];
  return new Map(
    written.map(({ map, zones }) => [
      map.name,
      {
        map: {
          ...map,
          document: fromBase64(map.document),
          geometryBrotli: fromBase64(map.geometryBrotli),
          geometryGzip: fromBase64(map.geometryGzip),
        },
        zones,
      },
    ]),
  );
}

/** The generators name the most expensive zone first; a published map has them by name. */
export const zonesOf = ({ zones }: SeatMapDocument): readonly string[] => zones.map(({ name }) => name);

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
