import { badUserInput, decodeCursor, type Page } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EventRow } from './event';
import { readEventsAfter, readRemoved } from './event-log.sql';

/** Events are kept so long; deliveries as well. */
export const DAYS_KEPT = 30;

export interface EventsRead {
  /** One more than the page has, if there are more. */
  readonly rows: readonly EventRow[];
  /** Whether events after the cursor were removed because of their age. */
  readonly isIncomplete: boolean;
}

/**
 * The events of an organizer after a cursor, in order; from the oldest that is kept without one. What is removed is read
 * after the events: a page never lacks an event without saying so.
 */
export async function readEvents(
  { database }: Pick<WebhooksContext, 'database'>,
  organizerId: string,
  { first, after }: Page,
): Promise<EventsRead> {
  const position = after === null ? null : positionOf(after);
  const rows = await database.run<EventRow>(readEventsAfter, [organizerId, position ?? 0, first + 1]);
  const [removed] = await database.run<{ position: number }>(readRemoved);
  return { rows, isIncomplete: position !== null && position < (removed?.position ?? 0) };
}

export function positionOf(cursor: string): number {
  const [position] = decodeCursor(cursor, 1);
  if (typeof position !== 'number' || !Number.isSafeInteger(position) || position < 0)
    throw badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
  return position;
}
