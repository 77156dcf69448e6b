import type { SeatLayout } from '../../seat-map/seat-layouts';

/** The statuses of one show at one moment, in the order of its map. It does not change. */
export class StatusSnapshot {
  /** A status code for each seat. */
  readonly statuses: string;
  private list: readonly number[] | null = null;

  constructor(
    readonly layout: SeatLayout,
    /** Where the stream stood; null where it could not be read. */
    readonly revision: string | null,
    codes: Uint8Array,
    private readonly versionsNow: Int32Array,
    readonly availableCount: number,
  ) {
    this.statuses = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength).toString('latin1');
  }

  /** The version of each seat, as a list that can be serialized. */
  get versions(): readonly number[] {
    this.list ??= Array.from(this.versionsNow);
    return this.list;
  }
}
