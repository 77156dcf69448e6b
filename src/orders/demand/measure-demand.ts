import type { EventDemand } from '../../catalog';
import type { SqlExecutor } from '../../platform';
import { readDemand, readShowsInDemand } from './demand.sql';

const HALF_LIFE_SECONDS = 2 * 3600;
const DECAY_PER_SECOND = Math.LN2 / HALF_LIFE_SECONDS;
/** After twelve half-lives an order weighs a four-thousandth. */
const WINDOW_MS = 12 * HALF_LIFE_SECONDS * 1000;
/** Fewer say nothing about an event, and would say something about them. */
export const TREND_BUYERS_MIN = 20;
const TREND_EVENTS_MAX = 1000;
/** More than are kept, since some of them may have many orders of few buyers. */
const EVENTS_LOOKED_AT_MAX = 1500;

interface ShowInDemand {
  readonly showId: string;
  readonly eventId: string;
}

/**
 * The events that most buyers have bought of late, each buyer once, with a half-life of two hours. Buyers are counted
 * for the 1,500 events with most orders alone.
 */
export async function measureDemand(executor: SqlExecutor, now: Date): Promise<EventDemand[]> {
  const window = [
    now,
    new Date(now.getTime() - WINDOW_MS),
    DECAY_PER_SECOND,
    (now.getTime() / 1000) * DECAY_PER_SECOND,
    TREND_BUYERS_MIN,
  ];
  const shows = await executor.run<ShowInDemand>(readShowsInDemand, [...window, EVENTS_LOOKED_AT_MAX]);
  if (shows.length === 0) return [];
  return executor.run<EventDemand>(readDemand, [
    ...window,
    TREND_EVENTS_MAX,
    shows.map(({ showId }) => showId),
    shows.map(({ eventId }) => eventId),
  ]);
}
