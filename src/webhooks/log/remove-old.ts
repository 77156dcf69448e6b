import type { WebhooksContext } from '../context';
import { endWaitingOfDisabled, removeOldDeliveries } from '../delivery/deliveries.sql';
import { removeDeletedEndpoints } from '../endpoints/endpoints.sql';
import { removeOldEvents } from './event-log.sql';
import { DAYS_KEPT } from './read-events';

const DAY_MS = 86_400_000;
const ROWS_PER_STEP_MAX = 5000;
/** The next sweep goes on. */
const STEPS_MAX = 20;

/** Removes events and deliveries that are too old, and ends what waits for endpoints that receive nothing any more. */
export async function removeOld({ database, clock }: Pick<WebhooksContext, 'database' | 'clock'>): Promise<void> {
  const now = clock.now();
  await database.run(endWaitingOfDisabled, [null, now]);
  const before = new Date(now.getTime() - DAYS_KEPT * DAY_MS);
  for (const remove of [removeOldDeliveries, removeOldEvents]) {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const [removed] = await database.run<{ count: number }>(remove, [before, ROWS_PER_STEP_MAX]);
      if ((removed?.count ?? 0) < ROWS_PER_STEP_MAX) break;
    }
  }
  await database.run(removeDeletedEndpoints);
}
