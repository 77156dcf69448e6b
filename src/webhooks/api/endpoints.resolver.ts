import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { organizerOfNew } from '../../catalog';
import { type AuditWriter, auditWriter, recordAudit } from '../../organizations';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  pageOf,
  type RequestContext,
  type ResultOf,
  Work,
} from '../../platform';
import type { WebhooksContext } from '../context';
import { readDeliveries } from '../delivery/deliveries.sql';
import { type DeliveryRow, encodeDeliveryId, messageIdOf } from '../delivery/delivery';
import { replayEvents, sendTest } from '../delivery/replay';
import { createEndpoint } from '../endpoints/create-endpoint';
import { type EndpointRow, encodeEndpointId } from '../endpoints/endpoint';
import { readEndpointsOfOrganizer } from '../endpoints/endpoints.sql';
import { requireEndpoint } from '../endpoints/require-endpoint';
import { removeEndpoint, rotateSecret, updateEndpoint } from '../endpoints/update-endpoint';
import { nameOfType, typeOfName } from '../log/event-type';
import {
  attemptView,
  CreateWebhookEndpointInput,
  CreateWebhookEndpointResult,
  DeleteWebhookEndpointPayload,
  ReplayWebhookEventsInput,
  ReplayWebhookEventsPayload,
  RotateWebhookSecretPayload,
  SendTestWebhookPayload,
  statusOfState,
  UpdateWebhookEndpointInput,
  UpdateWebhookEndpointResult,
  WebhookDelivery,
  WebhookDeliveryArgs,
  WebhookDeliveryConnection,
  WebhookDeliveryStatus,
  WebhookEndpoint,
  WebhookEndpointInput,
} from './endpoints.graphql';

const DELIVERIES_PER_PAGE_MAX = 100;

@Resolver()
export class WebhooksResolver {
  constructor(private readonly context: WebhooksContext) {}

  @Work({ statements: 1, items: 10 })
  @Query(() => [WebhookEndpoint], { description: 'The webhook endpoints of the caller. For organizers.' })
  async webhookEndpoints(
    @Arg('organizationId', () => ID, {
      nullable: true,
      description: 'Those of an organization that the caller manages.',
    })
    organizationId: string | null,
    @Ctx() request: RequestContext,
  ): Promise<WebhookEndpoint[]> {
    const { organizerId } = await organizerOfNew(request, organizationId);
    const rows = await this.context.database.run<EndpointRow>(readEndpointsOfOrganizer, [organizerId]);
    return rows.map((row) => this.view(row));
  }

  @Work({ statements: 2 })
  @Query(() => WebhookDeliveryConnection, {
    description:
      "What was sent to an endpoint in the last 30 days, the latest first. For the endpoint's organizer and admins.",
  })
  async webhookDeliveries(
    @Arg('endpointId', () => ID) endpointId: string,
    @Arg('status', () => WebhookDeliveryStatus, { nullable: true }) status: WebhookDeliveryStatus | null,
    @Args(() => WebhookDeliveryArgs) args: InstanceType<typeof WebhookDeliveryArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<WebhookDelivery>> {
    const { id } = await requireEndpoint(this.context, request, endpointId);
    const page = pageOf(args, DELIVERIES_PER_PAGE_MAX);
    const before = page.after === null ? null : deliveryOf(page.after);
    const values = [id, before, status ?? null, page.first + 1];
    const rows = await this.context.database.run<DeliveryRow>(readDeliveries, values);
    const { pageInfo, edges } = connect(rows, page, (row) => encodeCursor(row.id));
    return {
      pageInfo,
      edges: edges.map(({ cursor, node }) => ({ cursor, node: deliveryView(node) })),
      nodes: edges.map(({ node }) => deliveryView(node)),
    };
  }

  @Mutation(() => CreateWebhookEndpointResult, {
    description: 'Adds an address that receives the events of the shows that the caller organizes. For organizers.',
  })
  async createWebhookEndpoint(
    @Arg('input', () => CreateWebhookEndpointInput) input: CreateWebhookEndpointInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof CreateWebhookEndpointResult>> {
    const { organizerId, author } = await organizerOfNew(request, input.organizationId);
    const { clock } = this.context;
    const outcome = await createEndpoint(
      this.context,
      organizerId,
      {
        ...{ url: input.url, signing: input.signing, description: input.description ?? null },
        ...{ types: typesOf(input.types) ?? null },
      },
      (id) => (transaction, states) => {
        const change = { organizerId, action: 'createWebhookEndpoint', subject: encodeEndpointId(id), ...states };
        return recordAudit(transaction, author, change, clock.now());
      },
    );
    return outcome.kind === 'CreateWebhookEndpointPayload'
      ? { kind: outcome.kind, ...this.withSecret(outcome.endpoint) }
      : outcome;
  }

  @Mutation(() => UpdateWebhookEndpointResult, { description: "For the endpoint's organizer and admins." })
  async updateWebhookEndpoint(
    @Arg('input', () => UpdateWebhookEndpointInput) input: UpdateWebhookEndpointInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof UpdateWebhookEndpointResult>> {
    const endpoint = await requireEndpoint(this.context, request, input.endpointId);
    const change = {
      ...{ url: input.url ?? undefined, description: input.description, types: typesOf(input.types) },
      ...{ isEnabled: input.isEnabled ?? undefined },
    };
    const audit = await this.auditAs(request, 'updateWebhookEndpoint', endpoint);
    const outcome = await updateEndpoint(this.context, endpoint, change, audit);
    return outcome.kind === 'UpdateWebhookEndpointPayload'
      ? { kind: outcome.kind, endpoint: this.view(outcome.endpoint) }
      : outcome;
  }

  @Mutation(() => RotateWebhookSecretPayload, {
    description: "Gives an endpoint a new secret, or a new pair of keys. For the endpoint's organizer and admins.",
  })
  async rotateWebhookSecret(
    @Arg('input', () => WebhookEndpointInput) { endpointId }: WebhookEndpointInput,
    @Ctx() request: RequestContext,
  ): Promise<RotateWebhookSecretPayload> {
    const endpoint = await requireEndpoint(this.context, request, endpointId);
    const audit = await this.auditAs(request, 'rotateWebhookSecret', endpoint);
    return this.withSecret(await rotateSecret(this.context, endpoint, audit));
  }

  @Mutation(() => DeleteWebhookEndpointPayload, {
    description: "Removes an endpoint; nothing is sent to it any more. For the endpoint's organizer and admins.",
  })
  async deleteWebhookEndpoint(
    @Arg('input', () => WebhookEndpointInput) { endpointId }: WebhookEndpointInput,
    @Ctx() request: RequestContext,
  ): Promise<DeleteWebhookEndpointPayload> {
    const endpoint = await requireEndpoint(this.context, request, endpointId);
    await removeEndpoint(this.context, endpoint, await this.auditAs(request, 'deleteWebhookEndpoint', endpoint));
    return { endpointId };
  }

  @Mutation(() => SendTestWebhookPayload, {
    description: "Sends a message of the type `webhook.test`, once. For the endpoint's organizer and admins.",
  })
  async sendTestWebhook(
    @Arg('input', () => WebhookEndpointInput) { endpointId }: WebhookEndpointInput,
    @Ctx() request: RequestContext,
  ): Promise<SendTestWebhookPayload> {
    const endpoint = await requireEndpoint(this.context, request, endpointId);
    return { delivery: deliveryView(await sendTest(this.context, endpoint)) };
  }

  @Mutation(() => ReplayWebhookEventsPayload, {
    description:
      "Sends events of the last 30 days to an endpoint again, or for the first time, at most 10,000 at once. Each keeps its id. For the endpoint's organizer and admins.",
  })
  async replayWebhookEvents(
    @Arg('input', () => ReplayWebhookEventsInput) { endpointId, ...wish }: ReplayWebhookEventsInput,
    @Ctx() request: RequestContext,
  ): Promise<ReplayWebhookEventsPayload> {
    return replayEvents(this.context, await requireEndpoint(this.context, request, endpointId), wish);
  }

  private auditAs(request: RequestContext, action: string, { id, organizerId }: EndpointRow): Promise<AuditWriter> {
    return auditWriter(request, this.context.clock, { organizerId, action, subject: encodeEndpointId(id) });
  }

  private view(row: EndpointRow): WebhookEndpoint {
    const { formerSecretUntil } = row;
    const isFormerValid = formerSecretUntil !== null && formerSecretUntil > this.context.clock.now();
    return {
      ...{ row, url: row.url, description: row.description, signing: row.signing },
      ...{ disabledReason: row.disabledReason, disabledAt: row.disabledAt, failingSince: row.failingSince },
      id: encodeEndpointId(row.id),
      types: row.types?.map(nameOfType) ?? null,
      publicKey: this.context.keys.publicKeyOf(row),
      formerSecretUntil: isFormerValid ? formerSecretUntil : null,
      isEnabled: row.disabledAt === null,
      createdAt: row.createdAt,
    };
  }

  private withSecret(row: EndpointRow): { endpoint: WebhookEndpoint; secret: string | null } {
    return { endpoint: this.view(row), secret: this.context.keys.secretOf(row) };
  }
}

/** Null, which stands for all types, and undefined stay what they are. */
function typesOf(names: CreateWebhookEndpointInput['types']) {
  if (names === null || names === undefined) return names;
  if (names.length === 0) throw badUserInput('"types" must not be empty. Leave it out for all types.');
  return [...new Set(names)].map(typeOfName);
}

function deliveryOf(cursor: string): number {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw badUserInput('"after" is not a cursor of this list.');
  return id;
}

const deliveryView = (row: DeliveryRow): WebhookDelivery => ({
  id: encodeDeliveryId(row),
  eventId: messageIdOf(row),
  type: row.type,
  status: statusOfState[row.state],
  attemptCount: row.attempts,
  nextAttemptAt: row.nextAt,
  attempts: row.tries.map(attemptView),
  createdAt: row.createdAt,
});
