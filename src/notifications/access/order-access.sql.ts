import { statement } from '../../platform';

/**
 * Uses the link of a message, once. No row where it was used, is too old, or the order has another address by now.
 * $1 show, $2 message, $3 now.
 */
export const useLink = statement(
  'use_order_link',
  `update notification n
   set link_used_at = $3::timestamptz
  from ticket_order o
  join show s on s.id = o.show_id
 where n.show_id = $1::uuid
   and n.id = $2::uuid
   and n.link_used_at is null
   and o.show_id = $1::uuid
   and o.id = any(array[n.order_id])
   and lower(o.email) = lower(n.recipient)
   and $3::timestamptz < greatest(n.created_at, s.starts_at) + interval '30 days'
returning n.order_id as "orderId", n.recipient`,
);

/** Where the message of a link was sent. $1 show, $2 message. */
export const readLinkedMessage = statement(
  'read_linked_message',
  `select n.order_id as "orderId", n.recipient
  from notification n
 where n.show_id = $1::uuid
   and n.id = $2::uuid`,
);

/**
 * Writes a message with a new link to the address of an order, if the message of the old link was sent there. No row
 * where one was written a moment ago, or many today. $1 show, $2 message, $3 now, $4 seconds between two, $5 how many
 * a day.
 *
 * Two at once write the same generation, of which the table takes one.
 */
export const writeLinkMessage = statement(
  'write_order_link_message',
  `with linked as (
  select o.id, o.email, o.locale
    from notification n
    join ticket_order o on o.show_id = $1::uuid and o.id = any(array[n.order_id])
   where n.show_id = $1::uuid
     and n.id = $2::uuid
     and lower(o.email) = lower(n.recipient)
), earlier as (
  select coalesce(max(generation), 0) as generation,
         count(*) filter (where created_at > $3::timestamptz - interval '1 day') as today,
         max(created_at) as latest
    from notification
   where show_id = $1::uuid
     and order_id = (select id from linked)
     and kind = 'order_link'
)
insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, created_at)
select $1::uuid, 'order_link', linked.id, earlier.generation + 1, linked.id, linked.email, linked.locale, $3::timestamptz
  from linked, earlier
 where earlier.today < $5::integer
   and (earlier.latest is null or earlier.latest <= $3::timestamptz - make_interval(secs => $4::integer))
    on conflict on constraint notification_once do nothing
returning id`,
);
