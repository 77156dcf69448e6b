/** Every statement on organizations and their members. */
import { statement } from '../../platform';

const memberColumns = `organization_id as "organizationId", member_id as "memberId", email, role, joined_at as "joinedAt"`;

/** The memberships of a caller: one page of one index. $1 caller. */
export const readMemberships = statement(
  'organizations_read_memberships',
  `select organization_id as "organizationId", role from organization_member where member_id = $1::uuid`,
);

/** $1 organizations. */
export const readOrganizations = statement(
  'organizations_read',
  `select id as "organizationId", name, created_at as "createdAt" from organization where id = any($1::uuid[])`,
);

/** $1 id, $2 name, $3 now. */
export const insertOrganization = statement(
  'organizations_insert',
  'insert into organization (id, name, created_at) values ($1::uuid, $2::text, $3::timestamptz)',
);

/** Of the changes of an organization's members only one goes on at a time, so that the last owner stays. $1 organization. */
export const lockOrganization = statement(
  'organizations_lock',
  'select id as "organizationId", name from organization where id = $1::uuid for update',
);

/** $1 organization, $2 caller, $3 address, $4 role, $5 now. No row where the caller is a member already. */
export const insertMember = statement(
  'organizations_insert_member',
  `insert into organization_member (organization_id, member_id, email, role, joined_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz)
    on conflict do nothing
returning ${memberColumns}`,
);

/** $1 organization, $2 caller. */
export const readMember = statement(
  'organizations_read_member',
  `select ${memberColumns} from organization_member where organization_id = $1::uuid and member_id = $2::uuid`,
);

/** $1 organization, $2 address. */
export const readMemberOfAddress = statement(
  'organizations_read_member_of_address',
  `select ${memberColumns} from organization_member where organization_id = $1::uuid and lower(email) = lower($2::text)`,
);

/** $1 organization, $2 joined after, $3 caller after, $4 how many. */
export const listMembers = statement(
  'organizations_list_members',
  `select ${memberColumns}
  from organization_member
 where organization_id = $1::uuid
   and (joined_at, member_id) > ($2::timestamptz, $3::uuid)
 order by joined_at, member_id
 limit $4::integer`,
);

/** $1 organization. */
export const countMembers = statement(
  'organizations_count_members',
  `select count(*)::integer as "memberCount", count(*) filter (where role = 'OWNER')::integer as "ownerCount"
  from organization_member
 where organization_id = $1::uuid`,
);

/** $1 organization, $2 caller, $3 role. */
export const writeRole = statement(
  'organizations_write_role',
  `update organization_member set role = $3::text
 where organization_id = $1::uuid and member_id = $2::uuid
returning ${memberColumns}`,
);

/** $1 organization, $2 caller. */
export const deleteMember = statement(
  'organizations_delete_member',
  'delete from organization_member where organization_id = $1::uuid and member_id = $2::uuid',
);
