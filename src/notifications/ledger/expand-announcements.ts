import type { NotificationsContext } from '../context';
import { expandAnnouncement, readAnnouncements } from './notifications.sql';

const ANNOUNCEMENTS_PER_SWEEP_MAX = 10;
const ORDERS_PER_STEP = 1000;

/** Gives buyers of shows that were moved, paused or cancelled their message, a step of each show. The next sweep goes on. */
export async function expandAnnouncements({
  database,
  clock,
}: Pick<NotificationsContext, 'database' | 'clock'>): Promise<void> {
  const announced = await database.run<{ showId: string; kind: string; generation: number }>(readAnnouncements, [
    clock.now(),
    ANNOUNCEMENTS_PER_SWEEP_MAX,
  ]);
  for (const { showId, kind, generation } of announced) {
    await database.run(expandAnnouncement, [showId, kind, generation, ORDERS_PER_STEP]);
  }
}
