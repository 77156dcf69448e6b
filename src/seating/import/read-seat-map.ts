import { type CanonicalSeatMap, canonicalSeatMap } from '../format/canonical-seat-map';
import { checkSeatMap, type SeatMapRefused } from '../format/check-seat-map';
import { Faults, type Sources } from '../format/seat-map-fault';
import { type Point, seatMapLimits } from '../format/seat-map-format';
import { convertCsv } from './convert-csv';
import { convertPretix } from './convert-pretix';
import { readJson } from './read-json';

export type SeatMapSource = 'frontrow' | 'pretix' | 'csv';

export interface ReadOptions {
  /** Default: what the file looks like. */
  readonly format?: SeatMapSource | undefined;
  /** The name of a map whose file has none. */
  readonly name?: string | undefined;
  /** Centimetres of one unit of the file, for formats whose unit is not the centimetre. Default: worked out. */
  readonly scale?: number | undefined;
  /** In units of the file. Default: what it tells, else in front of the seats. */
  readonly focalPoint?: Point | undefined;
}

/** A document of our format that was made of another one. */
export interface Converted {
  /** Null where nothing is left of a faulty file. */
  readonly candidate: unknown;
  /** Where its parts came from. */
  readonly sources: Sources;
  /** What was wrong already in the form of the file; then the candidate is what is left without that. */
  readonly faults: Faults;
  readonly notes: readonly string[];
}

export type ReadSeatMapResult =
  | ({
      readonly kind: 'SeatMapRead';
      readonly source: SeatMapSource;
      /** What was guessed or left out, one sentence each. */
      readonly notes: readonly string[];
    } & CanonicalSeatMap)
  | SeatMapRefused;

/** Reads a file of any known format into the canonical form, or tells all that is wrong with it. */
export function readSeatMap(file: Uint8Array, options: ReadOptions = {}): ReadSeatMapResult {
  if (file.byteLength > seatMapLimits.bytesMax) {
    return refused('/', `is ${file.byteLength} bytes long; a map may have ${seatMapLimits.bytesMax}`);
  }
  const text = decode(file);
  if (text === null) return refused('/', 'is not text in UTF-8');

  if (options.format === 'csv' || (options.format === undefined && !looksLikeJson(text))) {
    return finish('csv', convertCsv(text, options));
  }
  const json = readJson(text);
  if (json.kind === 'NoJson') return refused(json.place, json.message);
  const source = options.format ?? (looksLikePretix(json.value) ? 'pretix' : 'frontrow');
  if (source === 'pretix') return finish(source, convertPretix(json.value, options));
  return finish(source, { candidate: json.value, sources: new WeakMap(), faults: new Faults(), notes: [] });
}

function finish(source: SeatMapSource, { candidate, sources, faults, notes }: Converted): ReadSeatMapResult {
  if (candidate === null && faults.count > 0) {
    return { kind: 'SeatMapRefused', faults: faults.kept, faultCount: faults.count };
  }
  const checked = checkSeatMap(candidate, sources, faults);
  if (checked.kind === 'SeatMapRefused') return checked;
  return { kind: 'SeatMapRead', source, notes, ...canonicalSeatMap(checked.document) };
}

function refused(place: string, message: string): SeatMapRefused {
  return { kind: 'SeatMapRefused', faults: [{ place, message }], faultCount: 1 };
}

function decode(file: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return null;
  }
}

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

function looksLikePretix(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'zones' in value && 'categories' in value && !('format' in value)
  );
}
