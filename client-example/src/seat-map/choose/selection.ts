import type { SeatState } from '../store/seat-store';
import { blocksOf, findBlock, firstFree } from './find-block';
import type { MapSelection } from './map-selection';
import { joinedToNext } from './neighbours';
import { aroundSeat, bestView, nearSeats } from './wishes';

export type PressResult = 'chosen' | 'removed' | 'unavailable' | 'full';

/** What the buyer has chosen and not reserved yet. The map and the list show the same selection. */
export class SeatSelection implements MapSelection {
  chosen: readonly number[] = [];
  /** Those that others took since the last choice. */
  lost: readonly number[] = [];
  mode: 'block' | 'single' = 'block';
  tick = 0;
  private size: number;
  private joined: { readonly version: string; readonly bits: Uint8Array } | null = null;
  private isReserving = false;
  private readonly listeners = new Set<() => void>();
  private readonly stop: () => void;

  constructor(
    private readonly store: SeatState,
    private readonly options: { readonly partySize: number; readonly seatsMax: number },
  ) {
    this.size = options.partySize;
    this.stop = store.subscribe(() => this.loseTaken());
  }

  get partySize(): number {
    return this.size;
  }

  set partySize(size: number) {
    this.size = Math.max(1, Math.min(size, this.options.seatsMax));
    this.changed();
  }

  /**
   * True between `holdSeats` and its answer. The stream may say that the chosen seats are held before the answer says by
   * whom, so that nothing counts as lost in between.
   */
  set reserving(isReserving: boolean) {
    this.isReserving = isReserving;
    if (!isReserving) this.loseTaken();
  }

  has(index: number): boolean {
    return this.chosen.includes(index);
  }

  mayPress(index: number): boolean {
    return this.store.isFree(index) || this.has(index);
  }

  /** What a tap on this seat does. */
  press(index: number): PressResult {
    if (this.chosen.includes(index)) {
      this.choose(this.mode === 'block' ? [] : this.chosen.filter((seat) => seat !== index));
      return 'removed';
    }
    if (!this.store.isFree(index)) return 'unavailable';
    if (this.mode === 'single') return this.toggle(index);
    const block = findBlock({ ...this.search(index), cost: aroundSeat(this.store.geometry, index) });
    if (block.length === 0) return 'unavailable';
    this.choose(block);
    return 'chosen';
  }

  /** This seat alone, in either mode. */
  toggle(index: number): PressResult {
    if (this.chosen.includes(index)) {
      this.choose(this.chosen.filter((seat) => seat !== index));
      return 'removed';
    }
    if (!this.store.isFree(index)) return 'unavailable';
    if (this.chosen.length >= this.options.seatsMax) return 'full';
    this.choose([...this.chosen, index]);
    return 'chosen';
  }

  choose(indices: readonly number[]): void {
    this.chosen = indices.filter((index) => this.store.isFree(index)).sort((a, b) => a - b);
    this.lost = [];
    this.changed();
  }

  clear(): void {
    this.choose([]);
  }

  lose(indices: readonly number[]): void {
    const gone = new Set(indices);
    const taken = this.chosen.filter((index) => gone.has(index));
    if (taken.length === 0) return;
    const kept = new Set(this.chosen.filter((index) => !gone.has(index)));
    // Places without numbers are all alike: another one will do.
    const lost = taken.filter((index) => {
      const { geometry } = this.store;
      const row = geometry.rows[geometry.rowOf[index] ?? 0];
      if (row?.kind !== 'standing') return true;
      const isFree = (place: number) => this.store.isFree(place) && !kept.has(place);
      const [other] = firstFree({ ...this.search(), size: 1, isFree }, row.from, row.to);
      if (other !== undefined) kept.add(other);
      return other === undefined;
    });
    this.chosen = [...kept].sort((a, b) => a - b);
    this.lost = [...this.lost, ...lost];
    this.changed();
  }

  /** The free block of as many seats as were chosen, nearest to them; without a choice the best of the house. */
  nearestBlock(): readonly number[] {
    const seats = [...this.chosen, ...this.lost].sort((a, b) => a - b);
    const { geometry } = this.store;
    const cost = seats.length > 0 ? nearSeats(geometry, seats) : bestView(geometry);
    return findBlock({ ...this.search(), size: seats.length || this.size, cost });
  }

  /** The blocks of the wanted size that a row offers. */
  blocksOf(row: number): readonly (readonly number[])[] {
    return blocksOf(this.search(), row);
  }

  /** As many free places of a standing area as are wanted. */
  placesOf(row: number): readonly number[] {
    const { from, to } = this.store.geometry.rows[row] ?? { from: 0, to: 0 };
    return firstFree(this.search(), from, to);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  close(): void {
    this.stop();
  }

  private search(named?: number) {
    const { store } = this;
    return {
      geometry: store.geometry,
      joined: this.neighbours(),
      size: this.size,
      isFree: (index: number) => store.isOffered(index, named),
    };
  }

  /** Of the present map: it may be replaced while the page is open. */
  private neighbours(): Uint8Array {
    const { geometry } = this.store;
    if (this.joined?.version !== geometry.version) {
      this.joined = { version: geometry.version, bits: joinedToNext(geometry) };
    }
    return this.joined.bits;
  }

  private loseTaken(): void {
    if (this.joined !== null && this.joined.version !== this.store.geometry.version) this.choose([]);
    if (this.isReserving) return;
    this.lose(this.chosen.filter((index) => !this.store.isFree(index) && this.store.mine[index] !== 1));
  }

  private changed(): void {
    this.tick += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
