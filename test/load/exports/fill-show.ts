import { makeDataSource } from '../../../src/platform';

const ROWS_AT_ONCE = 100_000;

/** What a show has, each a line in its file. Only the first scans are of tickets. */
export interface ShowSize {
  readonly seats: number;
  readonly orders: number;
  readonly scans: number;
}

/**
 * An order, its seat, its payment, its ticket and its scan, for each n from $3 to $4. $1 show, $2 seats of the show. Orders hold
 * no seat any more, so that a show may have more of them than seats. Some cells need quotes, or would be run.
 */
const insertOrders = `
  with made as materialized (
    select n, overlay(md5('order ' || n || $1::uuid) placing '7' from 13)::uuid as order_id,
           overlay(md5('ticket ' || n || $1::uuid) placing '4' from 13)::uuid as ticket_id,
           timestamptz '2026-01-01Z' + make_interval(secs => n / 10) as at
      from generate_series($3::int, $4::int) as n
  ), orders as (
    insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency, email, created_at, changed_by)
    select order_id, $1::uuid, order_id, order_id, n::text, 'x', 'C', 4250, 'EUR', 'buyer-' || n || '@mail.example', at, 'buyer:' || order_id
      from made
  ), items as (
    insert into order_item (order_id, show_id, seat_no, price_minor, is_live)
    select order_id, $1::uuid, n % $2::int, 4250, false from made
  ), payments as (
    insert into payment (order_id, show_id, reference, state, amount_minor, currency, charges, request_lease_until, pay_until, changed_by)
    select order_id, $1::uuid, 'pi_' || order_id, 'succeeded', 4250, 'EUR', 1, at, at, 'provider' from made
  ), tickets as (
    insert into ticket (show_id, id, seat_no, generation, order_id, holder_name, issued_at, ended_at, end_reason)
    select $1::uuid, ticket_id, n % $2::int, n / $2::int + 1, order_id,
           case n % 4 when 0 then null when 1 then '=SUM(' || n || ')' else 'Guest "' || n || '"' end, at, at, 'reissued'
      from made
  )
  insert into ticket_scan (show_id, ticket_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result, passed)
  select $1::uuid, ticket_id, 'device ' || n % 20, n::text, 'Gate ' || n % 8, 'I', false, at, at, 'A', true from made`;

/** Scans of what is no ticket. $1 show, from $2 to $3. */
const insertScans = `
  insert into ticket_scan (show_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result, passed)
  select $1::uuid, 'device ' || n % 20, n::text, 'Gate ' || n % 8, 'I', false, now(), now(), 'N', false
    from generate_series($2::int, $3::int) as n`;

export async function fillShow(url: string, showId: string, { seats, orders, scans }: ShowSize): Promise<void> {
  const dataSource = await makeDataSource({ url, poolMax: 1, statementSecondsMax: 0 }).initialize();
  const insert = async (statement: string, values: readonly unknown[], from: number, count: number) => {
    for (let next = from; next < count; next += ROWS_AT_ONCE) {
      await dataSource.transaction(async (manager) => {
        await manager.query('set local session_replication_role = replica');
        await manager.query(statement, [...values, next, Math.min(count, next + ROWS_AT_ONCE) - 1]);
      });
    }
  };
  await insert(insertOrders, [showId, seats], 0, orders);
  await insert(insertScans, [showId], orders, scans);
  await dataSource.query('vacuum analyze ticket_order, order_item, payment, ticket, ticket_scan');
  await dataSource.destroy();
}
