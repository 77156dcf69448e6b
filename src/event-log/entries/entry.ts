import { encodeSeatId, type SeatCode, seatStatusOf } from '../../inventory';
import { encodeId } from '../../platform';
import { type EventData, type EventType, publicEventData } from '../../webhooks';
import type { LogMessage } from '../targets/target';

/** The version of the envelope. Fields and types may be added without a new one. */
const VERSION = 1;

interface EntryBase {
  readonly position: number;
  readonly id: string;
  readonly createdAt: Date;
}

interface EntryOfShow<Type extends string, Data> extends EntryBase {
  /** A UUID. */
  readonly showId: string;
  /** Of the entries of the show, from 1. */
  readonly sequence: number;
  readonly type: Type;
  readonly data: Data;
}

/** Why messages may be missing before this one. */
export type GapReason = 'REMOVED' | 'NOT_RECORDED' | 'DATABASE_WENT_BACK';

interface GapEntry extends EntryBase {
  readonly showId: null;
  readonly sequence: null;
  readonly type: 'log.gap';
  readonly data: { readonly reason: GapReason; readonly after?: number };
}

type SeatsChanged = EntryOfShow<
  'seats.changed',
  { readonly changes: readonly (readonly [seatNo: number, code: SeatCode, version: number])[] }
>;

/** A numbered entry, as the triggers have recorded it. */
export type Entry =
  | GapEntry
  | SeatsChanged
  | EntryOfShow<'seat_map.replaced' | 'seats.accessible_released', Readonly<Record<string, never>>>
  | EntryOfShow<EventType, EventData>;

/** What other systems receive. `docs/event-log.md` describes it. `source` is the UUID of the service. */
export function messageOf(entry: Entry, source: string): LogMessage {
  const { position, id, showId, sequence, type, createdAt } = entry;
  const key = showId === null ? null : encodeId('show', showId);
  const envelope = {
    ...{ version: VERSION, id: envelopeId(id), source: envelopeSource(source), position, showId: key, sequence, type },
    timestamp: createdAt.toISOString(),
    data: dataOf(entry),
  };
  return { position, key, text: JSON.stringify(envelope) };
}

/** The id of an entry as its envelope has it. */
export const envelopeId = (id: string): string => encodeId('log', id);

export const envelopeSource = (source: string): string => encodeId('service', source);

function dataOf(entry: Entry): object {
  switch (entry.type) {
    case 'log.gap':
    case 'seat_map.replaced':
    case 'seats.accessible_released':
      return entry.data;
    case 'seats.changed':
      return {
        seats: entry.data.changes.map(([seatNo, code, version]) => ({
          seatId: encodeSeatId(entry.showId, seatNo),
          status: seatStatusOf(code),
          version,
        })),
      };
    default:
      return publicEventData(entry);
  }
}
