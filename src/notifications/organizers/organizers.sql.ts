/** Mail to organizers: where it goes, and what is written for them. */
import { statement } from '../../platform';

/** $1 organizer, $2 address, $3 locale. */
export const writeContact = statement(
  'write_organizer_contact',
  `insert into organizer_contact (organizer_id, email, locale)
values ($1::uuid, $2::text, $3::text)
    on conflict (organizer_id) do update
   set email = excluded.email, locale = excluded.locale, changed_at = clock_timestamp()`,
);

/** $1 organizer. */
export const removeContact = statement(
  'remove_organizer_contact',
  'delete from organizer_contact where organizer_id = $1::uuid',
);

/** $1 organizer. */
export const readContact = statement(
  'read_organizer_contact',
  'select email, locale from organizer_contact where organizer_id = $1::uuid',
);

/** Writes a message to an organizer who has an address. $1 organizer, $2 kind, $3 subject, $4 generation, $5 detail. */
export const recordNotice = statement(
  'record_organizer_notice',
  `select record_organizer_notice($1::uuid, lower($2::text), $3::uuid, $4::integer, null, $5::jsonb, clock_timestamp())`,
);

/**
 * Writes each organizer one message about the dead letters of their shows that they were not notified of, unless the last
 * such message is less than an hour old. $1 now.
 *
 * Dead letters are few. Two processes at once meet in `dead_letter_notice`: the second one finds nothing new.
 */
export const writeDigests = statement(
  'write_dead_letter_digests',
  `with reachable as (
  select c.organizer_id, c.email, c.locale
    from organizer_contact c
   where not exists(select from notification n
                     where n.show_id = '00000000-0000-0000-0000-000000000000' and n.kind = 'dead_letters'
                       and n.subject = c.organizer_id and n.created_at > $1::timestamptz - interval '1 hour')
), dead as (
  select show_id, 'payment' as kind, order_id as subject from payment where dead_letter_reason is not null
  union
  select show_id, 'payment', order_id from refund where dead_letter_reason is not null
  union
  select show_id, 'mail', id from notification where state in ('failed', 'suppressed') and order_id is not null
), of_organizer as (
  select s.organizer_id, dead.kind, dead.subject
    from dead
    join show s on s.id = dead.show_id
   where s.organizer_id is not null
), forgotten as (
  -- What was replayed and is dead once more is new.
  delete from dead_letter_notice d
   where not exists(select from of_organizer o
                     where o.organizer_id = d.organizer_id and o.kind = d.kind and o.subject = d.subject)
), fresh as (
  insert into dead_letter_notice (organizer_id, kind, subject)
  select o.organizer_id, o.kind, o.subject from of_organizer o join reachable r on r.organizer_id = o.organizer_id
      on conflict do nothing
  returning organizer_id, kind
)
insert into notification (show_id, kind, subject, generation, recipient, locale, detail, created_at)
select '00000000-0000-0000-0000-000000000000', 'dead_letters', r.organizer_id,
       extract(epoch from $1::timestamptz)::bigint / 60, r.email, r.locale,
       jsonb_build_object('payments', count(*) filter (where fresh.kind = 'payment'),
                          'mails', count(*) filter (where fresh.kind = 'mail')), $1::timestamptz
  from fresh
  join reachable r on r.organizer_id = fresh.organizer_id
 group by r.organizer_id, r.email, r.locale
    on conflict on constraint notification_once do nothing`,
);
