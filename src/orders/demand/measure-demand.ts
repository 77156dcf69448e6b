import type { EventDemand } from '../../catalog';
import type { SqlExecutor } from '../../platform';
import { readDemand } from './demand.sql';

const HALF_LIFE_SECONDS = 2 * 3600;
/** After twelve half-lives an order weighs a four-thousandth. */
const WINDOW_MS = 12 * HALF_LIFE_SECONDS * 1000;
/** Fewer say nothing about an event, and would say something about them. */
export const TREND_BUYERS_MIN = 20;
const TREND_EVENTS_MAX = 1000;

/** The events that most buyers have bought of late, each buyer once, with a half-life of two hours. */
export function measureDemand(executor: SqlExecutor, now: Date): Promise<EventDemand[]> {
  return executor.run<EventDemand>(readDemand, [
    now,
    new Date(now.getTime() - WINDOW_MS),
    HALF_LIFE_SECONDS,
    TREND_BUYERS_MIN,
    TREND_EVENTS_MAX,
  ]);
}
