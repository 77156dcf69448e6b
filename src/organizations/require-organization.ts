import {
  badUserInput,
  decodeId,
  forbidden,
  type RequestContext,
  requireOrganizer,
  type SqlExecutor,
} from '../platform';
import { readOrganizations } from './members/members.sql';
import { isOrganizationRole, type OrganizationRole } from './show-permission';

export interface OrganizationRow {
  readonly organizationId: string;
  readonly name: string;
  readonly createdAt: Date;
}

const OWNER_AND_MANAGER: readonly OrganizationRole[] = ['OWNER', 'MANAGER'];

/** The caller's role in an organization; an admin counts as an owner. Null for everybody else. */
export async function roleInOrganization(
  { caller }: Pick<RequestContext, 'caller'>,
  organizationId: string,
): Promise<OrganizationRole | null> {
  if (caller === null) return null;
  if (caller.roles.has('admin')) return 'OWNER';
  const role = await caller.roleIn?.(organizationId);
  return isOrganizationRole(role) ? role : null;
}

/** Whether the caller sees the members and the audit of an organization. */
export async function maySeeMembers(request: RequestContext, organizationId: string): Promise<boolean> {
  const role = await roleInOrganization(request, organizationId);
  return role !== null && OWNER_AND_MANAGER.includes(role);
}

/**
 * An organization in which the caller has one of the roles.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for callers with another role, BAD_USER_INPUT for any other
 *   organization: whoever is no member does not learn which there are
 */
export async function requireOrganizationRole(
  database: SqlExecutor,
  request: RequestContext,
  organizationId: string | null,
  roles: readonly OrganizationRole[],
): Promise<OrganizationRow> {
  requireOrganizer(request);
  const role = organizationId === null ? null : await roleInOrganization(request, organizationId);
  const [organization] =
    role === null ? [] : await database.run<OrganizationRow>(readOrganizations, [[organizationId]]);
  if (role === null || organization === undefined) throw badUserInput('You are in no such organization.');
  if (!roles.includes(role)) throw forbidden(`This requires the role ${roles.join(' or ')} in the organization.`);
  return organization;
}

export const decodeOrganizationId = (id: string): string | null => decodeId('organization', id);
