/** Stands around a field: rows on offset curves of a rounded rectangle, cut into blocks by aisles. */
import type { NumberedSeat, RowOfSection, SectionOfMap } from '../../seating';
import { AISLE_CM, addFeature, makeAccessible, makeSeat, markAisles, SEAT_CM } from './seating-rows';

/** The edge of the first row, centred on 0, 0. */
export interface Field {
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly cornerRadius: number;
}

export interface Tier {
  /** Blocks are numbered from here, clockwise from the top: 101, 102 … */
  readonly firstBlock: number;
  readonly blocks: number;
  readonly level: number;
  /** From the edge of the field to the first row. */
  readonly offset: number;
  readonly rows: number;
  readonly rowCm: number;
  readonly rowName: (row: number) => string;
  /** The mouth of a stairway in the middle of each second block; its seats are missing. */
  readonly stairway: { readonly fromRow: number; readonly rows: number; readonly seats: number };
  /** The row with room for wheelchairs in each second block. */
  readonly accessibleRow: number | null;
  /** A pillar of the roof stands at each such many blocks and hides the field from the last rows beside it. */
  readonly pillarEach: number | null;
  readonly entrance: (block: Block) => string;
  readonly zone: (block: Block, row: number) => string;
  readonly isSold: (block: Block) => boolean;
}

/** Where a block is. */
export interface Block {
  readonly number: number;
  /** Middle of its first row. */
  readonly x: number;
  readonly y: number;
}

export type BowlSection = SectionOfMap & { rows: RowOfSection[]; outline: (rows: number) => [number, number][] };

/** A place on the curve, the same for every offset: the piece, and how far along it. */
interface Along {
  readonly piece: number;
  readonly share: number;
}

type Piece = {
  readonly length: (offset: number) => number;
  readonly at: (share: number, offset: number) => readonly [number, number];
  readonly curved: boolean;
};

const OUTLINE_MARGIN_CM = 45;
const OUTLINE_STEP_RADIANS = 0.1;

export function makeTier(field: Field, tier: Tier): BowlSection[] {
  const pieces = piecesOf(field);
  const middleOffset = tier.offset + (tier.rows * tier.rowCm) / 2;
  const around = pieces.reduce((sum, piece) => sum + piece.length(middleOffset), 0);
  const border = (block: number): Along => alongAt(pieces, (around * block) / tier.blocks, middleOffset);
  const sections: BowlSection[] = [];
  for (let index = 0; index < tier.blocks; index += 1) {
    const [from, to] = [border(index), border(index + 1)];
    const middle = (lengthTo(pieces, from, tier.offset) + lengthTo(pieces, to, tier.offset)) / 2;
    const [x, y] = pointAt(pieces, middle, tier.offset);
    const block: Block = { number: tier.firstBlock + index, x, y };
    if (!tier.isSold(block)) continue;
    const rows = Array.from({ length: tier.rows }, (_, row) => makeRow(pieces, tier, { block, index, from, to, row }));
    sections.push({
      name: `Block ${block.number}`,
      order: block.number,
      level: tier.level,
      entrance: tier.entrance(block),
      rows,
      outline: (rowCount) => outlineOf(pieces, tier, from, to, rowCount),
    });
  }
  return sections;
}

interface RowPlace {
  readonly block: Block;
  readonly index: number;
  readonly from: Along;
  readonly to: Along;
  readonly row: number;
}

function makeRow(pieces: readonly Piece[], tier: Tier, { block, index, from, to, row }: RowPlace): RowOfSection {
  const offset = tier.offset + row * tier.rowCm;
  const start = lengthTo(pieces, from, offset) + AISLE_CM / 2;
  const end = lengthTo(pieces, to, offset) - AISLE_CM / 2;
  const count = Math.floor((end - start) / SEAT_CM);
  const zone = tier.zone(block, row);
  const seats: NumberedSeat[] = [];
  for (let place = 0; place < count; place += 1) {
    const [x, y] = pointAt(pieces, (start + end) / 2 + (place - (count - 1) / 2) * SEAT_CM, offset);
    // Who sits there looks inwards, so clockwise is from right to left for them.
    seats.unshift(makeSeat(count - place, x, y, zone));
  }
  const { fromRow, rows, seats: width } = tier.stairway;
  if (index % 2 === 0 && row >= fromRow && row < fromRow + rows && count > width + 4) {
    const before = Math.floor((count - width) / 2);
    markAisles(seats.slice(0, before));
    markAisles(seats.slice(before + width));
    seats.splice(before, width);
  }
  markAisles(seats);
  if (row === tier.accessibleRow && index % 2 === 1) {
    for (let at = 4 * Math.floor((seats.length - 5) / 4) + 1; at > 0; at -= 4) makeAccessible(seats, at);
  }
  if (tier.pillarEach !== null && index % tier.pillarEach === 0 && row >= tier.rows - 3) {
    for (const seat of seats.slice(0, 2)) addFeature(seat, 'OBSTRUCTED_VIEW');
  }
  return { name: tier.rowName(row), seats };
}

/** Eight pieces, clockwise from the middle of the upper side: straight, corner, straight, corner … */
function piecesOf({ halfWidth, halfHeight, cornerRadius }: Field): Piece[] {
  const [across, down] = [halfWidth - cornerRadius, halfHeight - cornerRadius];
  const straight = (x: number, y: number, dx: number, dy: number, length: number): Piece => ({
    curved: false,
    length: () => length,
    // The outside is on the left of the way: seen along it, (dy, -dx).
    at: (share, offset) => [x + dx * length * share + dy * offset, y + dy * length * share - dx * offset],
  });
  const corner = (x: number, y: number, startAngle: number): Piece => ({
    curved: true,
    length: (offset) => (cornerRadius + offset) * (Math.PI / 2),
    at: (share, offset) => {
      const angle = startAngle + (share * Math.PI) / 2;
      return [x + (cornerRadius + offset) * Math.cos(angle), y + (cornerRadius + offset) * Math.sin(angle)];
    },
  });
  return [
    straight(0, -halfHeight, 1, 0, across),
    corner(across, -down, -Math.PI / 2),
    straight(halfWidth, -down, 0, 1, 2 * down),
    corner(across, down, 0),
    straight(across, halfHeight, -1, 0, 2 * across),
    corner(-across, down, Math.PI / 2),
    straight(-halfWidth, down, 0, -1, 2 * down),
    corner(-across, -down, Math.PI),
    straight(-across, -halfHeight, 1, 0, across),
  ];
}

function alongAt(pieces: readonly Piece[], length: number, offset: number): Along {
  let left = length;
  for (const [index, piece] of pieces.entries()) {
    const own = piece.length(offset);
    if (left <= own) return { piece: index, share: left / own };
    left -= own;
  }
  return { piece: pieces.length - 1, share: 1 };
}

function lengthTo(pieces: readonly Piece[], { piece, share }: Along, offset: number): number {
  const before = pieces.slice(0, piece).reduce((sum, each) => sum + each.length(offset), 0);
  return before + share * (pieces[piece]?.length(offset) ?? 0);
}

function pointAt(pieces: readonly Piece[], length: number, offset: number): readonly [number, number] {
  const { piece, share } = alongAt(pieces, length, offset);
  return pieces[piece]?.at(share, offset) ?? [0, 0];
}

function outlineOf(pieces: readonly Piece[], tier: Tier, from: Along, to: Along, rows: number): [number, number][] {
  const edge = (offset: number): [number, number][] => {
    const start = lengthTo(pieces, from, offset) + AISLE_CM / 2 - 10;
    const end = lengthTo(pieces, to, offset) - AISLE_CM / 2 + 10;
    const lengths = [start, end];
    // Straight sides need no corner between, curved ones enough of them.
    let before = 0;
    for (const piece of pieces) {
      const own = piece.length(offset);
      const steps = piece.curved ? Math.ceil(Math.PI / 2 / OUTLINE_STEP_RADIANS) : 1;
      for (let step = 0; step <= steps; step += 1) lengths.push(before + (own * step) / steps);
      before += own;
    }
    return lengths
      .filter((length) => length >= start && length <= end)
      .sort((a, b) => a - b)
      .map((length) => {
        const [x, y] = pointAt(pieces, length, offset);
        return [Math.round(x), Math.round(y)];
      });
  };
  const inner = edge(tier.offset - OUTLINE_MARGIN_CM);
  const outer = edge(tier.offset + (rows - 1) * tier.rowCm + OUTLINE_MARGIN_CM);
  const corners = [...inner, ...outer.toReversed()];
  return corners.filter(([x, y], index) => {
    const [otherX, otherY] = corners[index - 1] ?? corners.at(-1) ?? [0, 0];
    return x !== otherX || y !== otherY;
  });
}
