import type { SeatMapDocument } from '../../seating';
import { FORMAT, FORMAT_VERSION } from '../../seating';
import { asSection } from './arena';
import { type Block, type BowlSection, type Field, makeTier } from './bowl';
import { between, type Random, shuffled } from './random';
import { countSeats, trimLastRows } from './seating-rows';

const FIELD: Field = { halfWidth: 6100, halfHeight: 4250, cornerRadius: 2400 };
const ROW_CM = 80;
const PROMENADE_CM = 450;
const PREMIUM = 'Premium';
const CATEGORIES = ['Category 1', 'Category 2', 'Category 3', 'Category 4', 'Category 5'] as const;

interface Ring {
  readonly blocks: number;
  readonly rows: number;
  /** Of a block by the long side, in the corner, behind the goal. */
  readonly zones: readonly [string, string, string];
  /** The same from this row on, where it is cheaper. */
  readonly behind?: { readonly row: number; readonly zones: readonly [string, string, string] };
}

/** A football ground with two or three tiers all around. The last rows of the highest tier are cut to the seats wanted. */
export function stadium(random: Random, name: string, seats: 50_000 | 80_000): SeatMapDocument {
  const [first, second, third, fourth, fifth] = CATEGORIES;
  const lower: Ring = { blocks: 38, rows: between(random, 24, 26), zones: [first, second, third] };
  const club: Ring = { blocks: 44, rows: between(random, 12, 14), zones: [PREMIUM, first, second] };
  const upper: Ring = {
    blocks: seats === 80_000 ? 56 : 48,
    // More than any seed needs: the last ones are taken away again.
    rows: 52,
    zones: [second, third, fourth],
    behind: { row: 16, zones: [third, fourth, fifth] },
  };
  const rings = seats === 80_000 ? [lower, club, upper] : [lower, upper];

  const tiers: BowlSection[][] = [];
  let offset = 150;
  for (const [index, { blocks, rows, zones, behind }] of rings.entries()) {
    const isLast = index === rings.length - 1;
    tiers.push(
      makeTier(FIELD, {
        firstBlock: (index + 1) * 100 + 1,
        blocks,
        level: 1 + 2 * index,
        offset,
        rows,
        rowCm: ROW_CM,
        rowName: (row) => String(row + 1),
        stairway: { fromRow: isLast ? 9 : 6, rows: 4, seats: 4 },
        accessibleRow: index === 0 ? rows - 1 : null,
        pillarEach: isLast ? null : 4,
        entrance: gateOf,
        zone: (block, row) => zoneOf(block, behind !== undefined && row >= behind.row ? behind.zones : zones),
        isSold: () => true,
      }),
    );
    offset += rows * ROW_CM + PROMENADE_CM;
  }
  const highest = tiers.at(-1) ?? [];
  trimLastRows(shuffled(random, highest), countSeats(tiers.flat()) - seats);
  const used = seats === 80_000 ? [PREMIUM, ...CATEGORIES] : CATEGORIES;
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name,
    stage: {
      name: 'Pitch',
      focalPoint: { x: 0, y: 0 },
      shape: { kind: 'rectangle', x: -5250, y: -3400, width: 10_500, height: 6800 },
    },
    zones: used.map((zone) => ({ name: zone })),
    sections: tiers.flat().map(asSection),
  };
}

function zoneOf({ x, y }: Block, [side, corner, end]: Ring['zones']): string {
  const isEnd = Math.abs(x) > FIELD.halfWidth && Math.abs(y) < FIELD.halfHeight - FIELD.cornerRadius;
  if (isEnd) return end;
  return Math.abs(x) > FIELD.halfWidth - FIELD.cornerRadius ? corner : side;
}

/** Twelve gates around the ground, A in the north and on clockwise. */
function gateOf({ x, y }: Block): string {
  const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
  return `Gate ${'ABCDEFGHJKLM'[Math.floor(turn * 12)]}`;
}
