import { encodeId } from '../../platform';
import type { EndpointRow } from '../endpoints/endpoint';
import type { EventRow } from '../log/event';
import { encodeEventId, encodeNumberedId } from '../log/event-id';
import type { EventType } from '../log/event-type';

/** What an endpoint receives when its owner tries it. Not an event of a show, and not in the log. */
export const TEST_TYPE = 'webhook.test';

/**
 * - `WAITING`: for its first attempt, or for the next one
 * - `SENDING`: a process has it in hand, or has died with it
 * - `DELIVERED`: the endpoint has answered 2xx
 * - `FAILED`: it was tried too often, or the endpoint was disabled; its owner may replay it
 */
export type DeliveryState = 'WAITING' | 'SENDING' | 'DELIVERED' | 'FAILED';

export interface DeliveryKey {
  /** A UUID. */
  readonly endpointId: string;
  /** Of the deliveries to all endpoints. */
  readonly id: number;
}

/** A delivery at one of its attempts. A result of another attempt changes nothing. */
export interface Attempt extends DeliveryKey {
  /** How many attempts were begun. */
  readonly attempts: number;
}

/** How an attempt ended, as it is kept. */
export interface Try {
  /** RFC 3339. */
  readonly at: string;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly ms: number;
  /** Why there was no answer. */
  readonly error: string | null;
  /** The beginning of the answer. */
  readonly answer: string | null;
}

export interface DeliveryRow extends Attempt {
  readonly type: EventType | typeof TEST_TYPE;
  readonly state: DeliveryState;
  readonly nextAt: Date | null;
  readonly tries: readonly Try[];
  readonly createdAt: Date;
  /** Of the event; null of a test. */
  readonly showId: string | null;
  readonly sequence: number | null;
}

/** A delivery that was taken for sending: to an endpoint, with an event unless it is a test. */
export interface Claimed extends Attempt {
  readonly createdAt: Date;
  readonly type: EventType | typeof TEST_TYPE;
  readonly event: EventRow | null;
}

export interface Sending {
  readonly endpoint: EndpointRow;
  readonly claimed: Claimed;
}

/** In a few words, for people. */
export const describeTry = ({ status, error }: Try): string => error ?? `HTTP ${status}`;

/** How an attempt ended. */
export type AttemptResult =
  | { readonly kind: 'Delivered'; readonly tried: Try }
  | { readonly kind: 'RetryAt'; readonly at: Date; readonly tried: Try }
  | { readonly kind: 'Failed'; readonly tried: Try }
  /** The endpoint answered 410: it wants nothing any more. */
  | { readonly kind: 'Gone'; readonly tried: Try };

export const encodeDeliveryId = ({ endpointId, id }: DeliveryKey): string => encodeNumberedId('whd', endpointId, id);

/** The header `webhook-id`: that of the event, so that a receiver recognizes a repeat. A test has one of its own. */
export const messageIdOf = ({
  showId,
  sequence,
  ...delivery
}: DeliveryKey & { readonly showId: string | null; readonly sequence: number | null }): string =>
  showId === null || sequence === null
    ? encodeNumberedId('evt_test', delivery.endpointId, delivery.id)
    : encodeEventId({ showId, sequence });

export const testBody = ({ endpointId, id, createdAt }: DeliveryKey & { readonly createdAt: Date }): string =>
  JSON.stringify({
    id: encodeNumberedId('evt_test', endpointId, id),
    type: TEST_TYPE,
    timestamp: createdAt.toISOString(),
    data: { endpointId: encodeId('whe', endpointId) },
  });
