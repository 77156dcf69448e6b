/** Every statement that reads or changes an order. */
import { statement } from '../platform';
import type { OrderStatus } from './order-status';

/** How the table writes each status. The letters are known to this file and to the database alone. */
const letters: Readonly<Record<OrderStatus, string>> = {
  PENDING_PAYMENT: 'P',
  CONFIRMED: 'C',
  CANCELLED: 'X',
  REFUNDED: 'R',
};
const names = Object.entries(letters);
const statusOf = (letter: string) =>
  `case ${letter} ${names.map(([name, written]) => `when '${written}' then '${name}'`).join(' ')} end`;
const letterOf = (status: string) =>
  `(case ${status} ${names.map(([name, written]) => `when '${name}' then '${written}'`).join(' ')} end)::"char"`;

/** What the order has, or had as it ended: without items that were returned. */
const itemsOfOrder = 'show_id = o.show_id and order_id = o.id and return_id is null';

const columns = `o.id as "orderId", o.show_id as "showId", o.buyer_id as "buyerId", o.hold_id as "holdId",
       ${statusOf('o.status')} as status, o.end_reason as "endReason", o.total_minor as "totalMinor", o.currency, o.email,
       o.credit_minor as "creditMinor",
       case when o.exchange_id is not null then json_build_object('showId', o.exchange_show_id, 'quoteId', o.exchange_id) end as exchange,
       o.created_at as "createdAt", o.version,
       array(select seat_no from order_item where ${itemsOfOrder} order by seat_no) as "seatNos",
       array(select price_minor from order_item where ${itemsOfOrder} order by seat_no) as "pricesMinor"`;

/**
 * Records an order and its seats. $1 order, $2 show, $3 buyer, $4 hold, $5 idempotency key, $6 hash of the request,
 * $7 total, $8 currency, $9 email, $10 now, $11 seat numbers, $12 their prices, $13 by whom, $14 locale, $15 what of the total
 * other tickets pay for, $16 and $17 the exchange that it is for, or null.
 *
 * Breaks `ticket_order_idempotency_key` where the key was used, `ticket_order_one_live_of_hold` where the hold is in
 * another order, and a check where the hold belongs to an exchange and the order does not.
 */
export const recordOrder = statement(
  'record_order',
  `with recorded as (
  insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, total_minor, currency,
                            email, created_at, changed_by, locale, credit_minor, exchange_show_id, exchange_id)
  values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::bytea, $7::bigint, $8::text,
          $9::text, $10::timestamptz, $13::text, $14::text, $15::bigint, $16::uuid, $17::uuid)
  returning id
)
insert into order_item (order_id, show_id, seat_no, price_minor)
select recorded.id, $2::uuid, seat_no, price_minor
  from recorded, unnest($11::integer[], $12::bigint[]) as item (seat_no, price_minor)`,
);

/**
 * Records complimentary orders: confirmed from the start, at no price. $1 orders, $2 their holds,
 * $3 their buyers, $4 show, $5 currency, $6 now, $7 the order of each seat, $8 seat numbers, $9 by whom.
 */
export const recordComplimentary = statement(
  'record_complimentary_orders',
  `with recorded as (
  insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency,
                            created_at, changed_by)
  select order_id, $4::uuid, buyer_id, hold_id, hold_id::text, '', 'C', 0, $5::text, $6::timestamptz, $9::text
    from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as complimentary (order_id, hold_id, buyer_id)
)
insert into order_item (order_id, show_id, seat_no, price_minor)
select order_id, $4::uuid, seat_no, 0
  from unnest($7::uuid[], $8::integer[]) as item (order_id, seat_no)`,
);

/** The order, locked until the transaction ends. $1 show, $2 order. */
export const lockOrder = statement(
  'lock_order',
  `select ${columns} from ticket_order o where o.show_id = $1::uuid and o.id = $2::uuid for update of o`,
);

/**
 * Moves an order from one status to another and writes the change into the outbox. No row where its status was another.
 * $1 show, $2 order, $3 from, $4 to, $5 reason of the end or null, $6 by whom.
 */
export const moveOrder = statement(
  'move_order',
  `with moved as (
  update ticket_order
     set status = ${letterOf('$4::text')}, end_reason = $5::text, changed_by = $6::text
   where show_id = $1::uuid
     and id = $2::uuid
     and status = ${letterOf('$3::text')}
  returning id, version
)
insert into outbox (show_id, topic, key, body)
select $1::uuid, 'orders', id::text, jsonb_build_object('version', version)
  from moved
returning show_id as "partition", id::text, topic, key, body`,
);

/**
 * Marks items of an order as returned, and writes the change into the outbox. $1 show, $2 order, $3 return, $4 seats,
 * $5 by whom.
 */
export const returnItems = statement(
  'return_items',
  `with returned as (
  update order_item
     set is_live = false, return_id = $3::uuid
   where show_id = $1::uuid
     and order_id = $2::uuid
     and seat_no = any($4::integer[])
     and is_live
  returning seat_no
),
changed as (
  update ticket_order
     set version = version + 1, changed_by = $5::text
   where show_id = $1::uuid
     and id = $2::uuid
  returning id, version
),
event as (
  insert into outbox (show_id, topic, key, body)
  select $1::uuid, 'orders', id::text, jsonb_build_object('version', version)
    from changed
  returning show_id as "partition", id::text, topic, key, body
)
select event.*, (select count(*)::integer from returned) as "itemCount" from event`,
);

/**
 * A seat of an order gives its place to another one, at the same price. Writes the change into the outbox and the audit. No
 * row where the order does not have the seat. $1 show, $2 order, $3 seat, $4 the other one, $5 by whom.
 */
export const moveItem = statement(
  'move_order_item',
  `with moved as (
  update order_item
     set seat_no = $4::integer
   where show_id = $1::uuid
     and order_id = $2::uuid
     and seat_no = $3::integer
     and is_live
  returning order_id
),
noted as (
  insert into order_audit (show_id, order_id, what, changed_by, change)
  select $1::uuid, order_id, 'order_item', $5::text, jsonb_build_object('seat_no', jsonb_build_array($3::integer, $4::integer))
    from moved
),
changed as (
  update ticket_order
     set version = version + 1, changed_by = $5::text
   where show_id = $1::uuid
     and id in (select order_id from moved)
  returning id, version
)
insert into outbox (show_id, topic, key, body)
select $1::uuid, 'orders', id::text, jsonb_build_object('version', version)
  from changed
returning show_id as "partition", id::text, topic, key, body`,
);

/** The orders whose payments an order lives on, the newest first. $1 show, $2 order. */
export const readSourcesOfOrder = statement(
  'read_sources_of_order',
  `select source_show_id as "showId", source_order_id as "orderId"
  from order_credit
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by source_order_id desc`,
);

/** $1 show, $2 order. */
export const readOrder = statement(
  'read_order',
  `select ${columns} from ticket_order o where o.show_id = $1::uuid and o.id = $2::uuid`,
);

/** The show of an order whose id does not name it. $1 order. */
export const readShowOfOrder = statement(
  'read_show_of_order',
  'select show_id as "showId" from ticket_order where id = $1::uuid',
);

/**
 * Orders of exchanges whose payment is in progress. $1 shows of the new seats, $2 exchanges, in pairs; $3 show of the old
 * tickets.
 */
export const readPendingExchanges = statement(
  'read_pending_exchanges',
  `select o.show_id as "showId", o.id as "orderId"
  from unnest($1::uuid[], $2::uuid[]) as exchange (show_id, id)
  join ticket_order o
    on o.show_id = exchange.show_id
   and o.exchange_show_id = $3::uuid
   and o.exchange_id = exchange.id
   and o.status = 'P'`,
);

/** What was recorded under a key in a show. $1 show, $2 buyer, $3 idempotency key, $4 hash of the request. */
export const readOrderOfKey = statement(
  'read_order_of_key',
  `select id as "orderId", request_hash = $4::bytea as "isSame"
  from ticket_order
 where show_id = $1::uuid
   and buyer_id = $2::uuid
   and idempotency_key = $3::text`,
);

/** Whether a buyer has used a key, in whatever show. $1 buyer, $2 idempotency key. */
export const readUseOfKey = statement(
  'read_use_of_order_key',
  `select show_id as "showId"
  from ticket_order
 where buyer_id = $1::uuid
   and idempotency_key = $2::text`,
);

/** The latest order of a hold; the live one, if there is one. $1 show, $2 hold, $3 buyer. */
export const readOrderOfHold = statement(
  'read_order_of_hold',
  `select id as "orderId", status in ('P', 'C') as "isLive"
  from ticket_order
 where show_id = $1::uuid
   and hold_id = $2::uuid
   and buyer_id = $3::uuid
 order by status in ('P', 'C') desc, id desc
 limit 1`,
);

/** A page of a buyer's orders, newest first. $1 buyer, $2 the last one seen or null, $3 how many at most. */
export const readOrdersOfBuyer = statement(
  'read_orders_of_buyer',
  `select ${columns}
  from ticket_order o
 where o.buyer_id = $1::uuid
   and ($2::uuid is null or o.id < $2::uuid)
 order by o.id desc
 limit $3::integer`,
);

/** Who changed what of an order, oldest first. $1 show, $2 order. */
export const readAudit = statement(
  'read_order_audit',
  `select at, what, changed_by as "changedBy", change
  from order_audit
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by id
 limit 1000`,
);

/** Counted over the orders, whatever index forbids it. $1 show. */
export const countSeatsInSeveralOrders = statement(
  'count_seats_in_several_orders',
  `select count(*)::integer as count
  from (select seat_no
          from order_item i
          join ticket_order o on o.show_id = i.show_id and o.id = i.order_id
         where i.show_id = $1::uuid
           and o.status in ('P', 'C')
           and i.return_id is null
         group by seat_no
        having count(*) > 1) as doubled`,
);
