import { type SqlExecutor, statement } from '../platform';

/** The letter of a hold's state in the ledger; see the comment of the table `seat_hold`. */
export type HoldLetter = 'A' | 'E' | 'L' | 'R' | 'C' | 'X';

/** What one buyer was promised: seats in ascending order, each with its price, in the smallest unit of `currency`. */
export interface Hold {
  readonly id: string;
  readonly showId: string;
  readonly buyerId: string;
  readonly letter: HoldLetter;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** No extension passes this instant. */
  readonly expiresAtMax: Date;
  readonly orderId: string | null;
}

const columns = `id, show_id as "showId", buyer_id as "buyerId", status as letter, seat_nos as "seatNos",
       prices_minor as "pricesMinor", total_minor as "totalMinor", currency, created_at as "createdAt",
       expires_at as "expiresAt", expires_at_max as "expiresAtMax", order_id as "orderId"`;

const readHoldOf = statement(
  'read_hold',
  `select ${columns} from seat_hold where id = $1::uuid and buyer_id = $2::uuid`,
);

const readHoldsLive = statement(
  'read_holds_live',
  `select ${columns}
  from seat_hold
 where buyer_id = $1::uuid
   and status = 'A'
   and expires_at > $2::timestamptz
 order by created_at, id
 limit 200`,
);

/** A hold of this buyer, or null: another buyer's hold does not exist for anyone else. */
export async function readHold(database: SqlExecutor, holdId: string, buyerId: string): Promise<Hold | null> {
  const [hold] = await database.run<Hold>(readHoldOf, [holdId, buyerId]);
  return hold ?? null;
}

/** The live holds of a buyer, oldest first. */
export const readLiveHolds = (database: SqlExecutor, buyerId: string, now: Date): Promise<Hold[]> =>
  database.run<Hold>(readHoldsLive, [buyerId, now]);
