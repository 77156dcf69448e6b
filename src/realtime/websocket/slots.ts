interface Waiting {
  readonly id: string;
  readonly settle: (acquired: boolean) => void;
  readonly timer: NodeJS.Timeout | null;
}

export interface SlotsOptions {
  /** How many operations may hold a slot at once. */
  readonly slotsMax: number;
  /** How many more may wait for one. */
  readonly waitingMax: number;
  /** How long each waits at most; without it, until a slot is free. */
  readonly waitSecondsMax?: number;
}

/** Limits how many operations of one socket run at once. Each operation is identified by its id on that socket. */
export class Slots {
  readonly #holders = new Set<string>();
  #waiting: Waiting[] = [];

  constructor(private readonly options: SlotsOptions) {}

  /** True once the operation holds a slot; false if it must not run. */
  acquire(id: string): boolean | Promise<boolean> {
    const { slotsMax, waitingMax, waitSecondsMax } = this.options;
    if (this.#holders.size < slotsMax) {
      this.#holders.add(id);
      return true;
    }
    if (this.#waiting.length >= waitingMax) return false;
    return new Promise((settle) => {
      const timer =
        waitSecondsMax === undefined ? null : setTimeout(() => this.cancel(id), waitSecondsMax * 1000).unref();
      this.#waiting.push({ id, settle, timer });
    });
  }

  /** To be called when the operation is over, whether it holds a slot, waits for one, or neither. */
  release(id: string): void {
    this.cancel(id);
    if (!this.#holders.delete(id)) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    if (next.timer !== null) clearTimeout(next.timer);
    this.#holders.add(next.id);
    next.settle(true);
  }

  /** An operation that waits gets no slot. */
  cancel(id: string): void {
    const waiting = this.#waiting.find((each) => each.id === id);
    if (waiting === undefined) return;
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
    if (waiting.timer !== null) clearTimeout(waiting.timer);
    waiting.settle(false);
  }
}
