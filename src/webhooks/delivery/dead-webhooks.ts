import type { Clock, DeadLetterSource, SqlExecutor } from '../../platform';
import { encodeEndpointId } from '../endpoints/endpoint';
import { readDead, replayDead } from './deliveries.sql';
import { type DeliveryRow, describeTry } from './delivery';

/** Events that were tried too often, or whose endpoint was disabled. A replay sends those whose endpoint is not disabled now. */
export const webhookDeadLetters = (database: SqlExecutor, clock: Clock): DeadLetterSource => ({
  kind: 'WEBHOOK',
  read: async ({ first, after }) => {
    const rows = await database.run<DeliveryRow & { readonly url: string; readonly isDisabled: boolean }>(readDead, [
      after === null ? 0 : idOfKey(after),
      first,
    ]);
    return rows.map(({ id, endpointId, type, url, isDisabled, attempts, tries, createdAt }) => {
      const last = tries.at(-1);
      return {
        kind: 'WEBHOOK',
        key: keyOfId(id),
        about: `webhook ${type} to ${url}${isDisabled ? ' (disabled)' : ''}  ${attempts} attempts`,
        reason: last === undefined ? 'The endpoint was disabled.' : describeTry(last),
        subjectId: encodeEndpointId(endpointId),
        subjectText: `endpoint ${endpointId}`,
        createdAt,
      };
    });
  },
  replay: async ({ keys, subject }) =>
    (await database.run(replayDead, [keys?.map(idOfKey) ?? null, subject ?? null, clock.now()])).length,
});

const ID_DIGITS = 12;

/** The number of a delivery in the form of a UUID, which keys of dead letters have. */
const keyOfId = (id: number): string => `00000000-0000-0000-0000-${id.toString(16).padStart(ID_DIGITS, '0')}`;
const idOfKey = (key: string): number => Number.parseInt(key.slice(-ID_DIGITS), 16);
