import { badUserInput, type Caller, forbidden, type RequestContext, requireRole } from '../../platform';
import type { SaleTerms } from '../sale-terms/sale-terms';
import type { SaleTermsCache } from '../sale-terms/sale-terms-cache';

/** What belongs to an organizer: a show, or the event that it is a performance of. */
interface Organized {
  /** The caller's UUID; null for the app itself. */
  readonly organizerId: string | null;
}

/** The one rule: an admin runs every show, an organizer the shows that they created, nobody else any. */
export function mayRunShow(caller: Caller | null, { organizerId }: Organized): boolean {
  if (caller === null) return false;
  if (caller.roles.has('admin')) return true;
  return caller.roles.has('organizer') && caller.id === organizerId;
}

/** @throws FORBIDDEN where the caller may not run it */
export function requireOrganizerOf(kind: 'show' | 'event', organized: Organized, caller: Caller): void {
  if (!mayRunShow(caller, organized)) throw forbidden(`You are not an organizer of this ${kind}.`);
}

/**
 * The terms of a show that the caller runs. The id is a UUID, or null where the API's id was not the id of a show.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN where the caller may not run it, BAD_USER_INPUT for an unknown show
 */
export async function requireShowOrganizer(
  terms: SaleTermsCache,
  request: RequestContext,
  showId: string | null,
): Promise<SaleTerms> {
  const caller = requireRole(request, 'organizer', 'admin');
  const show = showId === null ? null : await terms.of(showId);
  if (show === null) throw badUserInput('There is no such show.');
  requireOrganizerOf('show', show, caller);
  return show;
}
