/**
 * Who runs shows together: organizations, their members and what each role allows, invitations, sign-in by mail, and the
 * audit of what organizers change.
 *
 * **An organization is an organizer.** `organizer_id` of an event, a venue or a show is the UUID of the caller who runs it
 * alone, or of the organization. Whoever asks whether somebody may do something with a show asks `mayRunShow`.
 *
 * **Memberships are read with the request,** from the primary, once for each operation that asks. Who was removed has no
 * access from the commit on, on every process. Buyers and devices cannot be members, and cost no statement.
 *
 * **Changes of members wait for each other:** they lock the organization first, so that the last owner stays.
 *
 * **An address is proved by a mail.** A link that is mailed shows who reads the address, and is never in an answer of the
 * API. Secrets of links are signed, and stored nowhere.
 */
import type { Accounts } from '../accounts';
import type { AppModule, Caller, Platform } from '../platform';
import { MembersResolver } from './api/members.resolver';
import { findOrganization, OrganizationResolver, ViewerOrganizationsResolver } from './api/organizations.resolver';
import { SignInResolver } from './api/sign-in.resolver';
import type { OrganizationsContext } from './context';
import { type OrganizerLinks, openOrganizerLinks } from './links';
import { withMemberships } from './members/memberships';

export { Organization } from './api/organizations.graphql';
export { OrganizerPermission, permissionName } from './api/permissions.graphql';
export { organizationView } from './api/views';
export {
  type AuditedChange,
  type AuditWriter,
  type Author,
  auditWriter,
  authorOf,
  differenceOf,
  recordAudit,
} from './audit/record-audit';
export type { OrganizerLinks } from './links';
export {
  isOrganizationRole,
  type OrganizationRole,
  organizationRoles,
  roleAllows,
  type ShowPermission,
  showPermissions,
} from './show-permission';

export interface Organizations extends AppModule {
  /** The links in mails to members. */
  readonly links: OrganizerLinks;
  /**
   * Who sends this header: as `accounts.tokens` knows them, with what they need to ask for their memberships. For one
   * request.
   */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** The caller of one more operation on a connection that stays open. */
  forOperation(caller: Caller | null): Caller | null;
  /** Where clients reach the service, unless it is configured. */
  servedAt(url: string): void;
}

export function openOrganizations(
  { config, database, clock, logger }: Pick<Platform, 'config' | 'database' | 'clock' | 'logger'>,
  { accounts }: { readonly accounts: Accounts },
): Organizations {
  let publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '') ?? null;
  const links = openOrganizerLinks(accounts.deriveSecret('organizer links'));
  const context: OrganizationsContext = {
    ...{ database, clock, logger, links, tokens: accounts.tokens },
    publicUrl: () => publicUrl ?? '',
  };
  return {
    resolvers: [
      new OrganizationResolver(context),
      new ViewerOrganizationsResolver(database),
      new MembersResolver(context),
      new SignInResolver(context),
    ],
    nodes: [
      {
        kind: 'organization',
        typeName: 'Organization',
        fetch: (id, request) => findOrganization(database, request, id),
      },
    ],
    links,
    authenticate: async (authorization) => withMemberships(database, await accounts.tokens.authenticate(authorization)),
    forOperation: (caller) => withMemberships(database, caller),
    servedAt: (url) => {
      publicUrl ??= url;
    },
  };
}
