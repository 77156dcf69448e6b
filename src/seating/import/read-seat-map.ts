import { type CanonicalSeatMap, canonicalSeatMap } from '../format/canonical-seat-map';
import { checkSeatMap, type SeatMapRefused } from '../format/check-seat-map';
import { quotable } from '../format/normal-text';
import { Faults } from '../format/seat-map-fault';
import { seatMapLimits } from '../format/seat-map-format';
import { convertCsv } from './convert-csv';
import type { ConvertedMap, ReadOptions, SeatMapSource } from './converted-map';
import { decodeText } from './decode-text';
import { convertPretix } from './pretix/convert-pretix';
import { readJson } from './read-json';

export type ReadSeatMapResult =
  | ({
      readonly kind: 'SeatMapRead';
      readonly source: SeatMapSource;
      /** What was guessed or left out, one sentence each. */
      readonly notes: readonly string[];
    } & CanonicalSeatMap)
  | SeatMapRefused;

/** Reads a file of any known format into the canonical form, or reports all its faults. */
export function readSeatMap(file: Uint8Array, options: ReadOptions = {}): ReadSeatMapResult {
  if (file.byteLength > seatMapLimits.bytesMax) {
    return refused('/', `is ${file.byteLength} bytes long; a map may have ${seatMapLimits.bytesMax}`);
  }
  const decoded = decodeText(file, options.encoding);
  if (decoded.kind === 'NoText') return refused('/', decoded.message);
  const { text, notes } = decoded;
  if (options.format === 'csv' || (options.format === undefined && !looksLikeJson(text))) {
    return finish('csv', convertCsv(text, options), notes);
  }
  const json = readJson(text);
  if (json.kind === 'NoJson') return refused(json.place, json.message);
  const source = options.format ?? (looksLikePretix(json.value) ? 'pretix' : 'frontrow');
  if (source === 'pretix') return finish(source, convertPretix(json.value, options), notes);
  return finish(source, { candidate: json.value, sources: new WeakMap(), faults: new Faults(), notes: [] }, notes);
}

function finish(
  source: SeatMapSource,
  { candidate, sources, faults, notes }: ConvertedMap,
  earlierNotes: readonly string[],
): ReadSeatMapResult {
  if (candidate === null && faults.count > 0) {
    return { kind: 'SeatMapRefused', faults: faults.kept, faultCount: faults.count };
  }
  const checked = checkSeatMap(candidate, sources, faults);
  if (checked.kind === 'SeatMapRefused') return checked;
  return {
    kind: 'SeatMapRead',
    source,
    notes: notesKept([...earlierNotes, ...notes]),
    ...canonicalSeatMap(checked.document),
  };
}

/** A plan of thousands of areas that cannot be drawn has as many notes. */
const NOTES_KEPT_MAX = 50;

function notesKept(notes: readonly string[]): string[] {
  const kept = notes.slice(0, NOTES_KEPT_MAX).map((note) => quotable(note, 300));
  return notes.length > kept.length ? [...kept, `${notes.length - kept.length} more notes are not listed.`] : kept;
}

function refused(place: string, message: string): SeatMapRefused {
  return { kind: 'SeatMapRefused', faults: [{ place, message }], faultCount: 1 };
}

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** Plans of pretix have zones with rows; our maps have sections beside zones without them. */
function looksLikePretix(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('zones' in value)) return false;
  if ('format' in value || 'sections' in value || !Array.isArray(value.zones)) return false;
  return 'categories' in value || 'size' in value || value.zones.some(isZoneOfPretix);
}

const isZoneOfPretix = (zone: unknown): boolean =>
  typeof zone === 'object' && zone !== null && ('rows' in zone || 'zone_id' in zone || 'areas' in zone);
