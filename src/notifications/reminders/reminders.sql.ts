/** Holds whose end is announced by mail. */
import { statement } from '../../platform';

/**
 * Remembers to announce the end of a live hold, once for each hold. No row where the address has many of them already.
 * $1 show, $2 hold, $3 buyer, $4 address, $5 locale, $6 now, $7 how many an address may have in a day.
 */
export const remindOfHold = statement(
  'remind_of_hold',
  `insert into hold_reminder (show_id, hold_id, recipient, locale, check_at, created_at)
select h.show_id, h.id, $4::text, $5::text, $6::timestamptz, $6::timestamptz
  from seat_hold h
 where h.show_id = $1::uuid
   and h.id = $2::uuid
   and h.buyer_id = $3::uuid
   and h.status = 'A'
   and h.expires_at > $6::timestamptz
   and (select count(*) from hold_reminder r
         where lower(r.recipient) = lower($4::text) and r.created_at > $6::timestamptz - interval '1 day') < $7::integer
    on conflict (show_id, hold_id) do update
   set recipient = excluded.recipient, locale = excluded.locale
returning hold_id`,
);

/**
 * Writes the messages of holds that end soon or have ended, and puts the others off. $1 now, $2 seconds before the end,
 * $3 how many. Holds of a cancelled show are over, whether or not they are released yet.
 *
 * A payment that failed was a message of its own, which says until when the seats are held. A reminder of a hold that has
 * ended is kept for a day, so that an address cannot be written to without end.
 */
export const announceHolds = statement(
  'announce_holds',
  `with due as (
  select r.show_id, r.hold_id, r.recipient, r.locale, h.status, h.expires_at, s.cancelled_at,
         exists(select from notification n
                 where n.show_id = r.show_id and n.kind = 'payment_failed' and n.subject = r.hold_id and n.generation = 1
                   and n.state <> 'dropped') as is_known
    from hold_reminder r
    left join seat_hold h on h.show_id = r.show_id and h.id = r.hold_id
    left join show s on s.id = r.show_id
   where r.check_at <= $1::timestamptz
   order by r.check_at
   limit $3::integer
     for update of r skip locked
), judged as (
  select due.*,
         case when cancelled_at is not null then 'over'
              when status = 'A' and expires_at - make_interval(secs => $2::integer) > $1::timestamptz then 'later'
              when status = 'A' and expires_at > $1::timestamptz then 'ending'
              when status in ('A', 'E') then 'ended'
              when status = 'R' then 'paying'
              else 'over' end as moment
    from due
), written as (
  insert into notification (show_id, kind, subject, generation, recipient, locale)
  select show_id, case moment when 'ending' then 'hold_ending' else 'seats_released' end, hold_id, 1, recipient, locale
    from judged
   where (moment = 'ending' and not is_known)
      or moment = 'ended'
      on conflict on constraint notification_once do nothing
), put_off as (
  update hold_reminder r
     set check_at = case j.moment when 'later' then j.expires_at - make_interval(secs => $2::integer)
                                  when 'ending' then j.expires_at
                                  when 'paying' then $1::timestamptz + interval '30 seconds'
                                  else 'infinity' end
    from judged j
   where r.show_id = j.show_id and r.hold_id = j.hold_id
)
delete from hold_reminder where check_at = 'infinity' and created_at < $1::timestamptz - interval '1 day'`,
);
