/** The reports of the commands about maps, in lines for a terminal. */
import type { SeatMapDiff, SeatPair } from './diff-seat-maps';
import type { SeatMapRefused } from './format/check-seat-map';
import type { SeatMap } from './seat-map';

const SEATS_LISTED_MAX = 20;

/** `FILE: place: what is wrong`, one line each, and how many there are. */
export function faultReport(file: string, { faults, faultCount }: SeatMapRefused): string {
  const lines = faults.map(({ place, message }) => `${file}: ${place}: ${message}`);
  if (faultCount > faults.length) lines.push(`${file}: and ${faultCount - faults.length} more`);
  return [...lines, `${file}: ${count(faultCount, 'fault')}`].join('\n');
}

export function diffReport(old: SeatMap, next: SeatMap, diff: SeatMapDiff): string {
  if (old.version === next.version) return `Both are ${old.version}: no difference.`;
  const spot = (map: SeatMap, index: number): string => {
    const { x, y } = map.positionOf(index);
    return `${x}, ${y}`;
  };
  const list = <T>(what: string, seats: readonly T[], line: (seat: T) => string): string[] => {
    const shown = seats.slice(0, SEATS_LISTED_MAX).map((seat) => `  ${line(seat)}`);
    const more = seats.length - shown.length;
    return [`${what}: ${seats.length}`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
  };
  const changed = (what: string, pairs: readonly SeatPair[], show: (map: SeatMap, index: number) => string): string[] =>
    list(what, pairs, (pair) => `${old.labelOf(pair.old)}: ${show(old, pair.old)} → ${show(next, pair.new)}`);
  return [
    `${old.name} ${old.version} (${count(old.seatCount, 'seat')})`,
    `${next.name} ${next.version} (${count(next.seatCount, 'seat')})`,
    ...list('Added', diff.added, (index) => next.labelOf(index)),
    ...list('Removed', diff.removed, (index) => old.labelOf(index)),
    ...changed('Moved', diff.moved, spot),
    ...changed('Renamed', diff.renamed, (map, index) => map.labelOf(index)),
    ...changed('Re-zoned', diff.rezoned, (map, index) => map.zones[map.zoneOf(index)] ?? ''),
    ...changed('Other features', diff.refeatured, (map, index) => map.seat(index)?.features.join(' ') || 'none'),
  ].join('\n');
}

/** One line that says what was read. */
export function mapLine(map: SeatMap): string {
  const parts = [count(map.seatCount, 'seat'), count(map.sections.length, 'section'), count(map.zones.length, 'zone')];
  return `${map.name}: ${parts.join(', ')}, version ${map.version}`;
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
