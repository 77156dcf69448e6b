import type { Point } from '../format/seat-map-format';

export const SEAT_PITCH_CM = 50;
const ROW_PITCH_CM = 90;
const SECTION_GAP_CM = 200;
/** One standing visitor takes about this much of the floor in each direction. */
export const STANDING_PLACE_CM = 70;
/** From the focal point to the first row. */
export const STAGE_DISTANCE_CM = 500;

/** A section whose table has no coordinates. */
export interface SectionToLayOut {
  /** Seats of each row, the first row next to the stage. */
  readonly rows: readonly number[];
  /** Places of each standing area. */
  readonly areas: readonly number[];
}

export interface SectionLaidOut {
  /** Of each row, where its first seat is; the others follow to the right. */
  readonly rows: readonly Point[];
  /** Of each standing area, its centre. */
  readonly areas: readonly Point[];
}

/**
 * Places rows by rule where a table says nothing of places: straight and centred, one behind the other, standing areas
 * behind the rows of their section. Sections follow one another in lines, as many side by side as make the plan about
 * as wide as deep, so that the largest venue stays within the bounds of a map. The stage is at 0, 0.
 */
export function layOutRows(sections: readonly SectionToLayOut[]): SectionLaidOut[] {
  const sizes = sections.map(sizeOf);
  const area = sizes.reduce((sum, { width, depth }) => sum + (width + SECTION_GAP_CM) * (depth + SECTION_GAP_CM), 0);
  const widthMax = Math.max(Math.sqrt(area), ...sizes.map(({ width }) => width));
  const placed: SectionLaidOut[] = [];
  let top = STAGE_DISTANCE_CM;
  for (let next = 0; next < sections.length; ) {
    const first = next;
    let width = sizes[next]?.width ?? 0;
    for (next += 1; next < sections.length; next += 1) {
      const wider = width + SECTION_GAP_CM + (sizes[next]?.width ?? 0);
      if (wider > widthMax) break;
      width = wider;
    }
    let left = -Math.floor(width / 2);
    for (let index = first; index < next; index += 1) {
      const size = sizes[index]?.width ?? 0;
      const section = sections[index];
      if (section !== undefined) placed.push(placeSection(section, left + Math.floor(size / 2), top));
      left += size + SECTION_GAP_CM;
    }
    top += Math.max(...sizes.slice(first, next).map(({ depth }) => depth)) + SECTION_GAP_CM;
  }
  return placed;
}

function sizeOf({ rows, areas }: SectionToLayOut): { width: number; depth: number } {
  const sides = areas.map(sideOfArea);
  return {
    width: Math.max(0, ...rows.map((seats) => seats * SEAT_PITCH_CM), ...sides),
    depth: rows.length * ROW_PITCH_CM + sides.reduce((sum, side) => sum + side + ROW_PITCH_CM, 0),
  };
}

function placeSection({ rows, areas }: SectionToLayOut, middle: number, top: number): SectionLaidOut {
  let y = top + rows.length * ROW_PITCH_CM;
  return {
    rows: rows.map((seats, row) => ({
      x: middle - Math.floor(((seats - 1) * SEAT_PITCH_CM) / 2),
      y: top + row * ROW_PITCH_CM,
    })),
    areas: areas.map((capacity) => {
      const side = sideOfArea(capacity);
      const centre = { x: middle, y: y + Math.floor(side / 2) };
      y += side + ROW_PITCH_CM;
      return centre;
    }),
  };
}

/** Of a square that so many visitors need. */
const sideOfArea = (capacity: number): number => Math.ceil(Math.sqrt(capacity)) * STANDING_PLACE_CM;
