import { type Author, authorOf } from '../organizations';
import { badUserInput, decodeId, forbidden, type RequestContext, requireOrganizer } from '../platform';
import { mayRunShow } from './shows/show-organizer';

/** Who will run something new: the organization that the input names, or the caller alone. UUIDs. */
export interface NewOrganizer {
  readonly organizerId: string;
  readonly author: Author;
}

/**
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for members who name no organization or may not manage it,
 *   BAD_USER_INPUT for what is no organization of theirs
 */
export async function organizerOfNew(
  request: RequestContext,
  organizationId: string | null | undefined,
): Promise<NewOrganizer> {
  const caller = requireOrganizer(request);
  if (organizationId == null) {
    if (!caller.roles.has('organizer') && !caller.roles.has('admin')) {
      throw forbidden('Name the organization that it belongs to by "organizationId".');
    }
    return { organizerId: caller.id, author: await authorOf(request, caller.id) };
  }
  const organizerId = decodeId('organization', organizationId);
  const role = organizerId === null ? null : await caller.roleIn?.(organizerId);
  if (organizerId === null || (role == null && !caller.roles.has('admin')))
    throw badUserInput('You are in no such organization.');
  if (!(await mayRunShow(caller, { organizerId })))
    throw forbidden('Your role in this organization does not allow this.');
  return { organizerId, author: await authorOf(request, organizerId) };
}
