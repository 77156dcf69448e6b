import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CanonicalSeatMap, type ReadOptions, readSeatMap, type SeatMapDocument } from '../../../src/seating';

const folder = join(__dirname, '../../fixtures/seating');

export const fixture = (name: string): Buffer => readFileSync(join(folder, name));

/** Broken files, each with the report that it must get. */
export const brokenFiles = (): string[] =>
  readdirSync(join(folder, 'broken')).filter((name) => !name.endsWith('.report.txt'));

export const fixturePath = (name: string): string => join(folder, name);

/** Reads a file that must be sound. */
export function readSound(file: Uint8Array | object, options: ReadOptions = {}): CanonicalSeatMap {
  const bytes = file instanceof Uint8Array ? file : Buffer.from(JSON.stringify(file));
  const result = readSeatMap(bytes, options);
  if (result.kind === 'SeatMapRefused') throw new Error(JSON.stringify(result.faults.slice(0, 5)));
  return result;
}

/** The small hand-made map, fresh for each caller to change. */
export const studio = (): SeatMapDocument => JSON.parse(fixture('studio.json').toString());
