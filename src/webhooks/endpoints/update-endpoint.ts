import { type AuditWriter, differenceOf } from '../../organizations';
import type { WebhooksContext } from '../context';
import { endWaitingOfDisabled } from '../delivery/deliveries.sql';
import type { EventType } from '../log/event-type';
import { targetFault } from './create-endpoint';
import type { EndpointRow } from './endpoint';
import { changeEndpoint, deleteEndpoint, rotateEndpointSecret } from './endpoints.sql';
import { notAnEndpoint } from './require-endpoint';

export type UpdateEndpointOutcome =
  | { readonly kind: 'UpdateWebhookEndpointPayload'; readonly endpoint: EndpointRow }
  | { readonly kind: 'WebhookUrlRefused'; readonly message: string };

/** What is undefined stays as it is. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly types?: readonly EventType[] | null | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** What waits for an endpoint that its owner disables is not sent; it can be replayed. */
export async function updateEndpoint(
  context: WebhooksContext,
  before: EndpointRow,
  change: EndpointChange,
  audit: AuditWriter,
): Promise<UpdateEndpointOutcome> {
  const { id } = before;
  const { url, description, types, isEnabled } = change;
  const fault = url === undefined ? null : await targetFault(context, url);
  if (fault !== null) return { kind: 'WebhookUrlRefused', message: fault };
  const now = context.clock.now();
  return context.database.transaction(async (transaction) => {
    const [endpoint] = await transaction.run<EndpointRow>(changeEndpoint, [
      ...[id, url === undefined ? null : new URL(url).href],
      ...[description !== undefined, description ?? null],
      ...[types !== undefined, types ?? null],
      isEnabled ?? null,
      now,
    ]);
    if (endpoint === undefined) throw notAnEndpoint();
    const changed = differenceOf(before, endpoint);
    if (changed !== null) await audit(transaction, changed);
    if (endpoint.disabledAt !== null) await transaction.run(endWaitingOfDisabled, [[id], now]);
    return { kind: 'UpdateWebhookEndpointPayload', endpoint };
  });
}

const FORMER_SECRET_HOURS = 24;

/** Gives the endpoint a new secret. Messages are signed with both for a day, so that none fails while the receiver changes. */
export async function rotateSecret(
  { database, clock }: WebhooksContext,
  { id, secretGeneration }: EndpointRow,
  audit: AuditWriter,
): Promise<EndpointRow> {
  const until = new Date(clock.now().getTime() + FORMER_SECRET_HOURS * 3_600_000);
  return database.transaction(async (transaction) => {
    const [endpoint] = await transaction.run<EndpointRow>(rotateEndpointSecret, [id, secretGeneration, until]);
    if (endpoint === undefined) throw notAnEndpoint();
    await audit(transaction, { before: { secretGeneration }, after: { secretGeneration: endpoint.secretGeneration } });
    return endpoint;
  });
}

export async function removeEndpoint(
  { database, clock }: WebhooksContext,
  { id, url }: EndpointRow,
  audit: AuditWriter,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.run(deleteEndpoint, [id, clock.now()]);
    await transaction.run(endWaitingOfDisabled, [[id], clock.now()]);
    await audit(transaction, { before: { url } });
  });
}
