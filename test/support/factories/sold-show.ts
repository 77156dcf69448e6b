import { type Database, statement } from '../../../src/platform';

/** Orders of a show that has sold for a while, without the hours that selling them would take. */
export interface SoldOrders {
  readonly showId: string;
  readonly count: number;
  readonly seatsOfOrder: number;
  readonly priceMinor: number;
  /** Spread over so many days up to now. */
  readonly days: number;
  /** PostgreSQL does not hear of them at once, as in a sale. */
  readonly isUncounted?: boolean;
}

/**
 * Orders of the first seats: each is paid but for one of a hundred, which is given away, and one of fifty was cancelled and
 * refunded. Ids are UUIDv7 of their time, as the service makes them.
 */
const insertOrders = statement(
  'test_insert_sold_orders',
  `with made as materialized (
  select n, $1::uuid as show_id,
         now() - make_interval(secs => $5::float8 * 86400 * ($2::int - n) / $2::int) as at,
         n % 100 = 0 as is_given, n % 50 = 1 as is_refunded
    from generate_series($6::int, $7::int - 1) as n
), named as materialized (
  select made.*, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text || show_id), 1, 3)
                  || 'a' || substr(md5(n::text || show_id), 5, 15))::uuid as id
    from made
), orders as (
  insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency, email, created_at, changed_by, end_reason)
  select id, show_id, id, id, n::text, case when is_given then ''::bytea else 'x' end,
         case when is_refunded then 'R'::"char" else 'C'::"char" end,
         case when is_given then 0 else $3::int * $4::bigint end, 'EUR', 'buyer-' || n || '@mail.example', at, 'buyer:' || id, case when is_refunded then 'cancelled' end
    from named
), items as (
  insert into order_item (order_id, show_id, seat_no, price_minor, is_live)
  select id, show_id, n * $3::int + seat, case when is_given then 0 else $4::bigint end, not is_refunded
    from named, generate_series(0, $3::int - 1) as seat
), payments as (
  insert into payment (order_id, show_id, reference, state, amount_minor, currency, charges, request_lease_until, pay_until, changed_by)
  select id, show_id, 'pi_' || id, 'succeeded', $3::int * $4::bigint, 'EUR', 1, at, at, 'provider' from named where not is_given
), refunds as (
  insert into provider_refund (reference, order_id, show_id, state, amount_minor, currency, is_ours, changed_by)
  select 're_' || id, id, show_id, 'succeeded', $3::int * $4::bigint, 'EUR', true, 'provider' from named where is_refunded
), tickets as (
  insert into ticket (show_id, seat_no, generation, order_id, holder_name, issued_at)
  select show_id, n * $3::int + seat, 1, id, case when seat = 0 then 'Guest ' || n end, at
    from named, generate_series(0, $3::int - 1) as seat
   where not is_refunded
)
update show_seat s
   set status = 'S', version = version + 1, order_id = sold.id
  from (select show_id, n * $3::int + seat as seat_no, id from named, generate_series(0, $3::int - 1) as seat where not is_refunded) as sold
 where s.show_id = sold.show_id
   and s.seat_no = sold.seat_no`,
);
const ORDERS_AT_ONCE = 5000;
const withoutTriggers = statement('test_without_triggers', `set local session_replication_role = replica`);
const keepSales = statement('test_keep_sales', 'select keep_missing_sales($1::uuid)');

/** Fills a show that has enough free seats. */
export async function fillWithOrders(database: Database, sold: SoldOrders): Promise<void> {
  const { showId, count, seatsOfOrder, priceMinor, days, isUncounted = false } = sold;
  for (let from = 0; from < count; from += ORDERS_AT_ONCE) {
    await database.transaction(async (transaction) => {
      await transaction.run(withoutTriggers);
      const to = Math.min(count, from + ORDERS_AT_ONCE);
      await transaction.run(insertOrders, [showId, count, seatsOfOrder, priceMinor, days, from, to]);
    });
  }
  await database.run(keepSales, [showId]);
  if (isUncounted) return;
  for (const table of [
    'show_seat',
    'ticket_order',
    'order_item',
    'payment',
    'provider_refund',
    'ticket',
    'sales_hour',
    'sales_seat_change',
  ]) {
    await database.dataSource.query(`vacuum analyze ${table}`);
  }
}
