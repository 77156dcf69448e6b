/** Every statement on invitations. */
import { statement } from '../../platform';

const columns = `i.id as "invitationId", i.organization_id as "organizationId", i.email, i.role, i.created_at as "createdAt",
       i.expires_at as "expiresAt", i.accepted_at as "acceptedAt", i.revoked_at as "revokedAt"`;

/** $1 id, $2 organization, $3 address or null, $4 role, $5 locale, $6 by whom, $7 now, $8 until when. */
export const insertInvitation = statement(
  'organizations_insert_invitation',
  `insert into organization_invitation as i (id, organization_id, email, role, locale, invited_by, created_at, expires_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid, $7::timestamptz, $8::timestamptz)
returning ${columns}`,
);

/** $1 id. */
export const readInvitation = statement(
  'organizations_read_invitation',
  `select ${columns} from organization_invitation i where i.id = $1::uuid`,
);

/** The same; nobody else accepts or revokes it meanwhile. $1 id. */
export const lockInvitation = statement('organizations_lock_invitation', `${readInvitation.text} for update of i`);

/** Those that can be accepted now. $1 organization, $2 now. */
export const listOpenInvitations = statement(
  'organizations_list_open_invitations',
  `select ${columns}
  from organization_invitation i
 where i.organization_id = $1::uuid
   and i.accepted_at is null
   and i.revoked_at is null
   and i.expires_at > $2::timestamptz
 order by i.created_at, i.id
 limit 200`,
);

/** $1 id, $2 now. */
export const markAccepted = statement(
  'organizations_mark_invitation_accepted',
  'update organization_invitation set accepted_at = $2::timestamptz where id = $1::uuid',
);

/** Names the address of a link that was passed on; a mail with another link goes there. $1 id, $2 address, $3 locale. */
export const nameAddress = statement(
  'organizations_name_address_of_invitation',
  'update organization_invitation set email = $2::text, locale = coalesce($3::text, locale) where id = $1::uuid',
);

/** $1 id, $2 now. No row where it was accepted or revoked before. */
export const revokeInvitationRow = statement(
  'organizations_revoke_invitation',
  `update organization_invitation i
   set revoked_at = $2::timestamptz
 where i.id = $1::uuid and i.accepted_at is null and i.revoked_at is null
returning ${columns}`,
);

/** $1 organization, $2 who invited, $3 now. */
export const revokeInvitationsBy = statement(
  'organizations_revoke_invitations_by',
  `update organization_invitation
   set revoked_at = $3::timestamptz
 where organization_id = $1::uuid and invited_by = $2::uuid and accepted_at is null and revoked_at is null`,
);

/** The account of an address, made where there is none. $1 address, $2 an id for a new one. */
export const openAccount = statement(
  'organizations_open_account',
  `insert into organizer_account (email, id)
values (lower($1::text), $2::uuid)
    on conflict (email) do update set email = excluded.email
returning id, (id = $2::uuid) as "isNew"`,
);
