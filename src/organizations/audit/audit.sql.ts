import { statement } from '../../platform';

/** $1 organizer, $2 show, $3 actor, $4 role, $5 action, $6 subject, $7 before, $8 after, $9 request, $10 now. */
export const insertAudit = statement(
  'organizations_insert_audit',
  `insert into organizer_audit (organizer_id, show_id, actor_id, actor_role, action, subject, before, after, request_id, at)
values ($1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::jsonb, $8::jsonb, $9::text, $10::timestamptz)`,
);

/** The latest first. $1 organizer, $2 before this position or null, $3 how many. */
export const readAudit = statement(
  'organizations_read_audit',
  `select a.position::text, a.show_id as "showId", a.actor_id as "actorId", m.email as "actorEmail", a.actor_role as "actorRole",
       a.action, a.subject, a.before, a.after, a.request_id as "requestId", a.at
  from organizer_audit a
  left join organization_member m on m.member_id = a.actor_id and m.organization_id = a.organizer_id
 where a.organizer_id = $1::uuid
   and ($2::bigint is null or a.position < $2::bigint)
 order by a.position desc
 limit $3::integer`,
);
