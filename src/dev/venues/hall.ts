import type { NumberedSeat, RowOfSection, SeatMapDocument, SectionOfMap, TableOfSection } from '../../seating';
import { FORMAT, FORMAT_VERSION } from '../../seating';
import { between, type Random } from './random';
import {
  AISLE_CM,
  addFeature,
  countSeats,
  makeAccessible,
  makeSeat,
  markAisles,
  rowLetters,
  SEAT_CM,
} from './seating-rows';

const PLACES = 5000;
const ROW_CM = 90;
const FLOOR_HALF_WIDTH = 2000;
const STANDING = 'Standing';
const TABLES = 'Lounge';
const FIRST = 'Category 1';
const SECOND = 'Category 2';
const RESTRICTED = 'Restricted view';

/** A hall with a standing floor, stands on both sides, tables behind the floor and a balcony over them. */
export function hall(random: Random, name: string): SeatMapDocument {
  const west = stand('West Stand', 2, -1, between(random, 11, 12));
  const east = stand('East Stand', 3, 1, between(random, 11, 12));
  const lounge = makeLounge(between(random, 10, 14));
  const balcony = makeBalcony(between(random, 12, 14));
  const seats = countSeats([west, east, balcony, { rows: lounge.tables ?? [] }]);
  const front = 700 + 50 * between(random, 0, 4);
  const floor: SectionOfMap = {
    name: 'Floor',
    order: 1,
    entrance: 'Main Doors',
    standing: [
      {
        name: 'Front',
        shape: { kind: 'rectangle', x: -FLOOR_HALF_WIDTH, y: 250, width: 2 * FLOOR_HALF_WIDTH, height: 950 },
        capacity: front,
        zone: STANDING,
      },
      {
        name: 'Back',
        shape: { kind: 'rectangle', x: -FLOOR_HALF_WIDTH, y: 1300, width: 2 * FLOOR_HALF_WIDTH, height: 2300 },
        capacity: PLACES - seats - front,
        zone: STANDING,
      },
    ],
  };
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name,
    stage: {
      name: 'Stage',
      focalPoint: { x: 0, y: -300 },
      shape: { kind: 'rectangle', x: -1300, y: -1100, width: 2600, height: 1150 },
    },
    zones: [{ name: STANDING }, { name: TABLES }, { name: FIRST }, { name: SECOND }, { name: RESTRICTED }],
    sections: [floor, west, east, lounge, balcony],
    scenery: [
      { name: 'Bar', shape: { kind: 'rectangle', x: -FLOOR_HALF_WIDTH, y: 3760, width: 500, height: 160 } },
      { name: 'Sound desk', shape: { kind: 'rectangle', x: -300, y: 3640, width: 600, height: 160 } },
      { name: 'Bar', shape: { kind: 'rectangle', x: FLOOR_HALF_WIDTH - 500, y: 3760, width: 500, height: 160 } },
    ],
  };
}

/** Straight rows along a side wall, in three blocks. Seat 1 is next to the stage. */
function stand(name: string, order: number, side: 1 | -1, rows: number): SectionOfMap & { rows: RowOfSection[] } {
  return {
    name,
    order,
    level: 1,
    entrance: side === -1 ? 'West Doors' : 'East Doors',
    rows: Array.from({ length: rows }, (_, row) => {
      const x = side * (FLOOR_HALF_WIDTH + 250 + row * ROW_CM);
      const seats: NumberedSeat[] = [];
      for (const [block, count] of [19, 22, 19].entries()) {
        const start = 300 + (block === 0 ? 0 : block === 1 ? 19 * SEAT_CM + AISLE_CM : 41 * SEAT_CM + 2 * AISLE_CM);
        const run = Array.from({ length: count }, (_none, place) => {
          const hidden = block === 0 && place < 5 && row < 4;
          const zone = hidden ? RESTRICTED : row < 5 ? FIRST : SECOND;
          const seat = makeSeat(seats.length + place + 1, x, start + (place + 0.5) * SEAT_CM, zone);
          if (hidden) addFeature(seat, 'OBSTRUCTED_VIEW');
          return seat;
        });
        markAisles(run);
        seats.push(...run);
      }
      return { name: String(row + 1), seats };
    }),
  };
}

/** Round tables for six, in two lines. */
function makeLounge(tableCount: number): SectionOfMap & { tables: TableOfSection[] } {
  const perLine = Math.ceil(tableCount / 2);
  return {
    name: 'Lounge',
    order: 4,
    entrance: 'Main Doors',
    tables: Array.from({ length: tableCount }, (_, index) => {
      const column = index % perLine;
      const x = Math.round((column - (perLine - 1) / 2) * 420);
      const y = 4040 + Math.floor(index / perLine) * 340;
      const seats = Array.from({ length: 6 }, (_none, place) => {
        const angle = (Math.PI / 3) * (place + 0.5);
        const seat = makeSeat(place + 1, x + 105 * Math.cos(angle), y + 105 * Math.sin(angle), TABLES);
        if (place === 0 && index % perLine === 0) addFeature(seat, 'ACCESSIBLE');
        if (place === 1 && index % perLine === 0) addFeature(seat, 'COMPANION');
        return seat;
      });
      return { name: String(index + 1), shape: { kind: 'circle', x, y, radius: 65 }, seats };
    }),
  };
}

/** Behind everything: five blocks in lettered rows, odd numbers on the left, even ones on the right, none in a gangway. */
function makeBalcony(rows: number): SectionOfMap & { rows: RowOfSection[] } {
  const radius = 9000;
  return {
    name: 'Balcony',
    order: 5,
    level: 2,
    entrance: 'North Stairs',
    rows: Array.from({ length: rows }, (_, row) => {
      const rowRadius = radius + row * ROW_CM;
      const half = (sign: 1 | -1): NumberedSeat[] => {
        const runs = [8, 16, 17].map((count, block) => {
          const before = [0, 8, 24][block] ?? 0;
          const run = Array.from({ length: count }, (_none, index) => {
            const place = before + index;
            const angle = (sign * ((place + 0.5) * SEAT_CM + block * AISLE_CM)) / rowRadius;
            const number = 2 * place + (sign === -1 ? 1 : 2);
            const zone = row < 4 && block < 2 ? FIRST : SECOND;
            return makeSeat(number, rowRadius * Math.sin(angle), 5080 - radius + rowRadius * Math.cos(angle), zone);
          });
          if (block === 0) addFeature(run.at(-1), 'AISLE');
          else markAisles(run);
          // The front row has room for wheelchairs beside the outer gangways, where the lift arrives.
          if (row === 0 && block === 2) for (const at of [8, 4, 0]) makeAccessible(run, at);
          return run;
        });
        return runs.flat();
      };
      return { name: rowLetters(row), seats: [...half(-1).toReversed(), ...half(1)] };
    }),
  };
}
