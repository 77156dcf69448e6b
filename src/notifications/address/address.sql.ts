/** A new address of an order. */
import { statement } from '../../platform';

/** The changes of an order that bear on another one. $1 show, $2 order, $3 now. */
export const readChanges = statement(
  'read_address_changes',
  `select count(*) filter (where requested_at > $3::timestamptz - interval '1 day')::integer as today,
       coalesce(bool_or(applied_at is null and undone_at is null), false) as "isPending",
       coalesce(bool_or(undone_at is not null), false) as "wasUndone"
  from address_change
 where show_id = $1::uuid
   and order_id = $2::uuid`,
);

/** Gives an order that has none its address. $1 show, $2 order, $3 address, $4 by whom. */
export const addAddress = statement(
  'add_order_address',
  `with added as (
  update ticket_order
     set email = $3::text, changed_by = $4::text
   where show_id = $1::uuid
     and id = $2::uuid
     and email is null
  returning id, locale
)
insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
select $1::uuid, 'address_changed', id, 0, id, $3::text, locale from added
    on conflict on constraint notification_once do nothing
returning id`,
);

/**
 * Asks for another address of an order, and writes the message to the old one; the trigger `apply_new_address` uses the
 * new one as soon as that message was sent, or is known to reach nobody. $1 show, $2 order, $3 old address, $4 new address,
 * $5 by whom, $6 now.
 */
export const requestChange = statement(
  'request_address_change',
  `with requested as (
  insert into address_change (show_id, order_id, old_email, new_email, changed_by, requested_at)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::timestamptz)
  returning id
)
insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
select $1::uuid, 'address_changing', requested.id, 1, o.id, $3::text, o.locale
  from requested
  join ticket_order o on o.show_id = $1::uuid and o.id = $2::uuid
returning id`,
);

/**
 * Keeps the old address of an order, or gives it back. Rows only where the change was not undone before. $1 show, $2 the
 * message to the old address, $3 now.
 */
export const undoChange = statement(
  'undo_address_change',
  `with undone as (
  update address_change c
     set undone_at = $3::timestamptz
    from notification n
   where n.show_id = $1::uuid
     and n.id = $2::uuid
     and n.kind = 'address_changing'
     and n.created_at > $3::timestamptz - interval '30 days'
     and c.show_id = $1::uuid
     and c.id = n.subject
     and c.undone_at is null
  returning c.order_id, c.old_email, c.new_email, c.applied_at
), given_back as (
  update ticket_order o
     set email = undone.old_email, changed_by = 'buyer'
    from undone
   where o.show_id = $1::uuid
     and o.id = any(array[undone.order_id])
     and undone.applied_at is not null
     and o.email = undone.new_email
  returning o.id, o.email, o.locale
), back as (
  update notification n
     set recipient = given_back.email
    from given_back
   where n.show_id = $1::uuid
     and n.order_id = given_back.id
     and n.state = 'waiting'
)
select order_id as "orderId" from undone`,
);
