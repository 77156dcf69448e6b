import type { SeatSelection } from '../choose/selection';
import { HELD, RESERVED } from '../store/seat-status';
import type { SeatState } from '../store/seat-store';

/** How a seat looks: below `DIM` the place of its zone in `zones`, for a free seat; else one of these. */
export const DIM = 250;
export const HELD_LOOK = 251;
export const TAKEN_LOOK = 252;
export const MINE_LOOK = 253;

/** The look of every seat in one array, so that painting a frame decides nothing. */
export class Looks {
  readonly of: Uint8Array;
  private chosen = new Set<number>();

  constructor(
    private readonly store: SeatState,
    private readonly selection: SeatSelection | undefined,
    private visibleZones: ReadonlySet<number> | null,
  ) {
    this.of = new Uint8Array(store.geometry.seatCount);
    this.refresh();
  }

  show(visibleZones: ReadonlySet<number> | null): void {
    this.visibleZones = visibleZones;
    this.refresh();
  }

  /** All anew: after a change of the choice, of one's own seats or of the legend. */
  refresh(): void {
    this.chosen = new Set(this.selection?.chosen);
    for (let index = 0; index < this.of.length; index += 1) this.update(index);
  }

  /** Returns the look before. */
  update(index: number): number {
    const before = this.of[index] ?? 0;
    this.of[index] = this.lookOf(index);
    return before;
  }

  private lookOf(index: number): number {
    const { store } = this;
    if (store.mine[index] === 1 || this.chosen.has(index)) return MINE_LOOK;
    const status = store.statuses[index] ?? 0;
    if (status === HELD || status === RESERVED) return HELD_LOOK;
    const zone = store.zoneOf(index);
    if (status !== 0 || zone < 0) return TAKEN_LOOK;
    return this.visibleZones === null || this.visibleZones.has(zone) ? Math.min(zone, DIM - 1) : DIM;
  }
}
