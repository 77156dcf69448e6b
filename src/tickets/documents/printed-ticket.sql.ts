import { statement } from '../../platform';
import { isLive, ticketColumns } from '../ledger/tickets.sql';

/** A live ticket with what is printed beside it, as it is now. $1 show, $2 ticket. */
export const readPrintedTicket = statement(
  'read_printed_ticket',
  `select ${ticketColumns}, i.price_minor as "priceMinor", o.currency,
       s.starts_at as "startsAt", s.doors_at as "doorsAt", e.name as "eventName",
       v.name as "venueName", v.address as "venueAddress", v.city, v.time_zone as "timeZone", tt.terms
  from ticket t
  join ticket_order o on o.show_id = t.show_id and o.id = any(array[t.order_id])
  join order_item i on i.show_id = t.show_id and i.order_id = any(array[t.order_id]) and i.seat_no = t.seat_no
  join show s on s.id = t.show_id
  join event e on e.id = s.event_id
  join venue v on v.id = s.venue_id
  left join ticket_terms tt on tt.show_id = t.show_id
 where t.show_id = $1::uuid
   and t.id = $2::uuid
   and ${isLive('t')}`,
);
