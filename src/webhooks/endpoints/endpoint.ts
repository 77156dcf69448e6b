import { encodeId } from '../../platform';
import type { EventType } from '../log/event-type';

/** How messages are signed: with a secret that both sides know, or with a key of which the receiver has the public half. */
export type Signing = 'HMAC_SHA256' | 'ED25519';

/**
 * - `BY_ORGANIZER`: the organizer does not want messages now
 * - `GONE`: it answered 410
 * - `FAILING`: nothing but failures for five days
 */
export type DisabledReason = 'BY_ORGANIZER' | 'GONE' | 'FAILING';

export interface EndpointRow {
  /** A UUID, as the next. */
  readonly id: string;
  readonly organizerId: string;
  readonly url: string;
  readonly description: string | null;
  /** Null for all. */
  readonly types: readonly EventType[] | null;
  readonly signing: Signing;
  readonly secretGeneration: number;
  readonly formerSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledReason: DisabledReason | null;
}

export const encodeEndpointId = (id: string): string => encodeId('whe', id);
