import type { SeatMapDocument } from './seat-map-format';

/** Distinguishable by most people, dark enough for a dot on white; the dearest zones usually come first. */
const PALETTE = [
  '#b5179e',
  '#3a55c9',
  '#0f9d8a',
  '#e07a12',
  '#7a4bd1',
  '#c8313f',
  '#4c8c2b',
  '#1b8fd0',
  '#8a6d1d',
  '#d1589b',
  '#5b6b7c',
  '#2f5d50',
] as const;

/** The colour of each zone: its own, or one of ours that no zone of the map has. */
export function zoneColors({ zones }: SeatMapDocument): string[] {
  const own = new Set(zones.map(({ color }) => color));
  const free = PALETTE.filter((color) => !own.has(color));
  let taken = 0;
  return zones.map(({ color }) => {
    if (color !== undefined) return color;
    taken += 1;
    return free[(taken - 1) % free.length] ?? '#5b6b7c';
  });
}
