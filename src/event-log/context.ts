import type { Counter } from 'prom-client';
import type { Database, Logger } from '../platform';
import type { EventLogTarget } from './targets/target';

/** Between the two a message is in the log, and PostgreSQL does not know it. */
export type EventLogCrashPoint = 'event log numbered' | 'event log appended';

/** What the use cases of this module work with. */
export interface EventLogContext {
  readonly database: Database;
  readonly logger: Logger;
  readonly target: EventLogTarget;
  /** How many entries are kept in PostgreSQL at most. */
  readonly backlogMax: number;
  readonly appendedCount: Counter;
  readonly lostCount: Counter;
  /** Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: EventLogCrashPoint) => void;
}

/** By what a process feeds: its own id, and the term of its lease. */
export interface Lease {
  readonly feeder: string;
  readonly term: number;
}
