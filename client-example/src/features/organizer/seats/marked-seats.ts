import type { MapSelection, SeatState } from '../../../seat-map';

/** The seats that an organizer has marked on the map, whatever their status. */
export class MarkedSeats implements MapSelection {
  chosen: readonly number[] = [];
  readonly lost: readonly number[] = [];
  private marked = new Set<number>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly store: SeatState) {}

  mayPress(index: number): boolean {
    return index >= 0 && index < this.store.geometry.seatCount;
  }

  has(index: number): boolean {
    return this.marked.has(index);
  }

  press(index: number): void {
    if (this.has(index)) this.remove([index]);
    else this.add([index]);
  }

  add(indexes: readonly number[]): void {
    this.set([...this.marked, ...indexes]);
  }

  remove(indexes: readonly number[]): void {
    const gone = new Set(indexes);
    this.set(this.chosen.filter((index) => !gone.has(index)));
  }

  clear(): void {
    this.set([]);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(indexes: readonly number[]): void {
    this.marked = new Set(indexes);
    this.chosen = [...this.marked].sort((a, b) => a - b);
    for (const listener of [...this.listeners]) listener();
  }
}
