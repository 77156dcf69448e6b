/** Every statement on the deliveries of events to endpoints. `number_events` adds one for each event that an endpoint wants. */
import { statement } from '../../platform';
import { endpointColumns } from '../endpoints/endpoints.sql';
import { eventColumns } from '../log/event-log.sql';

/** Attempts of which a delivery keeps the result, of all its replays together. */
const TRIES_KEPT = 20;

const deliveryColumns = `d.endpoint_id as "endpointId", d.id::float8 as id, d.attempts, d.type, upper(d.state) as state,
       d.next_at as "nextAt", d.tries, d.created_at as "createdAt"`;

/** Endpoints with something to send, jumping from one to the next in the index. $1 now. */
export const readDueEndpoints = statement(
  'read_due_webhook_endpoints',
  `with recursive pending as (
  (select endpoint_id, next_at from webhook_delivery where next_at is not null order by endpoint_id, next_at limit 1)
  union all
  select n.endpoint_id, n.next_at
    from pending p
   cross join lateral (
     select endpoint_id, next_at
       from webhook_delivery
      where next_at is not null
        and endpoint_id > p.endpoint_id
      order by endpoint_id, next_at
      limit 1
   ) as n
)
select ${endpointColumns}
  from pending p
  join webhook_endpoint w on w.id = p.endpoint_id
 where p.next_at <= $1::timestamptz
   and w.disabled_at is null
   and w.deleted_at is null
 order by p.next_at`,
);

/**
 * Begins attempts, the longest due first: no other process takes them before the lease ends. Those of a process that died
 * are due when its lease ends. $1 endpoints, $2 how many of each, $3 now, $4 end of the lease.
 */
export const claimDue = statement(
  'claim_due_webhook_deliveries',
  `with due as (
  select d.endpoint_id, d.id
    from unnest($1::uuid[], $2::integer[]) as wanted (endpoint_id, count)
   cross join lateral (
     select endpoint_id, id
       from webhook_delivery
      where endpoint_id = wanted.endpoint_id
        and next_at <= $3::timestamptz
      order by next_at
      limit wanted.count
        for update skip locked
   ) as d
), claimed as (
  update webhook_delivery d
     set state = 'sending', attempts = d.attempts + 1, next_at = $4::timestamptz
    from due
   where d.endpoint_id = due.endpoint_id
     and d.id = due.id
  returning d.endpoint_id, d.id, d.position, d.attempts, d.type as delivered_type, d.created_at as delivery_created_at
)
select c.endpoint_id as "endpointId", c.id::float8 as id, c.attempts, c.delivered_type as "deliveredType",
       c.delivery_created_at as "deliveryCreatedAt", ${eventColumns}
  from claimed c
  left join organizer_event e on e.position = c.position
 order by c.position nulls first`,
);

/**
 * Records how attempts ended. $1 endpoints, $2 ids, $3 attempts, $4 states, $5 when they are due again or null, $6 each
 * attempt as JSON, $7 now.
 */
export const recordResults = statement(
  'record_webhook_results',
  `update webhook_delivery d
   set state = r.state, next_at = r.next_at, ended_at = case when r.next_at is null then $7::timestamptz end,
       tries = case when jsonb_array_length(d.tries) >= ${TRIES_KEPT} then d.tries - 0 else d.tries end || r.tried::jsonb
  from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::text[], $5::timestamptz[], $6::text[])
       as r (endpoint_id, id, attempts, state, next_at, tried)
 where d.endpoint_id = r.endpoint_id
   and d.id = r.id
   and d.attempts = r.attempts
   and d.state = 'sending'`,
);

/**
 * Ends what waits for endpoints that are disabled or deleted, of which there may be something at any time: an attempt
 * ended, or an event was numbered, at the same moment. $1 endpoints or null for all, $2 now.
 */
export const endWaitingOfDisabled = statement(
  'end_webhook_deliveries_of_disabled',
  `update webhook_delivery d
   set state = 'failed', next_at = null, ended_at = $2::timestamptz
  from webhook_endpoint w
 where (w.disabled_at is not null or w.deleted_at is not null)
   and ($1::uuid[] is null or w.id = any($1::uuid[]))
   and d.endpoint_id = w.id
   and d.next_at is not null
   and (d.state = 'waiting' or d.next_at <= $2::timestamptz)`,
);

/** A message that tries an endpoint. No row where $4 were written since $3. $1 endpoint, $2 now. */
export const insertTest = statement(
  'insert_webhook_test',
  `insert into webhook_delivery as d (endpoint_id, type, next_at, created_at)
select $1::uuid, 'webhook.test', $2::timestamptz, $2::timestamptz
 where (select count(*) from webhook_delivery
         where endpoint_id = $1::uuid and position is null and created_at > $3::timestamptz) < $4::integer
returning ${deliveryColumns}, null as "showId", null as sequence`,
);

const deliveryFrom = `
  from webhook_delivery d
  left join organizer_event e on e.position = d.position`;

/** The deliveries to an endpoint, the latest first. $1 endpoint, $2 before this id or null, $3 state or null, $4 how many. */
export const readDeliveries = statement(
  'read_webhook_deliveries',
  `select ${deliveryColumns}, e.show_id as "showId", e.sequence::float8 as sequence${deliveryFrom}
 where d.endpoint_id = $1::uuid
   and ($2::bigint is null or d.id < $2::bigint)
   and ($3::text is null or d.state = any(case $3::text when 'WAITING' then '{waiting,sending}'::text[] else array[lower($3::text)] end))
 order by d.id desc
 limit $4::integer`,
);

/** What a replay does with an event of the log: `replayed` names their positions and types. $1 endpoint, $2 now. */
const replayEvents = (events: string) => `with replayed as (
  ${events}
), written as (
  insert into webhook_delivery as d (endpoint_id, position, type, next_at, created_at)
  select $1::uuid, position, type, $2::timestamptz, $2::timestamptz from replayed
      on conflict on constraint webhook_delivery_once do update
     set state = 'waiting', attempts = 0, next_at = $2::timestamptz, ended_at = null
   where d.state in ('delivered', 'failed')
  returning 1
)
select count(*)::integer as "replayedCount", max(position)::float8 as "lastPosition" from replayed`;

/** $1 endpoint, $2 now, $3 organizer, $4 shows, $5 sequences. */
export const replayByIds = statement(
  'replay_webhooks_by_ids',
  replayEvents(`select e.position, e.type
    from unnest($4::uuid[], $5::bigint[]) as wanted (show_id, sequence)
    join organizer_event e on e.show_id = wanted.show_id and e.sequence = wanted.sequence
   where e.organizer_id = $3::uuid`),
);

/** $1 endpoint, $2 now, $3 organizer, $4 types or null for all, $5 since, $6 before, $7 after this position, $8 how many at most. */
export const replayRange = statement(
  'replay_webhooks_of_range',
  replayEvents(`select e.position, e.type
    from organizer_event e
   where e.organizer_id = $3::uuid
     and e.position > $7::bigint
     and e.created_at >= $5::timestamptz
     and e.created_at < $6::timestamptz
     and ($4::text[] is null or e.type = any($4::text[]))
   order by e.position
   limit $8::integer`),
);

/** Removes deliveries that ended. $1 created before, $2 how many at most. Returns how many. */
export const removeOldDeliveries = statement(
  'remove_old_webhook_deliveries',
  `with old as (
  select d.endpoint_id, d.id
    from webhook_endpoint w
   cross join lateral (
     select endpoint_id, id
       from webhook_delivery
      where endpoint_id = w.id
        and created_at < $1::timestamptz
        and next_at is null
      order by id
      limit $2::integer
   ) as d
   limit $2::integer
), removed as (
  delete from webhook_delivery d using old where d.endpoint_id = old.endpoint_id and d.id = old.id returning 1
)
select count(*)::integer as count from removed`,
);

/** What waits for its owner, or an operator. $1 after this id, $2 how many. */
export const readDead = statement(
  'read_dead_webhooks',
  `select ${deliveryColumns}, e.show_id as "showId", e.sequence::float8 as sequence, w.url, w.disabled_at is not null as "isDisabled"
  from webhook_delivery d
  join webhook_endpoint w on w.id = d.endpoint_id and w.deleted_at is null
  left join organizer_event e on e.position = d.position
 where d.state = 'failed'
   and d.id > $1::bigint
 order by d.id
 limit $2::integer`,
);

/**
 * Sends dead events again, from their first attempt on, to endpoints that are not disabled. $1 ids or null, $2 endpoint or
 * null, $3 now.
 */
export const replayDead = statement(
  'replay_dead_webhooks',
  `update webhook_delivery d
   set state = 'waiting', attempts = 0, next_at = $3::timestamptz, ended_at = null
  from webhook_endpoint w
 where w.id = d.endpoint_id
   and w.disabled_at is null
   and w.deleted_at is null
   and d.state = 'failed'
   and ($1::bigint[] is null or d.id = any($1::bigint[]))
   and ($2::uuid is null or d.endpoint_id = $2::uuid)
returning d.id`,
);
