import type { Counter } from 'prom-client';
import type { Catalog } from '../catalog';
import type { Clock, Database, Logger, Transaction } from '../platform';
import type { TargetPolicy } from './delivery/check-target';
import type { EndpointRow } from './endpoints/endpoint';
import type { EndpointKeys } from './endpoints/endpoint-keys';

/** The gap in which a crash leaves it open whether an event was received begins after the first and ends with the second. */
export type WebhookCrashPoint = 'webhook claimed' | 'webhook answered';

/** What the use cases of this module work with. */
export interface WebhooksContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalog: Pick<Catalog, 'showById'>;
  readonly keys: EndpointKeys;
  readonly targets: TargetPolicy;
  readonly numberedCount: Counter;
  readonly attemptCount: Counter<'outcome'>;
  /** Called in the transaction that disables an endpoint, because it is gone or fails. */
  readonly noticeDisabled: (transaction: Transaction, endpoint: EndpointRow, lastAnswer: string) => Promise<void>;
  /** Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: WebhookCrashPoint) => void;
}
