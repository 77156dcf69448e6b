/** Every statement on the endpoints of organizers. */
import { statement } from '../../platform';

/** The columns of an endpoint `w` as `EndpointRow` has them. */
export const endpointColumns = `w.id, w.organizer_id as "organizerId", w.url, w.description, w.types,
       case w.signing when 'hmac' then 'HMAC_SHA256' else 'ED25519' end as signing,
       w.secret_generation as "secretGeneration", w.former_secret_until as "formerSecretUntil",
       w.created_at as "createdAt", w.failing_since as "failingSince",
       w.disabled_at as "disabledAt", upper(w.disabled_reason) as "disabledReason"`;

/** Lets one endpoint of an organizer be created at a time, until the transaction ends, so that the limit holds. $1 organizer. */
export const lockOrganizer = statement(
  'lock_organizer_of_endpoints',
  `select pg_advisory_xact_lock(hashtextextended('webhook_endpoint ' || $1::text, 0))`,
);

export const readEndpoint = statement(
  'read_webhook_endpoint',
  `select ${endpointColumns} from webhook_endpoint w where w.id = $1::uuid and w.deleted_at is null`,
);

export const readEndpointsOfOrganizer = statement(
  'read_webhook_endpoints_of_organizer',
  `select ${endpointColumns}
  from webhook_endpoint w
 where w.organizer_id = $1::uuid
   and w.deleted_at is null
 order by w.created_at, w.id`,
);

/** $1 id, $2 organizer, $3 url, $4 description or null, $5 types or null, $6 signing, $7 now. */
export const insertEndpoint = statement(
  'insert_webhook_endpoint',
  `insert into webhook_endpoint as w (id, organizer_id, url, description, types, signing, created_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text[], case $6::text when 'HMAC_SHA256' then 'hmac' else 'ed25519' end,
        $7::timestamptz)
returning ${endpointColumns}`,
);

/**
 * $1 id, $2 url or null to keep it, $3 whether to set the description, $4 description or null, $5 whether to set the types,
 * $6 types or null, $7 whether it is to be enabled or null to keep that, $8 now.
 */
export const changeEndpoint = statement(
  'change_webhook_endpoint',
  `update webhook_endpoint w
   set url = coalesce($2::text, w.url),
       description = case when $3::boolean then $4::text else w.description end,
       types = case when $5::boolean then $6::text[] else w.types end,
       disabled_at = case when $7::boolean then null when not $7::boolean then coalesce(w.disabled_at, $8::timestamptz) else w.disabled_at end,
       disabled_reason = case when $7::boolean then null when not $7::boolean then coalesce(w.disabled_reason, 'by_organizer') else w.disabled_reason end,
       failing_since = case when $7::boolean and w.disabled_at is not null then null else w.failing_since end
 where w.id = $1::uuid
   and w.deleted_at is null
returning ${endpointColumns}`,
);

/** The next secret; the one before signs as well for a while. $1 id, $2 the generation before, $3 until when. */
export const rotateEndpointSecret = statement(
  'rotate_webhook_secret',
  `update webhook_endpoint w
   set secret_generation = w.secret_generation + 1, former_secret_until = $3::timestamptz
 where w.id = $1::uuid
   and w.secret_generation = $2::integer
   and w.deleted_at is null
returning ${endpointColumns}`,
);

/** $1 id, $2 now. */
export const deleteEndpoint = statement(
  'delete_webhook_endpoint',
  `update webhook_endpoint set deleted_at = $2::timestamptz where id = $1::uuid and deleted_at is null returning id`,
);

/** Endpoints that received something: they do not fail any more. $1 ids. */
export const noteSuccesses = statement(
  'note_webhook_successes',
  `update webhook_endpoint set failing_since = null where id = any($1::uuid[]) and failing_since is not null`,
);

/**
 * Endpoints at which attempts failed. Disables those that failed for too long, and those that say that they are gone. $1
 * ids, $2 for each whether it is gone, $3 now, $4 failing since when is too long. Returns those that were disabled.
 */
export const noteFailures = statement(
  'note_webhook_failures',
  `with failed as (
  select id, bool_or(is_gone) as is_gone from unnest($1::uuid[], $2::boolean[]) as f (id, is_gone) group by id
), noted as (
  update webhook_endpoint w
     set failing_since = coalesce(w.failing_since, $3::timestamptz),
         disabled_at = case when f.is_gone or w.failing_since <= $4::timestamptz then $3::timestamptz end,
         disabled_reason = case when f.is_gone then 'gone' when w.failing_since <= $4::timestamptz then 'failing' end
    from failed f
   where w.id = f.id
     and w.disabled_at is null
     and w.deleted_at is null
     and (w.failing_since is null or w.failing_since <= $4::timestamptz or f.is_gone)
  returning ${endpointColumns}
)
select * from noted where "disabledAt" is not null`,
);

/** Removes endpoints that were deleted, once they have no deliveries left. */
export const removeDeletedEndpoints = statement(
  'remove_deleted_webhook_endpoints',
  `delete from webhook_endpoint w
 where w.deleted_at is not null
   and not exists (select from webhook_delivery d where d.endpoint_id = w.id)`,
);
