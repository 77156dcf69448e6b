/** Reads holds. Nothing here locks or changes anything. */
import { type SqlExecutor, statement } from '../../platform';
import { hasStatus } from '../ledger/seat-row.sql';
import type { Hold, HoldKey } from './hold';

const columns = `id, show_id as "showId", buyer_id as "buyerId",
       case status
         when 'A' then 'ACTIVE'
         when 'E' then 'EXPIRED'
         when 'L' then 'RELEASED'
         when 'R' then 'RESERVED'
         when 'C' then 'CONVERTED'
         when 'X' then 'RETURNED'
       end as status,
       seat_nos as "seatNos", prices_minor as "pricesMinor", total_minor as "totalMinor", currency,
       created_at as "createdAt", expires_at as "expiresAt", expires_at_max as "expiresAtMax", order_id as "orderId",
       -- Of places without numbers nothing but the wish is kept.
       case when choice ? 'step' then choice end as choice`;

const readHoldOf = statement(
  'read_hold',
  `select ${columns} from seat_hold where show_id = $1::uuid and id = $2::uuid and buyer_id = $3::uuid`,
);

// Seats that are held for an exchange are bought by its commit alone: a basket cannot show them.
const readHoldsLive = statement(
  'read_holds_live',
  `select ${columns}
  from seat_hold h
 where buyer_id = $1::uuid
   and ${hasStatus('h', 'A')}
   and expires_at > $2::timestamptz
   and idempotency_key not like 'exchange:%'
 order by created_at, id
 limit 200`,
);

const readHoldsOf = statement(
  'read_holds_of_show',
  `select ${columns} from seat_hold where show_id = $1::uuid and id = any($2::uuid[])`,
);

const readShowOf = statement('read_show_of_hold', 'select show_id as "showId" from seat_hold where id = $1::uuid');

const readHoldOfKey = statement(
  'read_hold_of_key',
  `select id as "holdId", show_id as "showId"
  from seat_hold
 where buyer_id = $1::uuid
   and idempotency_key = $2::text`,
);

/** Holds of a show, whoever has them, in no order. */
export const readHoldsOfShow = (database: SqlExecutor, showId: string, holdIds: readonly string[]): Promise<Hold[]> =>
  database.run<Hold>(readHoldsOf, [showId, holdIds]);

/** A hold of this buyer, or null: another buyer's hold does not exist for anyone else. */
export async function readHold(
  database: SqlExecutor,
  { showId, holdId }: HoldKey,
  buyerId: string,
): Promise<Hold | null> {
  const [hold] = await database.run<Hold>(readHoldOf, [showId, holdId, buyerId]);
  return hold ?? null;
}

/** The live holds of a buyer, oldest first. */
export const readLiveHolds = (database: SqlExecutor, buyerId: string, now: Date): Promise<Hold[]> =>
  database.run<Hold>(readHoldsLive, [buyerId, now]);

/** The show of a hold whose id does not name it; null where there is no such hold. */
export async function readShowOfHold(database: SqlExecutor, holdId: string): Promise<string | null> {
  const [hold] = await database.run<{ showId: string }>(readShowOf, [holdId]);
  return hold?.showId ?? null;
}

/** The hold that a buyer made with an idempotency key, in whatever show. */
export async function readHoldByIdempotencyKey(
  database: SqlExecutor,
  buyerId: string,
  idempotencyKey: string,
): Promise<HoldKey | null> {
  const [hold] = await database.run<HoldKey>(readHoldOfKey, [buyerId, idempotencyKey]);
  return hold ?? null;
}
