import type { NotificationsContext } from '../context';
import { announceHolds as announce } from './reminders.sql';

/** So long before its end a hold is announced: enough to come back and pay. */
export const ANNOUNCED_SECONDS_BEFORE = 120;
const HOLDS_PER_SWEEP_MAX = 500;

/** Writes the messages of holds that end soon, or have ended unsold. Time is their cause, so a sweep writes them. */
export async function announceHolds({
  database,
  clock,
}: Pick<NotificationsContext, 'database' | 'clock'>): Promise<void> {
  await database.run(announce, [clock.now(), ANNOUNCED_SECONDS_BEFORE, HOLDS_PER_SWEEP_MAX]);
}
