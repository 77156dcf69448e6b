import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Viewer } from '../../accounts';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  isUuid,
  pageOf,
  type RequestContext,
  type SqlExecutor,
  Work,
} from '../../platform';
import { readAudit } from '../audit/audit.sql';
import type { OrganizationsContext } from '../context';
import type { InvitationRow } from '../invitations/invitation';
import { listOpenInvitations } from '../invitations/invitations.sql';
import type { MemberRow } from '../members/member';
import { listMembers, readOrganizations } from '../members/members.sql';
import { membershipsOf } from '../members/memberships';
import { decodeOrganizationId, maySeeMembers, type OrganizationRow, roleInOrganization } from '../require-organization';
import { type OrganizationRole, roleAllows, showPermissions } from '../show-permission';
import {
  AuditArgs,
  AuditConnection,
  type AuditEntry,
  Organization,
  OrganizationInvitation,
  type OrganizationMember,
  OrganizationMemberConnection,
  OrganizationMembersArgs,
  OrganizationRoleEnum,
} from './organizations.graphql';
import { OrganizerPermission, permissionName } from './permissions.graphql';
import { type AuditRow, auditView, invitationView, memberView, organizationView } from './views';

const FIRST_MAX = 100;
const FIRST_OF_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000'];

/** An organization that the caller is a member of, or null. */
export async function findOrganization(
  database: SqlExecutor,
  request: RequestContext,
  id: string,
): Promise<Organization | null> {
  const organizationId = decodeOrganizationId(id);
  if (organizationId === null || (await roleInOrganization(request, organizationId)) === null) return null;
  const [row] = await database.run<OrganizationRow>(readOrganizations, [[organizationId]]);
  return row === undefined ? null : organizationView(row);
}

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly context: OrganizationsContext) {}

  @Work({ statements: 2 })
  @Query(() => Organization, { nullable: true, description: 'For its members and admins; null for others.' })
  organization(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Organization | null> {
    return findOrganization(this.context.database, request, id);
  }

  @FieldResolver(() => OrganizationRoleEnum, { nullable: true, description: "The caller's; null for admins." })
  async role(@Root() organization: Organization, @Ctx() { caller }: RequestContext): Promise<OrganizationRole | null> {
    if (caller === null || caller.roles.has('admin')) return null;
    return roleInOrganization({ caller }, organization.organizationId);
  }

  @FieldResolver(() => [OrganizerPermission], {
    description: 'What the caller may do with the organization and its shows. An admin may do what an owner may.',
  })
  async viewerPermissions(
    @Root() { organizationId }: Organization,
    @Ctx() request: RequestContext,
  ): Promise<OrganizerPermission[]> {
    const role = await roleInOrganization(request, organizationId);
    if (role === null) return [];
    const ofShows = showPermissions.filter((permission) => roleAllows(role, permission)).map(permissionName);
    return role === 'OWNER' ? [...ofShows, 'CHANGE_MEMBERS'] : ofShows;
  }

  @Work({ statements: 1 })
  @FieldResolver(() => OrganizationMemberConnection, {
    nullable: true,
    description: `In the order in which they joined; at most ${FIRST_MAX} per page. For owners, managers and admins; null for others.`,
  })
  async members(
    @Root() { organizationId }: Organization,
    @Args(() => OrganizationMembersArgs) args: InstanceType<typeof OrganizationMembersArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<OrganizationMember> | null> {
    if (!(await maySeeMembers(request, organizationId))) return null;
    const page = pageOf(args, FIRST_MAX);
    const after = page.after === null ? FIRST_OF_ALL : memberCursorOf(page.after);
    const rows = await this.context.database.run<MemberRow>(listMembers, [organizationId, ...after, page.first + 1]);
    const { edges, pageInfo } = connect(rows, page, ({ joinedAt, memberId }) =>
      encodeCursor(joinedAt.toISOString(), memberId),
    );
    return viewOf({ edges, pageInfo }, (row) => memberView(row, request.caller));
  }

  @Work({ statements: 1, items: 10 })
  @FieldResolver(() => [OrganizationInvitation], {
    nullable: true,
    description: 'Those that can be accepted now, oldest first. For owners, managers and admins; null for others.',
  })
  async invitations(
    @Root() { organizationId }: Organization,
    @Ctx() request: RequestContext,
  ): Promise<OrganizationInvitation[] | null> {
    if (!(await maySeeMembers(request, organizationId))) return null;
    const { database, clock } = this.context;
    const rows = await database.run<InvitationRow>(listOpenInvitations, [organizationId, clock.now()]);
    return rows.map(invitationView);
  }

  @Work({ statements: 1 })
  @FieldResolver(() => AuditConnection, {
    nullable: true,
    description: `What organizers have changed, the latest first; at most ${FIRST_MAX} per page. For owners, managers and admins; null for others.`,
  })
  async audit(
    @Root() { organizationId }: Organization,
    @Args(() => AuditArgs) args: InstanceType<typeof AuditArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<AuditEntry> | null> {
    if (!(await maySeeMembers(request, organizationId))) return null;
    const page = pageOf(args, FIRST_MAX);
    const before = page.after === null ? null : positionOf(page.after);
    const rows = await this.context.database.run<AuditRow>(readAudit, [organizationId, before, page.first + 1]);
    return viewOf(
      connect(rows, page, ({ position }) => encodeCursor(position)),
      auditView,
    );
  }
}

@Resolver(() => Viewer)
export class ViewerOrganizationsResolver {
  constructor(private readonly database: SqlExecutor) {}

  @Work({ statements: 2, items: 5 })
  @FieldResolver(() => [Organization], { description: 'Those that the caller is a member of, by name.' })
  async organizations(@Root() _viewer: Viewer, @Ctx() { caller }: RequestContext): Promise<Organization[]> {
    if (caller?.roleIn === undefined) return [];
    const ids = [...(await membershipsOf(this.database, caller)).keys()];
    const rows = ids.length === 0 ? [] : await this.database.run<OrganizationRow>(readOrganizations, [ids]);
    return rows.map(organizationView).sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  }
}

function viewOf<Row, Node>(
  { edges, pageInfo }: Pick<Connection<Row>, 'edges' | 'pageInfo'>,
  view: (row: Row) => Node,
): Connection<Node> {
  const shown = edges.map(({ cursor, node }) => ({ cursor, node: view(node) }));
  return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo };
}

function memberCursorOf(cursor: string): [string, string] {
  const [joinedAt, memberId] = decodeCursor(cursor, 2).map(String);
  if (joinedAt === undefined || Number.isNaN(Date.parse(joinedAt)) || memberId === undefined || !isUuid(memberId)) {
    throw badUserInput('"after" is not a cursor of this list.');
  }
  return [joinedAt, memberId];
}

function positionOf(cursor: string): string {
  const [position = ''] = decodeCursor(cursor, 1).map(String);
  if (!/^\d{1,18}$/.test(position)) throw badUserInput('"after" is not a cursor of this list.');
  return position;
}
