import type { SaleTerms } from '../../catalog';
import { showCodeOf } from '../codes/ticket-code';
import type { TicketsContext } from '../context';
import { readDoorBundle as readRow } from './door-bundle.sql';

/** What a gate without a network decides by. */
export interface DoorBundle {
  readonly showId: string;
  /** Where the show's door stream stood before anything else was read. */
  readonly revision: string;
  readonly serverTime: Date;
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

interface BundleRow {
  readonly isCancelled: boolean;
  readonly revokedSeats: number[] | null;
  readonly revokedGenerations: number[] | null;
  readonly inside: number[] | null;
  readonly ticketCount: number;
}

/** `after`: `serverTime` of a bundle that the gate has; only the revocations since are read. */
export async function readDoorBundle(
  context: TicketsContext,
  show: SaleTerms,
  after: Date | null,
): Promise<DoorBundle> {
  const { database, clock, keys, doorTopic, inventory } = context;
  const { showId, seatMapVersion } = show;
  // Without Redis the gate has the state, and reads it again once there is a stream.
  const revision = await doorTopic.position(showId).catch(() => 'none');
  const [row] = await database.run<BundleRow>(readRow, [showId, after]);
  if (row === undefined) throw new Error(`There is no show ${showId}`);
  const inside = row.inside ?? [];
  return {
    showId,
    revision,
    serverTime: clock.now(),
    showCode: showCodeOf(showId),
    keys: (await keys.all()).map(({ kid, x }) => ({ kid, x })),
    isCancelled: row.isCancelled,
    revokedSeats: row.revokedSeats ?? [],
    revokedGenerations: row.revokedGenerations ?? [],
    inside: bitmapOf(inside),
    ticketCount: row.ticketCount,
    insideCount: inside.length,
    seatMapVersion,
    seatNos: await inventory.seatNosOf(show),
  };
}

/** Bit `seatNo & 7` of byte `seatNo >> 3`, in base64. */
function bitmapOf(seatNos: readonly number[]): string {
  const last = seatNos.reduce((max, seatNo) => Math.max(max, seatNo), -1);
  const bytes = new Uint8Array((last >> 3) + 1);
  for (const seatNo of seatNos) bytes[seatNo >> 3] = (bytes[seatNo >> 3] ?? 0) | (1 << (seatNo & 7));
  return Buffer.from(bytes).toString('base64');
}
