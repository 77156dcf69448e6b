/** `Show.availability` as it was at a revision. */
export interface Snapshot {
  readonly revision: string;
  readonly statuses: string;
  readonly versions: readonly number[];
}

/** Seats that changed, in columns: thousands of copies take the same changes. */
export interface Changes {
  readonly seats: Uint32Array;
  /** The code of the first letter of each status. */
  readonly letters: Uint8Array;
  readonly versions: Uint16Array;
}

const FREE = 'A'.charCodeAt(0);
const SOLD = 'S'.charCodeAt(0);

/**
 * One client's copy of a show's map, three bytes a seat: two thousand of them for a stadium of 50,000 seats are 300 MB.
 */
export class SeatCopy {
  readonly letters: Uint8Array;
  readonly versions: Uint16Array;
  /** Changes of seats that this copy received; a change of the version by two counts as two. */
  deliveredSteps = 0;
  /** Changes that it learned by reading the whole map again. */
  readSteps = 0;
  private wasRead = false;

  constructor(readonly seatCount: number) {
    this.letters = new Uint8Array(seatCount);
    this.versions = new Uint16Array(seatCount);
  }

  /** Takes a whole map. What this copy knows already to be newer stays. */
  read({ statuses, versions }: Snapshot): void {
    for (let seat = 0; seat < this.seatCount; seat += 1) {
      const version = checked(versions[seat] ?? 0);
      const known = this.versions[seat] ?? 0;
      if (version < known) continue;
      if (this.wasRead) this.readSteps += version - known;
      this.versions[seat] = version;
      this.letters[seat] = statuses.charCodeAt(seat);
    }
    this.wasRead = true;
  }

  /** Takes each change whose version is greater than the one it has. */
  take({ seats, letters, versions }: Changes): void {
    for (let at = 0; at < seats.length; at += 1) {
      const seat = seats[at] ?? 0;
      const version = versions[at] ?? 0;
      const known = this.versions[seat] ?? 0;
      if (version <= known) continue;
      this.deliveredSteps += version - known;
      this.versions[seat] = version;
      this.letters[seat] = letters[at] ?? 0;
    }
  }

  isFree(seat: number): boolean {
    return this.letters[seat] === FREE;
  }

  isSold(seat: number): boolean {
    return this.letters[seat] === SOLD;
  }

  /** In one pass for each letter: `free` and `sold` are what people look at. */
  count(): { free: number; sold: number } {
    let [free, sold] = [0, 0];
    for (const letter of this.letters) {
      if (letter === FREE) free += 1;
      else if (letter === SOLD) sold += 1;
    }
    return { free, sold };
  }

  /** The first seat that is not as in the snapshot, or -1. */
  firstDifference({ statuses, versions }: Snapshot): number {
    for (let seat = 0; seat < this.seatCount; seat += 1) {
      if (this.versions[seat] !== versions[seat] || this.letters[seat] !== statuses.charCodeAt(seat)) return seat;
    }
    return -1;
  }
}

/** Sixteen bits carry 65,535 changes of one seat, far more than a bounded run can cause. */
export function checked(version: number): number {
  if (version > 0xffff) throw new Error(`A seat has changed ${version} times: this driver counts to 65,535`);
  return version;
}
