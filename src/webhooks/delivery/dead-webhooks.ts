import type { Clock, SqlExecutor } from '../../platform';
import { decodeNumberedId } from '../log/event-id';
import { readDead, replayDead } from './deliveries.sql';
import { type DeliveryKey, type DeliveryRow, describeTry, encodeDeliveryId, messageIdOf } from './delivery';

/** An event that its endpoint did not receive. */
export interface DeadWebhook {
  /** As the API has it. */
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  readonly isEndpointDisabled: boolean;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

/** Every event that was tried too often, or whose endpoint was disabled. */
export async function readDeadWebhooks(database: SqlExecutor): Promise<DeadWebhook[]> {
  const rows = await database.run<DeliveryRow & { readonly url: string; readonly isDisabled: boolean }>(readDead);
  return rows.map((row) => {
    const last = row.tries.at(-1);
    return {
      ...{ id: encodeDeliveryId(row), eventId: messageIdOf(row), type: row.type, url: row.url },
      ...{ isEndpointDisabled: row.isDisabled, attempts: row.attempts, createdAt: row.createdAt },
      lastError: last === undefined ? null : describeTry(last),
    };
  });
}

/** The delivery that a public id names, or null. */
export function decodeDeliveryId(id: string): DeliveryKey | null {
  const named = decodeNumberedId('whd', id);
  return named === null ? null : { endpointId: named.uuid, id: named.number };
}

/** Sends dead events again, all or some, where their endpoints are not disabled. Returns how many. */
export async function replayDeadWebhooks(
  database: SqlExecutor,
  clock: Clock,
  keys: readonly DeliveryKey[] | null = null,
): Promise<number> {
  const [endpoints, ids] = [keys?.map(({ endpointId }) => endpointId), keys?.map(({ id }) => id)];
  return (await database.run(replayDead, [endpoints ?? null, ids ?? null, clock.now()])).length;
}
