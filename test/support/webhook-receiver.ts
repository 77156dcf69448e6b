import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually';
import { graphql } from './graphql';
import type { EventBody } from './organizer-events';
import type { TestApp } from './test-app';

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly event: EventBody;
}

/** How a receiver answers; without one it answers 204. */
export type Answering = (message: ReceivedMessage, response: ServerResponse) => void;

/** The other side of webhooks: a server that keeps what it gets. */
export class WebhookReceiver {
  readonly messages: ReceivedMessage[] = [];
  answer: Answering | undefined;
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const message = { path: request.url ?? '', headers: request.headers, text, event: JSON.parse(text || '{}') };
      this.messages.push(message);
      if (this.answer === undefined) response.writeHead(204).end();
      else this.answer(message, response);
    });
  }

  static async open(testApp: Pick<TestApp, 'closing'>): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    testApp.closing(() => receiver.close());
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  ofType(type: string): ReceivedMessage[] {
    return this.messages.filter(({ event }) => event.type === type);
  }

  async receives(count: number, type?: string, waitMs?: number): Promise<readonly ReceivedMessage[]> {
    const found = () => (type === undefined ? this.messages : this.ofType(type));
    await eventually(() => found().length >= count || `${found().length} of ${count} messages`, waitMs);
    return found();
  }

  private close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

export const CREATE_ENDPOINT = graphql(`mutation ($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    __typename
    ... on Problem { message }
    ... on CreateWebhookEndpointPayload {
      secret
      endpoint { id url types isEnabled publicKey }
    }
  }
}`);
export const ENDPOINTS = graphql(`{ webhookEndpoints {
  id url types isEnabled disabledReason failingSince publicKey formerSecretUntil
} }`);
export const UPDATE_ENDPOINT = graphql(`mutation ($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    __typename
    ... on Problem { message }
    ... on UpdateWebhookEndpointPayload { endpoint { id url types isEnabled disabledReason } }
  }
}`);
export const ROTATE_SECRET = graphql(`mutation ($input: WebhookEndpointInput!) {
  rotateWebhookSecret(input: $input) { secret endpoint { formerSecretUntil publicKey } }
}`);
export const DELETE_ENDPOINT = graphql(
  'mutation ($input: WebhookEndpointInput!) { deleteWebhookEndpoint(input: $input) { endpointId } }',
);
export const SEND_TEST = graphql(
  'mutation ($input: WebhookEndpointInput!) { sendTestWebhook(input: $input) { delivery { id eventId type status } } }',
);
export const REPLAY = graphql(`mutation ($input: ReplayWebhookEventsInput!) {
  replayWebhookEvents(input: $input) { replayedCount nextAfter }
}`);
export const DELIVERIES =
  graphql(`query ($endpointId: ID!, $status: WebhookDeliveryStatus, $after: String, $first: Int) {
  webhookDeliveries(endpointId: $endpointId, status: $status, after: $after, first: $first) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id eventId type status attemptCount nextAttemptAt
      attempts { at status milliseconds error answer }
    }
  }
}`);

/** Creates an endpoint that must be accepted. */
export async function createEndpoint(
  testApp: TestApp,
  token: string,
  url: string,
  more: { types?: ('ORDER_CONFIRMED' | 'TICKET_ISSUED')[]; signing?: 'HMAC_SHA256' | 'ED25519' } = {},
) {
  const { createWebhookEndpoint: created } = await testApp.ask(CREATE_ENDPOINT, { input: { url, ...more } }, token);
  if (created.__typename !== 'CreateWebhookEndpointPayload') throw new Error(JSON.stringify(created));
  return { id: created.endpoint.id, secret: created.secret ?? '', endpoint: created.endpoint };
}
