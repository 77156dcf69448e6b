import { statement } from '../../platform';

/** Messages whose subject is a hold. */
const isOfHold = `(n.kind in ('payment_failed', 'hold_ending', 'seats_released') or (n.kind = 'show_paused' and n.order_id is null))`;

/**
 * Of a message about a return the seats that came back. Of an order those that it still has, or had before it ended: the
 * last return took them, or none.
 */
const itemsOf = (column: string) =>
  `array(select ${column} from order_item where show_id = wanted.show_id and order_id = any(array[o.id])
          and case when subject_return.id is not null then return_id = subject_return.id
                   when o.status in ('P', 'C') then is_live
                   else return_id is null or return_id = last_return.id end
        order by seat_no)`;

/**
 * What mails say, as it is now: about an order, a hold, a show, or none of them. No row where it is not there. $1 shows, $2
 * ids of notifications.
 */
export const readFacts = statement(
  'read_mail_facts',
  `select n.id, wanted.show_id as "showId", o.id as "orderId", coalesce(o.total_minor, h.total_minor, 0) as "totalMinor",
       coalesce(o.currency, h.currency, s.currency, '') as currency,
       coalesce((select sum(amount_minor)::bigint from refund where show_id = wanted.show_id and order_id = any(array[o.id])),
                last_return.returned_minor) as "refundMinor",
       subject_return.id is not null and subject_return.id = last_return.id and o.status not in ('P', 'C') as "endedOrder",
       s.starts_at as "startsAt", s.doors_at as "doorsAt", s.tickets_visible_from as "ticketsVisibleFrom",
       s.cancelled_at is not null as "isShowCancelled", coalesce(s.sales_paused, false) as "isPaused", s.seats_left as "seatsLeft",
       s.full_return_until as "fullReturnUntil",
       e.name as "eventName", v.name as "venueName", v.address as "venueAddress", v.city, v.time_zone as "timeZone",
       h.id as "holdId", h.expires_at as "holdExpiresAt",
       case h.status when 'A' then 'ACTIVE' when 'R' then 'RESERVED' when 'C' then 'CONVERTED' else 'ENDED' end as "holdStatus",
       case when o.id is null or ${isOfHold} then coalesce(h.seat_nos, '{}') else ${itemsOf('seat_no')} end as "seatNos",
       case when o.id is null or ${isOfHold} then coalesce(h.prices_minor, '{}') else ${itemsOf('price_minor')} end as "pricesMinor",
       (select seat_no from ticket where show_id = wanted.show_id and id = n.subject) as "ticketSeatNo",
       exists(select from ticket where show_id = wanted.show_id and id = n.subject and ended_at is not null) as "isTicketEnded",
       (select holder_name from ticket where show_id = wanted.show_id and id = n.subject) as "holderName",
       (select new_email from address_change where show_id = wanted.show_id and id = n.subject) as "newAddress"
  from unnest($1::uuid[], $2::uuid[]) as wanted (show_id, id)
  join notification n on n.show_id = wanted.show_id and n.id = wanted.id
  left join ticket_order o on o.show_id = wanted.show_id and o.id = any(array[n.order_id])
  left join lateral (
         select id from ticket_return where show_id = wanted.show_id and id = any(array[n.subject])) as subject_return on true
  left join lateral (
         select id, returned_minor from ticket_return
          where show_id = wanted.show_id and order_id = any(array[o.id])
          order by created_at desc, id desc limit 1) as last_return on true
  left join seat_hold h on h.show_id = wanted.show_id and h.id = any(array[case when ${isOfHold} then n.subject end])
  left join show s on s.id = wanted.show_id
  left join event e on e.id = s.event_id
  left join venue v on v.id = s.venue_id
 where o.id is not null
    or h.id is not null
    or (n.kind = 'sold_out' and s.id is not null)
    or n.kind in ('dead_letters', 'webhook_disabled', 'invitation', 'sign_in')`,
);
