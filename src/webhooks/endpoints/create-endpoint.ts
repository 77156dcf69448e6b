import type { AuditWriter } from '../../organizations';
import { newId } from '../../platform';
import type { WebhooksContext } from '../context';
import { checkTarget } from '../delivery/check-target';
import type { EventType } from '../log/event-type';
import type { EndpointRow, Signing } from './endpoint';
import { insertEndpoint, lockOrganizer, readEndpointsOfOrganizer } from './endpoints.sql';

export type CreateEndpointOutcome =
  | { readonly kind: 'CreateWebhookEndpointPayload'; readonly endpoint: EndpointRow }
  | { readonly kind: 'WebhookUrlRefused'; readonly message: string }
  | { readonly kind: 'WebhookEndpointLimitReached'; readonly message: string; readonly endpointsMax: number };

export const ENDPOINTS_MAX = 10;

export interface NewEndpoint {
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly EventType[] | null;
  readonly signing: Signing;
}

/** Adds an endpoint that receives the organizer's events from now on. */
export async function createEndpoint(
  context: WebhooksContext,
  organizerId: string,
  wish: NewEndpoint,
  audit: (endpointId: string) => AuditWriter,
): Promise<CreateEndpointOutcome> {
  const { database, clock } = context;
  const fault = await targetFault(context, wish.url);
  if (fault !== null) return { kind: 'WebhookUrlRefused', message: fault };
  return database.transaction(async (transaction) => {
    await transaction.run(lockOrganizer, [organizerId]);
    const known = await transaction.run(readEndpointsOfOrganizer, [organizerId]);
    if (known.length >= ENDPOINTS_MAX) {
      const message = `An organizer may have ${ENDPOINTS_MAX} webhook endpoints. Delete one that is not used.`;
      return { kind: 'WebhookEndpointLimitReached', message, endpointsMax: ENDPOINTS_MAX };
    }
    const { url, description, types, signing } = wish;
    const [endpoint] = await transaction.run<EndpointRow>(insertEndpoint, [
      ...[newId(), organizerId, new URL(url).href, description, types, signing],
      clock.now(),
    ]);
    if (endpoint === undefined) throw new Error('The endpoint was not inserted');
    await audit(endpoint.id)(transaction, { after: { url: endpoint.url, types, signing } });
    return { kind: 'CreateWebhookEndpointPayload', endpoint };
  });
}

/** Why a URL cannot be an endpoint; null where it can. A host that has no address yet may get one. */
export async function targetFault({ targets }: Pick<WebhooksContext, 'targets'>, url: string): Promise<string | null> {
  const checked = await checkTarget(url, targets);
  return checked.kind === 'Refused' ? checked.message : null;
}
