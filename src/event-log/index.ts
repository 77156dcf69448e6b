/**
 * What happens in shows, for other systems: a log in Redis Streams or NATS JetStream that they read and replay.
 *
 * **Recorded with its cause.** Triggers of the database copy what the outbox gets about seats, and what the log of
 * organizers gets, into a table where no writer waits for another: in the transaction of the change, whichever process
 * makes it. They do so while a process with `EVENT_LOG` was there in the last 24 hours, and nothing before that.
 *
 * **Numbered, then fed.** One process at a time holds a lease. It numbers new entries, with a position in the log and a
 * sequence for each show, both without gaps; then it appends them in this order, and acknowledges in PostgreSQL what the
 * log has accepted. The position of an entry never changes once the log has it: appending again repeats the same.
 *
 * **The log itself is asked where it stands**, after each start and each failure. What PostgreSQL has acknowledged is a
 * figure for metrics and for removing, never for what to append. An append names the message it follows, and the server
 * refuses it after another one: that fences a process which lost its lease without noticing.
 *
 * **A log that is away stops nothing.** Entries wait in PostgreSQL, up to a limit; those that were fed stay for a day. A
 * log that has lost its end, or all, gets them again. Whatever is missing then is announced by a message `log.gap`.
 */
import { type AppModule, type Platform, runPeriodically, stopAll } from '../platform';
import type { EventLogContext, EventLogCrashPoint } from './context';
import { renewRecording } from './entries/entries.sql';
import { Feeder } from './feeding/feeder';
import { openTarget } from './targets/open-target';

export type { EventLogCrashPoint } from './context';

export interface EventLogDependencies {
  /** For crash tests. */
  readonly atCrashPoint?: (point: EventLogCrashPoint) => void;
  readonly overrides: EventLogOverrides;
}

/** For tests. */
export interface EventLogOverrides {
  readonly lookMs?: number;
  readonly removeMs?: number;
  readonly leaseSeconds?: number;
}

const LOOK_EVERY_MS = 250;
const MINUTE_MS = 60_000;
const LEASE_SECONDS = 10;
/** After the last process with `EVENT_LOG` has ended, changes are recorded for so long. */
const HOURS_RECORDED = 24;

export function openEventLog(platform: Platform, dependencies: EventLogDependencies): AppModule {
  const { config, database, logger, metrics } = platform;
  const { overrides, atCrashPoint = () => undefined } = dependencies;
  const target = openTarget(platform);
  if (target === null) return {};
  const context: EventLogContext = {
    ...{ database, logger, target, atCrashPoint },
    backlogMax: config.EVENT_LOG_BACKLOG,
    appendedCount: metrics.counter('frontrow_event_log_appended_total', 'Events that this process appended to the log'),
    lostCount: metrics.counter('frontrow_event_log_lost_total', 'Events that were dropped before the log got them'),
  };
  const feeder = new Feeder(context, overrides.leaseSeconds ?? LEASE_SECONDS);
  metrics.gauge('frontrow_event_log_feeding', 'Whether this process feeds the event log, and that answers', () =>
    feeder.isFeeding ? 1 : 0,
  );
  metrics.gauge('frontrow_event_log_behind_events', 'Events that wait for the event log', () => feeder.waiting.count);
  metrics.gauge(
    'frontrow_event_log_behind_seconds',
    'For how long the oldest of them has waited',
    () => feeder.waiting.seconds,
  );
  const record = () => database.run(renewRecording, [HOURS_RECORDED]);
  return {
    start: async () => {
      await record();
      const stops = [
        runPeriodically({
          everyMs: overrides.lookMs ?? LOOK_EVERY_MS,
          work: () => feeder.run(),
          logger,
          complaint: 'The event log could not be fed from PostgreSQL; the next run tries again',
        }),
        runPeriodically({
          everyMs: overrides.removeMs ?? MINUTE_MS,
          work: async () => {
            await record();
            await feeder.removeOld();
          },
          logger,
          complaint: 'Old entries of the event log could not be removed; the next run tries again',
        }),
      ];
      return async () => {
        await stopAll(stops);
        await feeder.stop();
      };
    },
  };
}
