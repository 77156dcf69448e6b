import { mayRunShow } from '../../catalog';
import { badUserInput, decodeId, type RequestContext, requireOrganizer } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EndpointRow } from './endpoint';
import { readEndpoint } from './endpoints.sql';

/**
 * An endpoint that the caller manages: their own, or that of an organization that they manage. Those of other organizers
 * are unknown to everybody but admins.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for callers who organize nothing, BAD_USER_INPUT for any other endpoint
 */
export async function requireEndpoint(
  { database }: Pick<WebhooksContext, 'database'>,
  request: RequestContext,
  publicId: string,
): Promise<EndpointRow> {
  const caller = requireOrganizer(request);
  const id = decodeId('whe', publicId);
  const [endpoint] = id === null ? [] : await database.run<EndpointRow>(readEndpoint, [id]);
  if (endpoint === undefined || !(await mayRunShow(caller, endpoint))) throw notAnEndpoint();
  return endpoint;
}

export const notAnEndpoint = () => badUserInput('"endpointId" is not the id of a webhook endpoint of yours.');
