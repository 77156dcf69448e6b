import type { Client } from 'pg';
import type { Batch, LogEvent } from './event';

const TABLES = `
create table if not exists sales_by_minute (
  minute timestamptz not null,
  currency text not null,
  confirmed_orders bigint not null,
  confirmed_minor bigint not null,
  cancelled_orders bigint not null,
  cancelled_minor bigint not null,
  primary key (minute, currency)
);
create table if not exists sales_cursor (
  log text primary key,
  cursor bigint not null,
  position bigint not null,
  gaps bigint not null
)`;

const ADD = `
insert into sales_by_minute as s
select * from unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
    on conflict (minute, currency) do update
   set confirmed_orders = s.confirmed_orders + excluded.confirmed_orders,
       confirmed_minor = s.confirmed_minor + excluded.confirmed_minor,
       cancelled_orders = s.cancelled_orders + excluded.cancelled_orders,
       cancelled_minor = s.cancelled_minor + excluded.cancelled_minor`;

interface Sales {
  readonly minute: string;
  readonly currency: string;
  confirmedOrders: number;
  confirmedMinor: number;
  cancelledOrders: number;
  cancelledMinor: number;
}

/** Makes the tables, and returns the cursor of this log. */
export async function openSales(database: Client, log: string): Promise<number> {
  await database.query(TABLES);
  await database.query('insert into sales_cursor values ($1, 0, 0, 0) on conflict do nothing', [log]);
  const { rows } = await database.query('select cursor::float8 as cursor from sales_cursor where log = $1', [log]);
  return rows[0].cursor;
}

/**
 * Adds what a batch sold, and moves the cursor on, in one transaction: after a crash at any line either both have happened
 * or neither. What comes a second time is known by its position. The row of the cursor is locked, so that two programs
 * at once add nothing twice.
 */
export async function addSales(database: Client, log: string, { events, cursor }: Batch): Promise<void> {
  await database.query('begin');
  const { rows } = await database.query(
    'select position::float8 as position, gaps::integer as gaps from sales_cursor where log = $1 for update',
    [log],
  );
  let { position, gaps }: { position: number; gaps: number } = rows[0];
  const sales = new Map<string, Sales>();
  for (const event of events) {
    if (event.position <= position) continue;
    // A gap is announced; only where this program was away for longer than the log keeps events, positions are left out.
    if (event.type === 'log.gap' || (position > 0 && event.position > position + 1)) {
      gaps += 1;
      console.error(`Events before position ${event.position} are missing (${event.data.reason ?? 'no longer kept'})`);
    }
    position = event.position;
    add(sales, event);
  }
  const added = [...sales.values()];
  await database.query(ADD, [
    added.map(({ minute }) => minute),
    added.map(({ currency }) => currency),
    added.map(({ confirmedOrders }) => confirmedOrders),
    added.map(({ confirmedMinor }) => confirmedMinor),
    added.map(({ cancelledOrders }) => cancelledOrders),
    added.map(({ cancelledMinor }) => cancelledMinor),
  ]);
  await database.query('update sales_cursor set cursor = $2, position = $3, gaps = $4 where log = $1', [
    ...[log, cursor, position, gaps],
  ]);
  await database.query('commit');
}

function add(sales: Map<string, Sales>, { type, timestamp, data }: LogEvent): void {
  const isConfirmed = type === 'order.confirmed';
  if (!isConfirmed && type !== 'order.cancelled') return;
  const { amountMinor = 0, currency = '' } = data;
  const minute = `${timestamp.slice(0, 16)}:00Z`;
  const key = `${minute} ${currency}`;
  const of = sales.get(key) ?? {
    ...{ minute, currency },
    ...{ confirmedOrders: 0, confirmedMinor: 0, cancelledOrders: 0, cancelledMinor: 0 },
  };
  sales.set(key, of);
  of[isConfirmed ? 'confirmedOrders' : 'cancelledOrders'] += 1;
  of[isConfirmed ? 'confirmedMinor' : 'cancelledMinor'] += amountMinor;
}
