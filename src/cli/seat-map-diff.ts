import type { SeatMap, SeatMapDiff } from '../seating';

/** The differences of two maps for `--json`: seats by their labels, each change with the value before and after. */
export function describeSeatMapDiff(old: SeatMap, next: SeatMap, diff: SeatMapDiff): object {
  const changes = <T>(pairs: SeatMapDiff['moved'], read: (map: SeatMap, index: number) => T) =>
    pairs.map((pair) => ({ seat: next.labelOf(pair.new), from: read(old, pair.old), to: read(next, pair.new) }));
  return {
    same: old.version === next.version,
    old: { name: old.name, version: old.version, seatCount: old.seatCount },
    new: { name: next.name, version: next.version, seatCount: next.seatCount },
    added: diff.added.map((index) => next.labelOf(index)),
    removed: diff.removed.map((index) => old.labelOf(index)),
    moved: changes(diff.moved, (map, index) => map.positionOf(index)),
    renamed: changes(diff.renamed, (map, index) => map.labelOf(index)),
    rezoned: changes(diff.rezoned, (map, index) => map.zones[map.zoneOf(index)]),
    refeatured: changes(diff.refeatured, (map, index) => map.seat(index)?.features ?? []),
  };
}
