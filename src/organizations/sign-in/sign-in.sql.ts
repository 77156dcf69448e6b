import { statement } from '../../platform';

/**
 * Writes a link for the account of an address; a trigger writes the mail. Nothing where nobody has the address, where one
 * was written a moment ago, or many today. $1 address, $2 id, $3 locale, $4 now, $5 until when, $6 seconds between two,
 * $7 how many a day.
 */
export const requestLink = statement(
  'organizations_request_sign_in',
  `with account as (
  select id from organizer_account where email = lower($1::text)
), old as (
  delete from sign_in where account_id = (select id from account) and requested_at <= $4::timestamptz - interval '1 day'
), earlier as (
  select count(*) as today, max(requested_at) as latest
    from sign_in
   where account_id = (select id from account)
     and requested_at > $4::timestamptz - interval '1 day'
)
insert into sign_in (id, account_id, locale, requested_at, expires_at)
select $2::uuid, account.id, $3::text, $4::timestamptz, $5::timestamptz
  from account, earlier
 where earlier.today < $7::integer
   and (earlier.latest is null or earlier.latest <= $4::timestamptz - make_interval(secs => $6::integer))
    -- Two at once.
    on conflict on constraint sign_in_once_a_minute do nothing`,
);

/** Uses a link, once. No row where it was used or is too old. $1 id, $2 now. */
export const useLink = statement(
  'organizations_use_sign_in',
  `update sign_in s
   set used_at = $2::timestamptz
  from organizer_account a
 where s.id = $1::uuid
   and s.used_at is null
   and s.expires_at > $2::timestamptz
   and a.id = s.account_id
returning a.id as "accountId", a.email`,
);
