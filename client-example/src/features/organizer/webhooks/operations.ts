import { graphql, type ResultOf } from '../../../api/graphql';

export const endpointFields = graphql(`
  fragment EndpointFields on WebhookEndpoint {
    id
    url
    description
    types
    signing
    publicKey
    formerSecretUntil
    isEnabled
    disabledReason
    disabledAt
    failingSince
    createdAt
  }
`);

export const webhooksQuery = graphql(
  `
    query Webhooks($organizationId: ID!) {
      organization(id: $organizationId) {
        id
        name
        viewerPermissions
      }
      webhookEndpoints(organizationId: $organizationId) {
        ...EndpointFields
      }
    }
  `,
  [endpointFields],
);

export const createEndpointMutation = graphql(
  `
    mutation CreateEndpoint($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) {
        __typename
        ... on Problem {
          message
        }
        ... on CreateWebhookEndpointPayload {
          secret
          endpoint {
            ...EndpointFields
          }
        }
      }
    }
  `,
  [endpointFields],
);

export const updateEndpointMutation = graphql(`
  mutation UpdateEndpoint($input: UpdateWebhookEndpointInput!) {
    updateWebhookEndpoint(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const rotateSecretMutation = graphql(`
  mutation RotateSecret($endpointId: ID!) {
    rotateWebhookSecret(input: { endpointId: $endpointId }) {
      secret
      endpoint {
        id
        publicKey
      }
    }
  }
`);

export const deleteEndpointMutation = graphql(`
  mutation DeleteEndpoint($endpointId: ID!) {
    deleteWebhookEndpoint(input: { endpointId: $endpointId }) {
      endpointId
    }
  }
`);

export const sendTestMutation = graphql(`
  mutation SendTest($endpointId: ID!) {
    sendTestWebhook(input: { endpointId: $endpointId }) {
      delivery {
        id
      }
    }
  }
`);

export const replayMutation = graphql(`
  mutation ReplayEvents($input: ReplayWebhookEventsInput!) {
    replayWebhookEvents(input: $input) {
      replayedCount
      nextAfter
    }
  }
`);

export const deliveriesQuery = graphql(`
  query Deliveries($endpointId: ID!, $status: WebhookDeliveryStatus, $after: String) {
    webhookDeliveries(endpointId: $endpointId, status: $status, first: 20, after: $after) {
      nodes {
        id
        eventId
        type
        status
        attemptCount
        nextAttemptAt
        createdAt
        attempts {
          at
          status
          milliseconds
          error
          answer
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type Endpoint = ResultOf<typeof endpointFields>;
export type Delivery = ResultOf<typeof deliveriesQuery>['webhookDeliveries']['nodes'][number];
export type DeliveryStatus = Delivery['status'];
type EventType = NonNullable<Endpoint['types']>[number];

export const eventTypes = [
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'ORDER_REFUNDED',
  'REFUND_FAILED',
  'TICKET_ISSUED',
  'TICKET_SCANNED',
  'TICKET_REVOKED',
  'SHOW_ON_SALE',
  'SHOW_SOLD_OUT',
  'SHOW_PAUSED',
  'SHOW_CANCELLED',
  'SEATS_BLOCKED',
] as const satisfies readonly EventType[];

/** As messages name it: `order.confirmed`. */
export const typeInMessages = (type: EventType): string => type.toLowerCase().replace('_', '.');
