/** Reads seats from the ledger. Nothing here locks or changes anything. */
import { type SqlExecutor, statement } from '../../platform';
import type { SeatKey } from '../ledger/seat-id';
import { type SeatCode, type SeatStatus, seatStatusOf } from '../ledger/seat-status';

export interface LedgerSeat extends SeatKey {
  readonly status: SeatStatus;
  readonly version: number;
}

/** One show, packed: a status code and a version for each seat, in the order of their numbers or of the map. */
export interface PackedShow {
  readonly statuses: string;
  readonly versions: readonly number[];
  readonly availableCount: number;
  /** The numbering that the show had at the same moment. */
  readonly seatNumberingId: string | null;
}

/** How many seats a show has, and how many are left. */
export interface SeatsLeft {
  /** A UUID. */
  readonly showId: string;
  readonly total: number;
  /** How many can be had. */
  readonly left: number;
  /** How many are held, or reserved by an order that is being paid. */
  readonly promised: number;
}

const readSeatsOf = statement(
  'read_seats',
  `select show_id as "showId", seat_no as "seatNo", status as code, version
  from unnest($1::uuid[], $2::integer[]) as wanted (show_id, seat_no)
  join show_seat using (show_id, seat_no)`,
);

// The rows come from the primary key in its order, so the aggregates need no sort.
const packShow = statement(
  'pack_show',
  `select coalesce(string_agg(status::text, ''), '') as statuses,
       coalesce(string_agg(version::text, ','), '') as versions,
       count(*) filter (where status = 'A')::integer as "availableCount",
       (select seat_numbering_id from show where id = $1::uuid) as "seatNumberingId"
  from (select status, version from show_seat where show_id = $1::uuid order by seat_no) as seats`,
);

const readRetiredOf = statement(
  'read_retired_seats',
  `select seat_no as "seatNo", seat_map_version as "seatMapVersion", map_index as "mapIndex"
  from retired_seat
 where show_id = $1::uuid
   and seat_no = any($2::integer[])`,
);

const countLeft = statement(
  'count_seats_left',
  `select show_id as "showId", count(*) filter (where status <> 'X')::integer as total, count(*) filter (where status = 'A')::integer as left,
       count(*) filter (where status in ('H', 'R'))::integer as promised
  from show_seat
 where show_id = any($1::uuid[])
 group by show_id`,
);

/** These seats as they are now; those that are not in the ledger are left out. */
export async function readSeats(database: SqlExecutor, keys: readonly SeatKey[]): Promise<LedgerSeat[]> {
  const values = [keys.map(({ showId }) => showId), keys.map(({ seatNo }) => seatNo)];
  const rows = await database.run<SeatKey & { code: SeatCode; version: number }>(readSeatsOf, values);
  return rows.map(({ showId, seatNo, code, version }) => ({ showId, seatNo, status: seatStatusOf(code), version }));
}

/** The whole show in the order of numbers, packed by the database: one row, whatever the number of seats. */
export async function readPackedShow(database: SqlExecutor, showId: string): Promise<PackedShow> {
  return unpack(await database.run<PackedRow>(packShow, [showId]));
}

/** The last positions of seats that the show's map no longer has. */
export const readRetiredSeats = (
  database: SqlExecutor,
  showId: string,
  seatNos: readonly number[],
): Promise<{ seatNo: number; seatMapVersion: string; mapIndex: number }[]> =>
  database.run(readRetiredOf, [showId, seatNos]);

export const readSeatsLeft = (database: SqlExecutor, showIds: readonly string[]): Promise<SeatsLeft[]> =>
  database.run(countLeft, [showIds]);

interface PackedRow extends Omit<PackedShow, 'versions'> {
  readonly versions: string;
}

function unpack([row]: readonly PackedRow[]): PackedShow {
  if (row === undefined) throw new Error('The ledger gave no answer');
  // The database makes a list of whole numbers; parsed as JSON it takes half the time of splitting it.
  return { ...row, versions: JSON.parse(`[${row.versions}]`) };
}
