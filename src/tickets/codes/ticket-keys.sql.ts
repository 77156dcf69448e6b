import { statement } from '../../platform';

/** Every key that was not retired. */
export const readTicketKeys = statement(
  'read_ticket_keys',
  `select id, private_jwk as "privateJwk", created_at as "createdAt", signs_from as "signsFrom"
  from ticket_key
 where retired_at is null
 order by id`,
);

/** Every key, for the operator. */
export const listTicketKeys = statement(
  'list_ticket_keys',
  `select id, created_at as "createdAt", signs_from as "signsFrom", retired_at as "retiredAt" from ticket_key order by id`,
);

/** The first key, or none where there is one. $1 private JWK, $2 now. */
export const keepFirstTicketKey = statement(
  'keep_first_ticket_key',
  `insert into ticket_key (id, private_jwk, created_at, signs_from)
select 1, $1::jsonb, $2::timestamptz, $2::timestamptz
 where not exists (select from ticket_key)
    on conflict do nothing`,
);

/** $1 private JWK, $2 now, $3 from when on it signs. */
export const addTicketKey = statement(
  'add_ticket_key',
  `insert into ticket_key (id, private_jwk, created_at, signs_from)
select coalesce(max(id), 0) + 1, $1::jsonb, $2::timestamptz, $3::timestamptz from ticket_key
returning id`,
);

/** No row where another key must sign first: there must always be one. $1 key, $2 now. */
export const retireTicketKey = statement(
  'retire_ticket_key',
  `update ticket_key
   set retired_at = $2::timestamptz
 where id = $1::smallint
   and retired_at is null
   and exists (select from ticket_key other
                where other.id <> $1::smallint and other.retired_at is null and other.signs_from <= $2::timestamptz)
returning id`,
);
