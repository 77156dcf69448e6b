import type { Answer, Scan } from './answer';
import type { Bundle, DoorChange } from './bundle';

export interface DoorScanFacts {
  readonly gateId: string;
  readonly deviceId: string;
  readonly scannedAt: string;
  readonly isOffline: boolean;
}

/** A visitor whom an offline gate admitted, and whom the service would have refused. */
export interface Conflict {
  readonly id: string;
  readonly seat: { readonly label: string };
  readonly holderName: string | null;
  readonly reason: 'ADMITTED_TWICE' | 'ADMITTED_REVOKED';
  readonly first: DoorScanFacts | null;
  readonly second: DoorScanFacts;
  readonly foundAt: string;
}

export interface Alarm {
  readonly id: string;
  readonly message: string;
  readonly raisedAt: string;
}

export interface FeedMessage {
  readonly revision: string;
  readonly resyncRequired: boolean;
  readonly changes: readonly DoorChange[];
  readonly conflicts: readonly Conflict[];
  readonly alarms: readonly Alarm[];
}

/** The service as a gate needs it. Each call rejects with an `ApiError`, and none of them gives up by itself. */
export interface GateServer {
  scan(scan: Scan): Promise<Answer>;
  /** At most `SYNC_SCANS_MAX`, in the order in which they happened. One answer for each. */
  sync(scans: readonly Scan[]): Promise<readonly Answer[]>;
  readBundle(): Promise<Bundle>;
  readConflicts(): Promise<readonly Conflict[]>;
  follow(
    after: () => string,
    sink: { next(message: FeedMessage): void; error(error: unknown): void; complete(): void },
  ): () => void;
}

export const SYNC_SCANS_MAX = 100;
