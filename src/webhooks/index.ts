/**
 * What happens in shows, for the systems of their organizers: a log that they read, and webhooks that send it.
 *
 * **Written with its cause.** Triggers of the database write each event in the transaction that changes the order, the
 * refund, the ticket, the show or the seats, whichever version of the service runs it. They insert into a table where no
 * writer waits for another.
 *
 * **Numbered afterwards.** One process at a time gives new events their place: a position in the whole log and a sequence
 * for each show, both without gaps. Whoever has read up to a position has read everything before it. In the same
 * transaction each endpoint that wants an event gets a delivery.
 *
 * **Sent at least once.** One statement begins an attempt, and only one process wins it; another one ends it. An event is
 * sent a second time only after a failure, a crash or a replay, and keeps its id. PostgreSQL is the only memory.
 *
 * **Addresses are hostile.** Before each attempt the host is resolved and checked, and the request goes to the address
 * that was checked (`delivery/check-target.ts`).
 */
import type { Accounts } from '../accounts';
import type { Catalog } from '../catalog';
import { type AppModule, type Platform, runPeriodically, stopAll } from '../platform';
import { WebhooksResolver } from './api/endpoints.resolver';
import { OrganizerEventResolver } from './api/events.resolver';
import type { WebhookCrashPoint, WebhooksContext } from './context';
import { openResolver, type ResolveHost } from './delivery/check-target';
import { webhookDeadLetters } from './delivery/dead-webhooks';
import { Deliverer, type DeliveryPace } from './delivery/deliverer';
import { EndpointKeys } from './endpoints/endpoint-keys';
import { followSaleTimes, numberNewEvents } from './log/number-events';
import { removeOld } from './log/remove-old';

export type { WebhookCrashPoint } from './context';
export { webhookDeadLetters } from './delivery/dead-webhooks';
export type { DeliveryPace } from './delivery/deliverer';
export { type EventData, publicEventData } from './log/event';
export { type EventType, eventTypes } from './log/event-type';

export interface WebhooksDependencies {
  readonly accounts: Accounts;
  readonly catalog: Catalog;
  /** Called in the transaction that disables an endpoint, because it is gone or fails. */
  readonly noticeDisabled: WebhooksContext['noticeDisabled'];
  /** For crash tests. */
  readonly atCrashPoint?: (point: WebhookCrashPoint) => void;
  readonly overrides: WebhookOverrides;
}

/** For tests. */
export interface WebhookOverrides extends DeliveryPace {
  readonly resolve?: ResolveHost;
}

const NUMBER_EVERY_MS = 250;
const FOLLOW_EVERY_MS = 1000;
const REMOVE_EVERY_MS = 60_000;

export function openWebhooks(platform: Platform, dependencies: WebhooksDependencies): AppModule {
  const { config, database, clock, logger, metrics } = platform;
  const { accounts, catalog, overrides, noticeDisabled, atCrashPoint = () => undefined } = dependencies;
  const context: WebhooksContext = {
    ...{ database, clock, logger, catalog, noticeDisabled, atCrashPoint },
    keys: new EndpointKeys(accounts.deriveSecret('webhook endpoints')),
    targets: {
      allowsLocal: config.WEBHOOK_LOCAL_TARGETS ?? config.NODE_ENV === 'development',
      resolve: overrides.resolve ?? openResolver(),
    },
    numberedCount: metrics.counter('frontrow_organizer_events_total', 'Events of the log that this process numbered'),
    attemptCount: metrics.counter('frontrow_webhook_attempts_total', 'Attempts to send an event, by outcome', [
      'outcome',
    ]),
  };
  const deliverer = new Deliverer(context, overrides);
  metrics.gauge(
    'frontrow_webhook_requests',
    'Requests to webhook endpoints that are open',
    () => deliverer.requestCount,
  );
  return {
    deadLetters: [webhookDeadLetters(database, clock)],
    resolvers: [new OrganizerEventResolver(context), new WebhooksResolver(context)],
    start: async () => {
      const stops = [
        deliverer.start(),
        runPeriodically({
          everyMs: overrides.lookMs ?? NUMBER_EVERY_MS,
          work: async () => {
            if ((await numberNewEvents(context)) > 0) await deliverer.look();
          },
          logger,
          complaint: 'New events could not be numbered; the next run tries again',
        }),
        runPeriodically({
          everyMs: overrides.lookMs ?? FOLLOW_EVERY_MS,
          work: () => followSaleTimes(context),
          logger,
          complaint: 'The times of sales could not be followed; the next run tries again',
        }),
        runPeriodically({
          everyMs: REMOVE_EVERY_MS,
          work: () => removeOld(context),
          logger,
          complaint: 'Old events could not be removed; the next run tries again',
        }),
      ];
      return () => stopAll(stops);
    },
  };
}
