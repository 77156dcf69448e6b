import { joinedToNext, type SeatFeature, type SeatMap, seatFeatures } from '../../seating';

/** In `cost`, a storey is as far as so many centimetres. */
const STOREY_CM = 400;
/** Of two seats at the same distance from the focal point, the one nearer to the middle of its row is better. */
const CENTRE_WEIGHT = 0.05;

const bitsOf = (...features: readonly SeatFeature[]): number =>
  features.reduce((bits, feature) => bits | (1 << seatFeatures.indexOf(feature)), 0);

/** Places that are given only to those who ask for them. */
export const ACCESSIBLE_BIT = bitsOf('ACCESSIBLE');
export const COMPANION_BIT = bitsOf('COMPANION');
export const OBSTRUCTED_BIT = bitsOf('OBSTRUCTED_VIEW');

/**
 * The seats of a map as blocks that people can sit in: a segment is a longest list of neighbours in one row or at one
 * table. It never changes with the sale, so each map has one for all its shows. Places of standing areas are in none.
 */
export class SeatSegments {
  readonly count: number;
  /** For each segment. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly section: Uint16Array;
  readonly row: Int32Array;
  readonly isTable: Uint8Array;
  /** The least cost of its seats. */
  readonly leastCost: Float64Array;
  /** All segments, the one with the best seat first. */
  readonly byCost: Int32Array;
  /** For each seat its segment, or -1. */
  readonly ofSeat: Int32Array;
  /** For each seat, how far it is from the focal point of its section, in centimetres, and a little for the row's side. */
  readonly cost: Float64Array;

  constructor(readonly seatMap: SeatMap) {
    const { seatCount, rows, focalPoints, sections } = seatMap;
    const joined = joinedToNext(seatMap);
    this.cost = new Float64Array(seatCount);
    this.ofSeat = new Int32Array(seatCount).fill(-1);
    const found: { from: number; to: number; section: number; row: number; isTable: number; least: number }[] = [];
    rows.forEach(({ kind, section, from, to }, row) => {
      if (kind === 'standing') return;
      const focus = focalPoints[section] ?? { x: 0, y: 0 };
      const height = (sections[section]?.level ?? 0) * STOREY_CM;
      const middle = middleOf(seatMap, from, to);
      let start = from;
      let least = Number.POSITIVE_INFINITY;
      for (let index = from; index < to; index += 1) {
        const { x, y } = seatMap.positionOf(index);
        const cost =
          Math.hypot(x - focus.x, y - focus.y, height) + CENTRE_WEIGHT * Math.hypot(x - middle.x, y - middle.y);
        this.cost[index] = cost;
        this.ofSeat[index] = found.length;
        if (cost < least) least = cost;
        if (joined[index] === 1 && index + 1 < to) continue;
        found.push({ from: start, to: index + 1, section, row, isTable: kind === 'table' ? 1 : 0, least });
        start = index + 1;
        least = Number.POSITIVE_INFINITY;
      }
    });
    this.count = found.length;
    this.from = Int32Array.from(found, ({ from }) => from);
    this.to = Int32Array.from(found, ({ to }) => to);
    this.section = Uint16Array.from(found, ({ section }) => section);
    this.row = Int32Array.from(found, ({ row }) => row);
    this.isTable = Uint8Array.from(found, ({ isTable }) => isTable);
    this.leastCost = Float64Array.from(found, ({ least }) => least);
    this.byCost = Int32Array.from(found, (_, segment) => segment).sort(
      (a, b) => (this.leastCost[a] ?? 0) - (this.leastCost[b] ?? 0) || a - b,
    );
  }

  /** Of seats of one section, from their middle to its focal point. */
  focalDistanceCm(indexes: readonly number[]): number {
    const [first] = indexes;
    const segment = first === undefined ? -1 : (this.ofSeat[first] ?? -1);
    const focus = this.seatMap.focalPoints[this.section[segment] ?? 0];
    if (focus === undefined || indexes.length === 0) return 0;
    let [x, y] = [0, 0];
    for (const index of indexes) {
      const at = this.seatMap.positionOf(index);
      x += at.x / indexes.length;
      y += at.y / indexes.length;
    }
    return Math.round(Math.hypot(x - focus.x, y - focus.y));
  }

  /** How far two seats are from each other; a storey counts as well. */
  distance(a: number, b: number): number {
    const [here, there] = [this.seatMap.positionOf(a), this.seatMap.positionOf(b)];
    return Math.hypot(here.x - there.x, here.y - there.y, STOREY_CM * (this.levelOf(a) - this.levelOf(b)));
  }

  private levelOf(index: number): number {
    const segment = this.ofSeat[index] ?? -1;
    return segment < 0 ? 0 : (this.seatMap.sections[this.section[segment] ?? 0]?.level ?? 0);
  }
}

function middleOf(seatMap: SeatMap, from: number, to: number): { readonly x: number; readonly y: number } {
  const [first, last] = [seatMap.positionOf(from), seatMap.positionOf(to - 1)];
  return { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
}

const known = new WeakMap<SeatMap, SeatSegments>();

/** The segments of a map, made once. */
export function seatSegmentsOf(seatMap: SeatMap): SeatSegments {
  const segments = known.get(seatMap) ?? new SeatSegments(seatMap);
  known.set(seatMap, segments);
  return segments;
}
