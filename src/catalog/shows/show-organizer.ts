import { isOrganizationRole, roleAllows, type ShowPermission, showPermissions } from '../../organizations';
import { badUserInput, type Caller, forbidden, type RequestContext, requireOrganizer } from '../../platform';
import type { SaleTerms } from '../sale-terms/sale-terms';
import type { SaleTermsCache } from '../sale-terms/sale-terms-cache';

/** What belongs to an organizer: a show, or the event that it is a performance of. */
interface Organized {
  /** The UUID of the caller or of the organization that runs it; null for the app itself. */
  readonly organizerId: string | null;
}

/**
 * The one rule: an admin runs every show, an organizer the shows that they created for themselves, a member of the
 * organization that runs it does what the member's role allows, nobody else anything.
 */
export async function mayRunShow(
  caller: Caller | null,
  { organizerId }: Organized,
  permission: ShowPermission = 'manage',
): Promise<boolean> {
  if (caller === null) return false;
  if (caller.roles.has('admin')) return true;
  if (caller.roles.has('organizer') && caller.id === organizerId) return true;
  if (organizerId === null || caller.roleIn === undefined) return false;
  const role = await caller.roleIn(organizerId);
  return isOrganizationRole(role) && roleAllows(role, permission);
}

/** Everything that the caller may do with it. */
export async function permissionsOf(caller: Caller | null, organized: Organized): Promise<ShowPermission[]> {
  const answers = await Promise.all(showPermissions.map((permission) => mayRunShow(caller, organized, permission)));
  return showPermissions.filter((_, index) => answers[index]);
}

/** Whether the caller is a member of the organization that runs it, in any role, or runs it alone. */
export async function maySeeOrganized(caller: Caller | null, organized: Organized): Promise<boolean> {
  return (await permissionsOf(caller, organized)).length > 0;
}

/** @throws FORBIDDEN where the caller may not do this with it */
export async function requireOrganizerOf(
  kind: 'show' | 'event' | 'venue',
  organized: Organized,
  caller: Caller,
  permission?: ShowPermission,
): Promise<void> {
  if (!(await mayRunShow(caller, organized, permission))) throw forbidden(`You are not an organizer of this ${kind}.`);
}

/**
 * The terms of a show with which the caller may do what the permission says. The id is a UUID, or null where the API's
 * id was not the id of a show.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN where the caller may not, BAD_USER_INPUT for an unknown show
 */
export async function requireShowOrganizer(
  terms: SaleTermsCache,
  request: RequestContext,
  showId: string | null,
  permission?: ShowPermission,
): Promise<SaleTerms> {
  const caller = requireOrganizer(request);
  const show = showId === null ? null : await terms.of(showId);
  if (show === null) throw badUserInput('There is no such show.');
  await requireOrganizerOf('show', show, caller, permission);
  return show;
}
