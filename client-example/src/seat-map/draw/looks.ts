import type { MapSelection } from '../choose/map-selection';
import { AVAILABLE, HELD, RESERVED } from '../store/seat-status';
import type { SeatState } from '../store/seat-store';

/** How a seat looks: below `DIM` the place of its zone in `zones`, for a free seat; else one of these. */
export const DIM = 250;
export const HELD_LOOK = 251;
export const TAKEN_LOOK = 252;
export const MINE_LOOK = 253;

/**
 * The look of every seat in one array, so that painting a frame decides nothing. It is made when seats are drawn for the
 * first time, and made anew when they are drawn after a change of the choice, of one's own seats or of the legend.
 */
export class Looks {
  private readonly looks: Uint8Array;
  /** By zone of the map, of a free seat. */
  private readonly free: Uint8Array;
  private isStale = true;
  private isMade = false;

  constructor(
    private readonly store: SeatState,
    private readonly selection: MapSelection | undefined,
    private visibleZones: ReadonlySet<number> | null,
  ) {
    this.looks = new Uint8Array(store.geometry.seatCount);
    this.free = new Uint8Array(store.geometry.zoneNames.length);
  }

  get of(): Uint8Array {
    if (this.isStale) this.make();
    return this.looks;
  }

  show(visibleZones: ReadonlySet<number> | null): void {
    this.visibleZones = visibleZones;
    this.refresh();
  }

  refresh(): void {
    this.isStale = true;
  }

  /** Of a seat that has changed. Returns how it was drawn before, or null where no seat was drawn yet. */
  update(index: number): number | null {
    if (!this.isMade) return null;
    const before = this.looks[index] ?? 0;
    this.looks[index] = this.selection?.has(index) ? MINE_LOOK : this.lookOf(index);
    return before;
  }

  private make(): void {
    const { store, free, looks, selection, visibleZones } = this;
    this.isStale = false;
    this.isMade = true;
    store.priced.ofMapZone.forEach((place, zone) => {
      const isVisible = visibleZones === null || visibleZones.has(place);
      free[zone] = place < 0 ? TAKEN_LOOK : isVisible ? Math.min(place, DIM - 1) : DIM;
    });
    for (let index = 0; index < looks.length; index += 1) looks[index] = this.lookOf(index);
    for (const index of selection?.chosen ?? []) looks[index] = MINE_LOOK;
  }

  private lookOf(index: number): number {
    const { store } = this;
    if (store.mine[index] === 1) return MINE_LOOK;
    const status = store.statuses[index] ?? 0;
    if (status === HELD || status === RESERVED) return HELD_LOOK;
    if (status !== AVAILABLE) return TAKEN_LOOK;
    return store.fits(index) ? (this.free[store.geometry.zoneOf[index] ?? 0] ?? TAKEN_LOOK) : DIM;
  }
}
