/** Every statement that reads a ticket or issues it again. Its seat issues and ends it, by a trigger of the database. */
import { statement } from '../../platform';

/** Columns of `ticket t` and of its order `o`. */
export const ticketColumns = `t.show_id as "showId", t.id as "ticketId", t.seat_no as "seatNo", t.generation,
       t.order_id as "orderId", o.buyer_id as "buyerId", t.holder_name as "holderName", t.issued_at as "issuedAt",
       t.ended_at as "endedAt", upper(t.end_reason) as "endReason", t.is_inside as "isInside", t.was_inside as "wasInside",
       t.version`;

/**
 * The order of a ticket, looked up by both parts of its key. Joined by equality alone, PostgreSQL may read all orders of
 * a show whose rows it has not counted yet.
 */
export const orderOf = (ticket: string) => `lateral (
    select buyer_id from ticket_order where show_id = ${ticket}.show_id and id = any(array[${ticket}.order_id]) offset 0
  ) as o`;

/**
 * Whether a ticket that is looked up by its id is live. By the reason of its end, which comes and goes with the end:
 * `ended_at` would lead PostgreSQL to the index of live seats, and so to all of a show that it has not counted yet.
 */
export const isLive = (ticket: string) => `${ticket}.end_reason is null`;

/** $1 show, $2 ticket. */
export const readTicket = statement(
  'read_ticket',
  `select ${ticketColumns}
  from ticket t
 cross join ${orderOf('t')}
 where t.show_id = $1::uuid
   and t.id = $2::uuid`,
);

/**
 * The latest ticket of each seat that each order has, in the order of the seats. $1 shows, $2 orders, in pairs. Looked up order
 * by order: where PostgreSQL believes that a show has few tickets, it would rather read all of them.
 */
export const readTicketsOfOrders = statement(
  'read_tickets_of_orders',
  `select ${ticketColumns}
  from unnest($1::uuid[], $2::uuid[]) as wanted (show_id, order_id)
 cross join ${orderOf('wanted')}
 cross join lateral (
   select distinct on (seat_no) *
     from ticket
    where show_id = wanted.show_id
      and order_id = any(array[wanted.order_id])
      and seat_no = any (array(
            select seat_no
              from order_item
             where show_id = wanted.show_id
               and order_id = any(array[wanted.order_id])
               and return_id is null))
    order by seat_no, generation desc
 ) as t`,
);

/**
 * A page of a buyer's live tickets, the latest orders first. $1 buyer, $2 order and $3 seat of the last one seen, or null,
 * $4 how many at most.
 */
export const readTicketsOfBuyer = statement(
  'read_tickets_of_buyer',
  `select ${ticketColumns}
  from ticket_order o
 cross join lateral (
   select *
     from ticket
    where show_id = o.show_id
      and order_id = any(array[o.id])
      and ended_at is null
    order by seat_no
 ) as t
 where o.buyer_id = $1::uuid
   and o.status = 'C'
   and ($2::uuid is null or o.id <= $2::uuid)
   and ($2::uuid is null or o.id < $2::uuid or t.seat_no > $3::integer)
 order by o.id desc, t.seat_no
 limit $4::integer`,
);

/** The way to a ticket. $1 show, $2 order. */
export const readLineage = statement(
  'read_ticket_lineage',
  `select h.id as "holdId", h.created_at as "heldAt", h.admission
  from ticket_order o
  join seat_hold h on h.show_id = o.show_id and h.id = any(array[o.hold_id])
 where o.show_id = $1::uuid
   and o.id = $2::uuid`,
);

/**
 * Ends a live ticket whose seat stays sold. No row where it is not live. $1 show, $2 ticket, $3 now, $4 why.
 *
 * Locks: the seat, so that nobody returns it before its next ticket is issued; then the ticket.
 */
export const endTicket = statement(
  'end_ticket',
  `with sold as materialized (
  select t.id
    from ticket t
    join show_seat s on s.show_id = t.show_id and s.seat_no = any(array[t.seat_no]) and s.order_id = t.order_id
   where t.show_id = $1::uuid
     and t.id = $2::uuid
     and s.status = 'S'
     for share of s
)
update ticket t
   set ended_at = greatest($3::timestamptz, t.issued_at), end_reason = lower($4::text), version = version + 1
 where t.show_id = $1::uuid
   and t.id = any(array(select id from sold))
   and ${isLive('t')}
returning t.id`,
);

/** The next ticket of the seat of one that has just ended. $1 show, $2 the ended ticket, $3 name of the holder or null. */
export const issueAgain = statement(
  'issue_ticket_again',
  `insert into ticket (show_id, seat_no, generation, order_id, holder_name)
select show_id, seat_no, generation + 1, order_id, $3::text
  from ticket
 where show_id = $1::uuid
   and id = $2::uuid
returning id as "ticketId"`,
);

/** Whether a visitor has come in with a ticket of an order for one of these seats. $1 show, $2 order, $3 seats. */
export const readUseOfOrder = statement(
  'read_use_of_order',
  `select coalesce(bool_or(was_inside), false) as "isUsed"
  from ticket
 where show_id = $1::uuid
   and order_id = any(array[$2::uuid])
   and seat_no = any($3::integer[])`,
);

/** Names the holder of the live tickets of an order, or of one of its seats. $1 show, $2 order, $3 seat or null, $4 name. */
export const nameHolder = statement(
  'name_ticket_holder',
  `update ticket
   set holder_name = $4::text, version = version + 1
 where show_id = $1::uuid
   and order_id = $2::uuid
   and ($3::integer is null or seat_no = $3::integer)
   and end_reason is null`,
);
