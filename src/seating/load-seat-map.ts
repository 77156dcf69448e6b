import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { SqlExecutor } from '../platform';
import type { SeatMapDocument } from './format/seat-map-format';
import { SeatMap } from './seat-map';
import { readDocument } from './seat-map.sql';

/** Reads a published map. Callers have versions from this database alone, so a missing one is a fault. */
export async function loadSeatMap(database: SqlExecutor, version: string): Promise<SeatMap> {
  const [row] = await database.run<{ document: Buffer }>(readDocument, [version]);
  if (row === undefined) throw new Error(`There is no seat map ${version}`);
  const json = (await promisify(brotliDecompress)(row.document)).toString();
  // Only sound canonical documents are published, and a published row never changes.
  const document = JSON.parse(json) as SeatMapDocument;
  return new SeatMap({ document, json, version });
}
