import { type CanonicalSeatMap, canonicalSeatMap } from '../format/canonical-seat-map';
import { checkSeatMap, type SeatMapRefused } from '../format/check-seat-map';
import { Faults } from '../format/seat-map-fault';
import { seatMapLimits } from '../format/seat-map-format';
import { convertCsv } from './convert-csv';
import { convertPretix } from './convert-pretix';
import type { ConvertedMap, ReadOptions, SeatMapSource } from './converted-map';
import { readJson } from './read-json';

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

function finish(source: SeatMapSource, { candidate, sources, faults, notes }: ConvertedMap): ReadSeatMapResult {
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
