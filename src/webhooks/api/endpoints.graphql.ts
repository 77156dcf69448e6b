import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, DateTime, Limit, outcomeUnion, Problem, pageArgs } from '../../platform';
import { URL_CHARS_MAX } from '../delivery/check-target';
import type { DeliveryState, Try } from '../delivery/delivery';
import type { CreateEndpointOutcome } from '../endpoints/create-endpoint';
import type { DisabledReason, EndpointRow, Signing } from '../endpoints/endpoint';
import type { UpdateEndpointOutcome } from '../endpoints/update-endpoint';
import type { EventTypeName } from '../log/event-type';
import { OrganizerEventType } from './events.graphql';

export const WebhookSigning = { HMAC_SHA256: 'HMAC_SHA256', ED25519: 'ED25519' } as const satisfies Record<
  Signing,
  Signing
>;
export const WebhookDisabledReason = {
  BY_ORGANIZER: 'BY_ORGANIZER',
  GONE: 'GONE',
  FAILING: 'FAILING',
} as const satisfies Record<DisabledReason, DisabledReason>;
export const WebhookDeliveryStatus = { WAITING: 'WAITING', DELIVERED: 'DELIVERED', FAILED: 'FAILED' } as const;
export type WebhookDeliveryStatus = keyof typeof WebhookDeliveryStatus;

registerEnumType(WebhookSigning, {
  name: 'WebhookSigning',
  valuesConfig: {
    HMAC_SHA256: { description: 'Signatures `v1`, with a secret that the receiver keeps.' },
    ED25519: { description: 'Signatures `v1a`: the receiver needs a public key, and nothing secret.' },
  },
});
registerEnumType(WebhookDisabledReason, {
  name: 'WebhookDisabledReason',
  valuesConfig: {
    BY_ORGANIZER: { description: '`updateWebhookEndpoint` disabled it.' },
    GONE: { description: 'It answered 410.' },
    FAILING: { description: 'Every attempt of five days failed.' },
  },
});
registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  valuesConfig: {
    WAITING: { description: 'It is sent now, or is tried again at `nextAttemptAt`.' },
    DELIVERED: { description: 'The endpoint has answered 2xx.' },
    FAILED: {
      description: 'It was tried ten times, or the endpoint was disabled. `replayWebhookEvents` sends it again.',
    },
  },
});

@ObjectType({ description: 'An address of an organizer that receives events. See `docs/webhooks.md`.' })
export class WebhookEndpoint {
  readonly row!: EndpointRow;

  @Field(() => ID)
  id!: string;

  @Field()
  url!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => [OrganizerEventType], { nullable: true, description: 'Null for all types.' })
  types!: readonly EventTypeName[] | null;

  @Field(() => WebhookSigning)
  signing!: Signing;

  @Field(() => String, {
    nullable: true,
    description: '`whpk_…`, with which signatures `v1a` are verified. Null with `HMAC_SHA256`.',
  })
  publicKey!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until then messages are signed with the former secret as well. Null where only one signs.',
  })
  formerSecretUntil!: Date | null;

  @Field({ description: 'False if it receives nothing: see `disabledReason`.' })
  isEnabled!: boolean;

  @Field(() => WebhookDisabledReason, { nullable: true })
  disabledReason!: DisabledReason | null;

  @Field(() => DateTime, { nullable: true })
  disabledAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'The first failure since the last success.' })
  failingSince!: Date | null;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType({ description: 'One attempt to send an event.' })
export class WebhookAttempt {
  @Field(() => DateTime)
  at!: Date;

  @Field(() => Int, { nullable: true, description: 'The HTTP status. Null without an answer.' })
  status!: number | null;

  @Field(() => Int, { description: 'How long it took.' })
  milliseconds!: number;

  @Field(() => String, { nullable: true, description: 'Why there was no answer.' })
  error!: string | null;

  @Field(() => String, { nullable: true, description: 'The beginning of the answer.' })
  answer!: string | null;
}

@ObjectType({ description: 'An event on its way to an endpoint.' })
export class WebhookDelivery {
  @Field(() => ID)
  id!: string;

  @Field(() => ID, { description: 'The header `webhook-id`.' })
  eventId!: string;

  @Field({ description: 'Such as `order.confirmed`; `webhook.test` of a test message.' })
  type!: string;

  @Field(() => WebhookDeliveryStatus)
  status!: WebhookDeliveryStatus;

  @Field(() => Int, { description: 'Attempts since it was created or replayed.' })
  attemptCount!: number;

  @Field(() => DateTime, { nullable: true, description: 'Null where it is not tried again.' })
  nextAttemptAt!: Date | null;

  @Field(() => [WebhookAttempt], { description: 'The latest twenty, oldest first.' })
  attempts!: readonly WebhookAttempt[];

  @Field(() => DateTime)
  createdAt!: Date;
}

export const { ConnectionType: WebhookDeliveryConnection } = connectionOf('WebhookDelivery', () => WebhookDelivery);
export const WebhookDeliveryArgs = pageArgs('WebhookDeliveries', 20);

@InputType()
export class CreateWebhookEndpointInput {
  @Limit({ lengthMax: URL_CHARS_MAX })
  @Field({
    description:
      'https, on port 443 or 8443, at a host on the public internet. In development also http, and hosts of the own network.',
  })
  url!: string;

  @Limit({ lengthMax: 200 })
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => [OrganizerEventType], { nullable: true, description: 'Null for all types.' })
  types?: EventTypeName[] | null;

  @Field(() => WebhookSigning, { defaultValue: 'HMAC_SHA256' })
  signing!: Signing;

  @Field(() => ID, {
    nullable: true,
    description:
      "The organization whose shows it reports; its owners and managers manage it. Without it, the caller's own.",
  })
  organizationId?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateWebhookEndpointInput {
  @Field(() => ID)
  endpointId!: string;

  @Limit({ lengthMax: URL_CHARS_MAX })
  @Field(() => String, { nullable: true })
  url?: string | null;

  @Limit({ lengthMax: 200 })
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => [OrganizerEventType], { nullable: true, description: 'Null for all types.' })
  types?: EventTypeName[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True enables it again. False ends what waits for it.' })
  isEnabled?: boolean | null;
}

@InputType()
export class WebhookEndpointInput {
  @Field(() => ID)
  endpointId!: string;
}

@InputType({ description: 'Either `eventIds` or `since`.' })
export class ReplayWebhookEventsInput {
  @Field(() => ID)
  endpointId!: string;

  @Field(() => [ID], { nullable: true, description: 'These events, whatever the types of the endpoint.' })
  eventIds?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'The events from then on, of the types of the endpoint.' })
  since?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Before this time. Default: now.' })
  until?: Date | null;

  @Field(() => String, { nullable: true, description: '`nextAfter` of the part before.' })
  after?: string | null;
}

@ObjectType()
export class CreateWebhookEndpointPayload {
  @Field(() => WebhookEndpoint)
  endpoint!: WebhookEndpoint;

  @Field(() => String, {
    nullable: true,
    description: '`whsec_…`. It is not shown again: store it. Null with `ED25519`.',
  })
  secret!: string | null;
}

@ObjectType()
export class UpdateWebhookEndpointPayload {
  @Field(() => WebhookEndpoint)
  endpoint!: WebhookEndpoint;
}

@ObjectType({
  description: 'The new secret signs from now on; the former one as well until `endpoint.formerSecretUntil`.',
})
export class RotateWebhookSecretPayload {
  @Field(() => WebhookEndpoint)
  endpoint!: WebhookEndpoint;

  @Field(() => String, {
    nullable: true,
    description: '`whsec_…`. It is not shown again: store it. Null with `ED25519`.',
  })
  secret!: string | null;
}

@ObjectType()
export class DeleteWebhookEndpointPayload {
  @Field(() => ID)
  endpointId!: string;
}

@ObjectType()
export class SendTestWebhookPayload {
  @Field(() => WebhookDelivery, { description: 'Read `webhookDeliveries` for the answer.' })
  delivery!: WebhookDelivery;
}

@ObjectType()
export class ReplayWebhookEventsPayload {
  @Field(() => Int, { description: 'Events that are sent. Those that were on their way are among them.' })
  replayedCount!: number;

  @Field(() => String, { nullable: true, description: 'For `after` of the next part. Null if this was the last one.' })
  nextAfter!: string | null;
}

@ObjectType({ implements: Problem, description: 'The URL cannot be an endpoint; `message` says why.' })
export class WebhookUrlRefused extends Problem {}

@ObjectType({ implements: Problem, description: 'The organizer has as many endpoints as one may have.' })
export class WebhookEndpointLimitReached extends Problem {
  @Field(() => Int)
  endpointsMax!: number;
}

export const CreateWebhookEndpointResult = outcomeUnion<CreateEndpointOutcome>()('CreateWebhookEndpointResult', {
  CreateWebhookEndpointPayload,
  WebhookUrlRefused,
  WebhookEndpointLimitReached,
});

export const UpdateWebhookEndpointResult = outcomeUnion<UpdateEndpointOutcome>()('UpdateWebhookEndpointResult', {
  UpdateWebhookEndpointPayload,
  WebhookUrlRefused,
});

export const statusOfState: Readonly<Record<DeliveryState, WebhookDeliveryStatus>> = {
  WAITING: 'WAITING',
  SENDING: 'WAITING',
  DELIVERED: 'DELIVERED',
  FAILED: 'FAILED',
};

export const attemptView = ({ at, status, ms, error, answer }: Try): WebhookAttempt => ({
  ...{ at: new Date(at), status, milliseconds: ms, error, answer },
});
