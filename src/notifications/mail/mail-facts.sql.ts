import { statement } from '../../platform';

/** What the mails about orders say, as it is now. $1 shows, $2 ids of notifications. */
export const readFacts = statement(
  'read_mail_facts',
  `select n.id, o.show_id as "showId", o.id as "orderId", o.buyer_id as "buyerId", o.total_minor as "totalMinor", o.currency,
       s.starts_at as "startsAt", s.doors_at as "doorsAt", s.tickets_visible_from as "ticketsVisibleFrom",
       s.cancelled_at is not null as "isShowCancelled",
       e.name as "eventName", v.name as "venueName", v.address as "venueAddress", v.city, v.time_zone as "timeZone",
       array(select seat_no from order_item where show_id = wanted.show_id and order_id = any(array[o.id]) order by seat_no) as "seatNos",
       array(select price_minor from order_item where show_id = wanted.show_id and order_id = any(array[o.id]) order by seat_no) as "pricesMinor",
       (select seat_no from ticket where show_id = wanted.show_id and id = n.subject) as "ticketSeatNo",
       (select holder_name from ticket where show_id = wanted.show_id and id = n.subject) as "holderName"
  from unnest($1::uuid[], $2::uuid[]) as wanted (show_id, id)
  join notification n on n.show_id = wanted.show_id and n.id = wanted.id
  join ticket_order o on o.show_id = wanted.show_id and o.id = any(array[n.order_id])
  join show s on s.id = wanted.show_id
  join event e on e.id = s.event_id
  join venue v on v.id = s.venue_id`,
);
