import type { NotificationsContext } from '../context';
import { writeDigests } from './organizers.sql';

/** Notifies organizers of new dead letters of their shows, at most hourly. A sweep writes them: nobody waits for it. */
export async function writeDeadLetterDigests({
  database,
  clock,
}: Pick<NotificationsContext, 'database' | 'clock'>): Promise<void> {
  await database.run(writeDigests, [clock.now()]);
}
