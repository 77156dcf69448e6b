import type { WebhooksContext } from '../context';
import { advanceSaleStates, lockDueSaleStates, lockHead, numberEvents, readIsAnyNew } from './event-log.sql';

const EVENTS_PER_STEP_MAX = 1000;
const SHOWS_PER_STEP_MAX = 200;

interface Numbered {
  readonly eventCount: number;
  readonly deliveryCount: number;
}

const nothing: Numbered = { eventCount: 0, deliveryCount: 0 };

/**
 * Gives new events their place in the log, in steps, until none is left. One process at a time; where another one does
 * it, this one has nothing to do. Returns the number of deliveries that follow.
 */
export async function numberNewEvents({
  database,
  clock,
  numberedCount,
}: Pick<WebhooksContext, 'database' | 'clock' | 'numberedCount'>): Promise<number> {
  let deliveries = 0;
  const [found] = await database.run<{ isAny: boolean }>(readIsAnyNew);
  let isMore = found?.isAny === true;
  while (isMore) {
    const { eventCount, deliveryCount } = await database.transaction(async (transaction) => {
      const [head] = await transaction.run(lockHead);
      if (head === undefined) return nothing;
      const [numbered] = await transaction.run<Numbered>(numberEvents, [EVENTS_PER_STEP_MAX, clock.now()]);
      return numbered ?? nothing;
    });
    numberedCount.inc(eventCount);
    deliveries += deliveryCount;
    isMore = eventCount === EVENTS_PER_STEP_MAX;
  }
  return deliveries;
}

/** Writes the events that time alone causes: a sale that opens, or whose reopening follows its closing. */
export async function followSaleTimes({ database, clock }: Pick<WebhooksContext, 'database' | 'clock'>): Promise<void> {
  let count: number;
  do {
    count = await database.transaction(async (transaction) => {
      const now = clock.now();
      const due = await transaction.run<{ showId: string }>(lockDueSaleStates, [now, SHOWS_PER_STEP_MAX]);
      if (due.length > 0) await transaction.run(advanceSaleStates, [due.map(({ showId }) => showId), now]);
      return due.length;
    });
  } while (count === SHOWS_PER_STEP_MAX);
}
