import type { Geometry } from '../store/geometry';
import type { Bounds } from './camera';

/** Seats to a cell side, in usual distances: about a dozen seats a cell. */
const CELL_PITCHES = 4;
const CELLS_MAX = 1_000_000;

/**
 * A plain grid over the seats, cell after cell in one array: a search by place reads some cells, and the painter reads
 * neighbouring memory. Standing places are not in it, because their area is drawn instead.
 */
export class SeatGrid {
  /** Seat indices, cell after cell; cell `c` has those from `starts[c]` up to `starts[c + 1]`. */
  readonly seats: Uint32Array;
  readonly starts: Uint32Array;
  readonly columns: number;
  readonly rows: number;
  private readonly left: number;
  private readonly top: number;
  private readonly cell: number;

  constructor(private readonly geometry: Geometry) {
    const { x, y, seatCount, bounds, rows, pitch } = geometry;
    const [minX, minY, maxX, maxY] = bounds;
    this.left = minX;
    this.top = minY;
    this.cell = Math.max(CELL_PITCHES * pitch, Math.sqrt(((maxX - minX) * (maxY - minY)) / CELLS_MAX));
    this.columns = Math.floor((maxX - minX) / this.cell) + 1;
    this.rows = Math.floor((maxY - minY) / this.cell) + 1;
    this.starts = new Uint32Array(this.columns * this.rows + 1);
    const { starts } = this;
    const cells = new Uint32Array(seatCount);
    for (const { kind, from, to } of rows) {
      if (kind === 'standing') continue;
      for (let index = from; index < to; index += 1) {
        const cell = this.column(x[index] ?? 0) + this.columns * this.row(y[index] ?? 0);
        cells[index] = cell;
        starts[cell + 1] = (starts[cell + 1] ?? 0) + 1;
      }
    }
    for (let cell = 1; cell < starts.length; cell += 1) starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
    this.seats = new Uint32Array(starts.at(-1) ?? 0);
    const next = starts.slice();
    for (const { kind, from, to } of rows) {
      if (kind === 'standing') continue;
      for (let index = from; index < to; index += 1) {
        const cell = cells[index] ?? 0;
        const place = next[cell] ?? 0;
        this.seats[place] = index;
        next[cell] = place + 1;
      }
    }
  }

  column(x: number): number {
    return Math.min(Math.max(Math.floor((x - this.left) / this.cell), 0), this.columns - 1);
  }

  row(y: number): number {
    return Math.min(Math.max(Math.floor((y - this.top) / this.cell), 0), this.rows - 1);
  }

  /** The runs of `seats` whose cells touch this part of the venue: one run for each row of cells. */
  *runs([minX, minY, maxX, maxY]: Bounds): Generator<readonly [from: number, to: number]> {
    const [first, last] = [this.column(minX), this.column(maxX)];
    for (let row = this.row(minY); row <= this.row(maxY); row += 1) {
      const cell = row * this.columns;
      yield [this.starts[cell + first] ?? 0, this.starts[cell + last + 1] ?? 0];
    }
  }

  /** The nearest seat within this distance that is wanted, or -1. */
  nearest(px: number, py: number, distanceMax: number, isWanted: (index: number) => boolean): number {
    const { x, y } = this.geometry;
    let found = -1;
    let best = distanceMax;
    for (const [from, to] of this.runs([px - distanceMax, py - distanceMax, px + distanceMax, py + distanceMax])) {
      for (let place = from; place < to; place += 1) {
        const index = this.seats[place] ?? 0;
        const distance = Math.hypot((x[index] ?? 0) - px, (y[index] ?? 0) - py);
        if (distance > best || !isWanted(index)) continue;
        best = distance;
        found = index;
      }
    }
    return found;
  }
}
