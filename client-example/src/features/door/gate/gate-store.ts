import type { Scan, ScanRecord } from './answer';
import type { Bundle, DoorChange, OwnScan } from './bundle';

export interface SavedGate {
  readonly bundle: Bundle | null;
  /** Of the last change; later than the bundle's where changes came after it. */
  readonly revision: string;
  readonly changes: readonly DoorChange[];
  readonly own: readonly OwnScan[];
  readonly queue: readonly Scan[];
  readonly records: readonly ScanRecord[];
  readonly clockOffsetMs: number;
}

/** Where a gate keeps what it must still know after the page was closed. */
export interface GateStore {
  load(showId: string): Promise<SavedGate>;
  /** Takes the place of the last bundle and of all changes after that. */
  saveBundle(bundle: Bundle, own: readonly OwnScan[], clockOffsetMs: number): Promise<void>;
  /** `forgotten` are seats whose own scan is older than the change. */
  saveChanges(
    showId: string,
    revision: string,
    changes: readonly DoorChange[],
    forgotten: readonly number[],
  ): Promise<void>;
  /** In one step: a scan that is answered is kept. `queued` is the scan to send later. */
  saveOwn(showId: string, own: OwnScan, queued: Scan | null): Promise<void>;
  removeQueued(showId: string, nonces: readonly string[], own: readonly OwnScan[]): Promise<void>;
  saveRecords(showId: string, records: readonly ScanRecord[]): Promise<void>;
  close(): void;
}
