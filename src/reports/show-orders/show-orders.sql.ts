import { statement } from '../../platform';

const statusOf = (letter: string) =>
  `case ${letter} when 'P' then 'PENDING_PAYMENT' when 'C' then 'CONFIRMED' when 'X' then 'CANCELLED' else 'REFUNDED' end`;
/** Letters are known to statements alone. */
const letterOf = (name: string) =>
  `(case ${name} when 'PENDING_PAYMENT' then 'P' when 'CONFIRMED' then 'C' when 'CANCELLED' then 'X' else 'R' end)::"char"`;

const columns = `o.show_id as "showId", o.id as "orderId", order_number(o.show_id, o.id) as number, ${statusOf('o.status')} as status,
       sales_channel(o) as channel, o.email, o.created_at as "createdAt", o.total_minor as "totalMinor", o.currency,
       array(select seat_no from order_item
              where show_id = $1::uuid and order_id = o.id and return_id is null order by seat_no) as "seatNos",
       (select coalesce(sum(amount_minor), 0)::bigint from payment
         where show_id = $1::uuid and order_id = o.id and state = 'succeeded') as "paidMinor",
       (select coalesce(sum(amount_minor), 0)::bigint from provider_refund
         where show_id = $1::uuid and order_id = o.id and state <> 'failed') as "refundedMinor"`;

/** $2 and $3 the instant and the id before which the list goes on, $4 and $5 from and before, $6 how many. */
const page = `o.show_id = $1::uuid
   and (o.created_at, o.id) < ($2::timestamptz, $3::uuid)
   and o.created_at >= $4::timestamptz
   and o.created_at < $5::timestamptz`;
const newestFirst = `order by o.created_at desc, o.id desc
 limit $6::integer`;

/** The orders of a show, newest first. $1 show, $2 to $6 the page. */
export const listOrdersOfShow = statement(
  'reports_list_orders_of_show',
  `select ${columns}
  from ticket_order o
 where ${page}
 ${newestFirst}`,
);

/** Those of a status, which are read from an index of their own unless they are confirmed, as most are. $7 status. */
export const listOrdersByStatus = statement(
  'reports_list_orders_by_status',
  `select ${columns}
  from ticket_order o
 where ${page}
   and o.status = ${letterOf('$7::text')}
   and o.status <> 'C'
 ${newestFirst}`,
);

export const listConfirmedOrders = statement(
  'reports_list_confirmed_orders',
  `select ${columns}
  from ticket_order o
 where ${page}
   and o.status = 'C'
 ${newestFirst}`,
);

const beginsWith = (key: string) => `${key} ~>=~ $8::text and ${key} ~<~ ($8::text || chr(1114111))`;

/**
 * Those that a text finds: by their number, or an address or a name of a guest that begins so, or a seat. $7 status or null,
 * $8 the text in lower case, $9 numbers of seats, $10 an order's UUID or null.
 */
export const findOrdersOfShow = statement(
  'reports_find_orders_of_show',
  `with found as materialized (
  select id from ticket_order where show_id = $1::uuid and email is not null and ${beginsWith('lower(email)')}
   union
  select order_id from ticket where show_id = $1::uuid and holder_name is not null and ${beginsWith('lower(holder_name)')}
   union
  select id from ticket_order where show_id = $1::uuid and order_number(show_id, id) = upper($8::text)
   union
  select order_id from order_item where show_id = $1::uuid and seat_no = any($9::integer[]) and is_live
   union
  select id from ticket_order where show_id = $1::uuid and id = $10::uuid
)
select ${columns}
  from found
  join ticket_order o on o.show_id = $1::uuid and o.id = found.id
 where ${page}
   and ($7::text is null or o.status = ${letterOf('$7::text')})
 ${newestFirst}`,
);

/** $1 show, $2 order. */
export const readOrderOfShow = statement(
  'reports_read_order_of_show',
  `select ${columns}
  from ticket_order o
 where o.show_id = $1::uuid
   and o.id = $2::uuid`,
);

/** The tickets of an order, also those that are not valid any more. $1 show, $2 order. */
export const readTicketsOfOrder = statement(
  'reports_read_tickets_of_order',
  `select show_id as "showId", id as "ticketId", seat_no as "seatNo", generation, holder_name as "holderName",
       issued_at as "issuedAt", ended_at as "endedAt", upper(end_reason) as "endReason"
  from ticket
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by seat_no, generation`,
);
