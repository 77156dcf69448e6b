import { badUserInput, rateLimited } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EndpointRow } from '../endpoints/endpoint';
import { eventCursor } from '../log/event';
import { decodeEventId } from '../log/event-id';
import { positionOf } from '../log/read-events';
import { insertTest, replayByIds, replayRange } from './deliveries.sql';
import type { DeliveryRow } from './delivery';

const EVENTS_PER_REPLAY_MAX = 10_000;
const TESTS_PER_MINUTE_MAX = 10;
const MINUTE_MS = 60_000;

/** Either the events by their ids, or those of a time. */
export interface ReplayWish {
  readonly eventIds?: readonly string[] | null;
  readonly since?: Date | null;
  readonly until?: Date | null;
  readonly after?: string | null;
}

export interface Replayed {
  readonly replayedCount: number;
  /** Where to go on; null where all events of the time are replayed. */
  readonly nextAfter: string | null;
}

/**
 * Sends events of the log to an endpoint again, or for the first time; each keeps its id. Those that are on their way
 * already stay so.
 */
export async function replayEvents(
  { database, clock }: WebhooksContext,
  endpoint: EndpointRow,
  { eventIds = null, since = null, until = null, after = null }: ReplayWish,
): Promise<Replayed> {
  if (endpoint.disabledAt !== null) throw badUserInput('The endpoint is disabled. Enable it first.');
  if ((eventIds === null) === (since === null)) throw badUserInput('Give either "eventIds" or "since".');
  const now = clock.now();
  const to = [endpoint.id, now, endpoint.organizerId];
  if (eventIds !== null) {
    const keys = [...new Set(eventIds)].map((id) => {
      const key = decodeEventId(id);
      if (key === null) throw badUserInput(`"${id}" is not the id of an event.`);
      return key;
    });
    const values = [...to, keys.map(({ showId }) => showId), keys.map(({ sequence }) => sequence)];
    const [done] = await database.run<{ replayedCount: number }>(replayByIds, values);
    return { replayedCount: done?.replayedCount ?? 0, nextAfter: null };
  }
  const [done] = await database.run<{ replayedCount: number; lastPosition: number | null }>(replayRange, [
    ...to,
    endpoint.types,
    since,
    until ?? now,
    after === null ? 0 : positionOf(after),
    EVENTS_PER_REPLAY_MAX,
  ]);
  const { replayedCount = 0, lastPosition = null } = done ?? {};
  const isFull = replayedCount === EVENTS_PER_REPLAY_MAX && lastPosition !== null;
  return { replayedCount, nextAfter: isFull ? eventCursor({ position: lastPosition }) : null };
}

/** Sends a message that is no event, once. */
export async function sendTest({ database, clock }: WebhooksContext, endpoint: EndpointRow): Promise<DeliveryRow> {
  if (endpoint.disabledAt !== null) throw badUserInput('The endpoint is disabled. Enable it first.');
  const now = clock.now();
  const values = [endpoint.id, now, new Date(now.getTime() - MINUTE_MS), TESTS_PER_MINUTE_MAX];
  const [delivery] = await database.run<DeliveryRow>(insertTest, values);
  if (delivery === undefined)
    throw rateLimited(MINUTE_MS / 1000, `An endpoint gets ${TESTS_PER_MINUTE_MAX} test messages a minute at most.`);
  return delivery;
}
