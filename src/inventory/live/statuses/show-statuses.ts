import type { PackedShow } from '../../availability/read-seats.sql';
import { type SeatCode, seatCodes } from '../../ledger/seat-status';
import type { SeatLayout } from '../../seat-map/seat-layouts';
import { StatusSnapshot } from './status-snapshot';

/** One change of a seat as the outbox and the stream carry it. */
export type SeatCodeChange = readonly [seatNo: number, code: SeatCode, version: number];

/** Events of the stream that are remembered for those who ask what has changed since one of them. */
const EVENTS_KEPT_MAX = 1000;
const SEATS_KEPT_MAX = 50_000;

const AVAILABLE = seatCodes.AVAILABLE.charCodeAt(0);
const BLOCKED = seatCodes.BLOCKED.charCodeAt(0);

/**
 * The statuses of one show's seats in memory, in the order of its map: one snapshot, and the changes that came since. Of
 * two changes of one seat the one with the greater version stays, in whatever order they come.
 */
export class ShowStatuses {
  /** For each seat the character code of its status. */
  readonly codes: Uint8Array;
  readonly versions: Int32Array;
  /** False where the ledger has no seat of the show yet, so that all are blocked. */
  readonly isInLedger: boolean;
  /** How many claims of this process want the seat at this moment. */
  private readonly wanted: Uint8Array;
  private available = 0;
  private kept: StatusSnapshot | null = null;
  private readonly listeners: ((index: number) => void)[] = [];
  /** The seats of each event that came after the snapshot, the oldest first. */
  private readonly events: { readonly before: string | null; readonly indexes: readonly number[] }[] = [];
  private seatsOfEvents = 0;

  constructor(
    readonly layout: SeatLayout,
    packed: PackedShow,
    /** By seat number: claims that are under way. */
    wantedSeats: ReadonlyMap<number, number>,
    /** Where the stream stood before the snapshot was read; null where it could not be read. */
    private position: string | null,
  ) {
    const { seatCount } = layout.seatMap;
    this.isInLedger = packed.statuses !== '';
    this.codes = new Uint8Array(seatCount);
    this.versions = new Int32Array(seatCount);
    this.wanted = new Uint8Array(seatCount);
    for (let index = 0; index < seatCount; index += 1) {
      const seatNo = layout.numbering.seatNoAt(index);
      // A seat that is not in the ledger yet cannot be bought.
      const code = packed.statuses.charCodeAt(seatNo) || BLOCKED;
      this.codes[index] = code;
      this.versions[index] = packed.versions[seatNo] ?? 0;
      this.wanted[index] = wantedSeats.get(seatNo) ?? 0;
      if (code === AVAILABLE) this.available += 1;
    }
  }

  /** Where the stream stood when the statuses were as they are. */
  get revision(): string | null {
    return this.position;
  }

  get availableCount(): number {
    return this.available;
  }

  /** The statuses as they are at this moment: the same object for all who ask until something changes. */
  snapshot(): StatusSnapshot {
    this.kept ??= new StatusSnapshot(this.layout, this.position, this.codes, this.versions.slice(), this.available);
    return this.kept;
  }

  /** Whether nothing has changed since the snapshot was taken. */
  isAt(snapshot: StatusSnapshot): boolean {
    return this.kept === snapshot;
  }

  /** Whether the seat is on sale and no claim of this process wants it. */
  isFree(index: number): boolean {
    return this.codes[index] === AVAILABLE && this.wanted[index] === 0;
  }

  isAvailable(index: number): boolean {
    return this.codes[index] === AVAILABLE;
  }

  /** Calls the listener with the index of each seat whose status, or whether it is wanted, changes. */
  onChange(listener: (index: number) => void): void {
    this.listeners.push(listener);
  }

  apply(changes: readonly SeatCodeChange[]): void {
    for (const [seatNo, code, version] of changes) {
      const index = this.layout.numbering.indexOf(seatNo);
      if (index < 0 || version <= (this.versions[index] ?? 0)) continue;
      const next = code.charCodeAt(0);
      if (this.codes[index] === AVAILABLE) this.available -= 1;
      if (next === AVAILABLE) this.available += 1;
      this.kept = null;
      this.codes[index] = next;
      this.versions[index] = version;
      this.changed(index);
    }
  }

  /** Applies an event of the stream, which stands at this revision after it. */
  advance(revision: string, changes: readonly SeatCodeChange[]): void {
    this.apply(changes);
    if (changes.length > 0) {
      const indexes = changes.map(([seatNo]) => this.layout.numbering.indexOf(seatNo)).filter((index) => index >= 0);
      this.events.push({ before: this.position, indexes });
      this.seatsOfEvents += indexes.length;
      while (this.events.length > EVENTS_KEPT_MAX || this.seatsOfEvents > SEATS_KEPT_MAX) {
        this.seatsOfEvents -= this.events.shift()?.indexes.length ?? 0;
      }
    }
    if (this.position !== revision) this.kept = null;
    this.position = revision;
  }

  /** The indexes of the seats that have changed since this revision, ascending; null where that is not known any more. */
  changedSince(revision: string): number[] | null {
    if (revision === this.position) return [];
    const from = this.events.findLastIndex(({ before }) => before === revision);
    if (from < 0) return null;
    return [...new Set(this.events.slice(from).flatMap(({ indexes }) => indexes))].sort((a, b) => a - b);
  }

  /** Sets how many claims want the seat. */
  setWanted(seatNo: number, count: number): void {
    const index = this.layout.numbering.indexOf(seatNo);
    if (index < 0) return;
    this.wanted[index] = count;
    this.changed(index);
  }

  private changed(index: number): void {
    for (const listener of this.listeners) listener(index);
  }
}
