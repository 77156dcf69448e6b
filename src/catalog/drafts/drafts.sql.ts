/** Every statement on drafts of shows. */
import { statement } from '../../platform';

const columns = `d.id as "draftId", d.organizer_id as "organizerId", d.event_id as "eventId", d.venue_id as "venueId",
       d.series_id as "seriesId", d.terms, d.changed_at as "changedAt"`;

/** $1 draft. */
export const readDraft = statement('catalog_read_draft', `select ${columns} from show_draft d where d.id = $1::uuid`);

/** Those that there are. $1 drafts. */
export const readDrafts = statement(
  'catalog_read_drafts',
  `select ${columns} from show_draft d where d.id = any($1::uuid[])`,
);

/** The same as for one; nobody changes or publishes it until the transaction ends. $1 draft. */
export const lockDraft = statement('catalog_lock_draft', `${readDraft.text} for update of d`);

/** Of a caller and their organizations, by start; those without one last. $1 caller, $2 start and $3 id after which the list goes on, $4 how many. */
export const listDrafts = statement(
  'catalog_list_drafts',
  `select ${columns}
  from (select $1::uuid as id
         union
        select organization_id from organization_member where member_id = $1::uuid) as organizer
 cross join lateral (
   select * from show_draft
    where organizer_id = organizer.id
      and (coalesce(starts_at, 'infinity'), id) > ($2::timestamptz, $3::uuid)
    order by coalesce(starts_at, 'infinity'), id
    limit $4) as d
 order by coalesce(d.starts_at, 'infinity'), d.id
 limit $4`,
);

/** $1 drafts as JSON, $2 now. */
export const insertDrafts = statement(
  'catalog_insert_drafts',
  `insert into show_draft (id, organizer_id, event_id, venue_id, series_id, starts_at, terms, created_at, changed_at)
select d."draftId", d."organizerId", d."eventId", d."venueId", d."seriesId", (d.terms ->> 'startsAt')::timestamptz, d.terms,
       $2::timestamptz, $2::timestamptz
  from jsonb_to_recordset($1::jsonb) as d (
       "draftId" uuid, "organizerId" uuid, "eventId" uuid, "venueId" uuid, "seriesId" uuid, terms jsonb)`,
);

/** $1 draft, $2 terms, $3 now. */
export const writeDraft = statement(
  'catalog_write_draft',
  `update show_draft
   set terms = $2::jsonb, starts_at = ($2::jsonb ->> 'startsAt')::timestamptz, changed_at = $3::timestamptz
 where id = $1::uuid`,
);

/** $1 draft. */
export const deleteDraft = statement('catalog_delete_draft', 'delete from show_draft where id = $1::uuid returning id');

/** $1 id, $2 caller, $3 key, $4 digest of the request, $5 how many, $6 now. No row where the key was used before. */
export const insertSeries = statement(
  'catalog_insert_series',
  `insert into show_series (id, caller_id, idempotency_key, request, draft_count, created_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::integer, $6::timestamptz)
    on conflict on constraint show_series_key do nothing
returning id`,
);

/** $1 caller, $2 key. */
export const readSeries = statement(
  'catalog_read_series',
  `select id as "seriesId", request, draft_count as "draftCount"
  from show_series
 where caller_id = $1::uuid and idempotency_key = $2::text`,
);

/**
 * What local times are in a zone. A time that the clocks leave out in spring is an hour later; of one that comes twice in
 * autumn the second is meant. $1 local times, $2 zone.
 */
export const instantsOfLocalTimes = statement(
  'catalog_instants_of_local_times',
  `select l.at as "localTime",
       l.at::timestamp at time zone $2::text as "startsAt",
       (l.at::timestamp at time zone $2::text) at time zone $2::text <> l.at::timestamp as "isMoved"
  from unnest($1::text[]) with ordinality as l (at, number)
 order by l.number`,
);
