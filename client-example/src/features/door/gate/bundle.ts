/** Everything that a gate needs without network: `DoorBundle` of the API, kept as it came. */
export interface Bundle {
  readonly revision: string;
  readonly serverTime: string;
  readonly show: BundleShow;
  readonly showCode: string;
  readonly keys: readonly { readonly kid: string; readonly x: string }[];
  readonly isCancelled: boolean;
  readonly revokedSeats: readonly number[];
  readonly revokedGenerations: readonly number[];
  readonly inside: string;
  readonly ticketCount: number;
  readonly insideCount: number;
  readonly seatMapVersion: string | null;
  readonly seatNos: readonly number[] | null;
}

export interface BundleShow {
  readonly id: string;
  readonly startsAt: string;
  readonly doorsAt: string;
  readonly allowsReentry: boolean;
  readonly event: { readonly name: string };
  readonly venue: { readonly name: string; readonly city: string; readonly timeZone: string };
  readonly seatMap: { readonly version: string; readonly url: string };
}

/** A seat as it is after something happened to it: of two changes, the greater (generation, version) is newer. */
export interface DoorChange {
  readonly seatNo: number;
  readonly generation: number;
  readonly version: number;
  readonly isRevoked: boolean;
  readonly isInside: boolean;
}

/** What this gate has admitted or let out itself. */
export interface OwnScan {
  readonly seatNo: number;
  readonly generation: number;
  readonly isInside: boolean;
  readonly nonce: string;
  readonly scannedAt: string;
  readonly gateId: string;
  /** Made without network, and not known to the service yet. */
  readonly isQueued: boolean;
}
