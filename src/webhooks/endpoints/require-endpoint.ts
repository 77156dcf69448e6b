import { badUserInput, type Caller, decodeId, type RequestContext, requireRole } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EndpointRow } from './endpoint';
import { readEndpoint } from './endpoints.sql';

/** The endpoints of other organizers are unknown to everybody but admins. */
const mayManage = (caller: Caller, { organizerId }: EndpointRow): boolean =>
  caller.roles.has('admin') || caller.id === organizerId;

/**
 * An endpoint that the caller manages.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for callers who organize nothing, BAD_USER_INPUT for any other endpoint
 */
export async function requireEndpoint(
  { database }: Pick<WebhooksContext, 'database'>,
  request: RequestContext,
  publicId: string,
): Promise<EndpointRow> {
  const caller = requireRole(request, 'organizer', 'admin');
  const id = decodeId('whe', publicId);
  const [endpoint] = id === null ? [] : await database.run<EndpointRow>(readEndpoint, [id]);
  if (endpoint === undefined || !mayManage(caller, endpoint)) throw notAnEndpoint();
  return endpoint;
}

export const notAnEndpoint = () => badUserInput('"endpointId" is not the id of a webhook endpoint of yours.');
