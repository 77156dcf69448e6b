import type { Outbox, OutboxRow } from '../../platform';
import type { Topic, TopicEvent, Topics } from '../../realtime';
import type { SeatChange, SeatStatusChanged } from '../api/live-seats.graphql';
import { seatIdPrefix } from '../ledger/seat-id';
import { type SeatCode, seatStatusOf } from '../ledger/seat-status';
import type { SeatNumbering } from '../seat-map/seat-numbering';

/** One change as it travels: the seat's number, its new code, its version. */
type Change = readonly [seatNo: number, code: SeatCode, version: number];

/** The message after the map of a show was replaced: clients then read the show again. */
export const SEAT_MAP_REPLACED = 'seat-map-replaced';

/** The message after the wheelchair and companion places that are left became seats like all others. */
export const ACCESSIBLE_RELEASED = 'accessible-released';

export type SeatMessage = readonly Change[] | typeof SEAT_MAP_REPLACED | typeof ACCESSIBLE_RELEASED;

/** Whether the message changes statuses. */
export const isSeatChanges = (message: SeatMessage): message is readonly Change[] => typeof message !== 'string';

export type SeatTopic = Topic<SeatMessage>;
export type SeatEvent = TopicEvent<SeatMessage>;

/** So many seats in one message at most; a larger change goes out in several. */
export const SEATS_PER_MESSAGE_MAX = 500;

/** Changes of one show, collected for a short window. The key is the show's UUID. */
export function openSeatTopic(topics: Topics, batchWindowMilliseconds: number): SeatTopic {
  return topics.openTopic<SeatMessage>({
    name: 'seats',
    encode: (changes) => JSON.stringify(changes),
    decode: (text) => JSON.parse(text),
    merge: mergeMessages,
    batchWindowMilliseconds,
  });
}

/**
 * Merges the changes of many messages, in order. Of two changes of one seat only the later one remains, and none beside a
 * new map, since clients then read all seats.
 */
function mergeMessages(messages: readonly SeatMessage[]): SeatMessage[] {
  if (messages.includes(SEAT_MAP_REPLACED)) return [SEAT_MAP_REPLACED];
  const latest = new Map<number, Change>();
  const isReleased = messages.includes(ACCESSIBLE_RELEASED);
  for (const change of messages.filter(isSeatChanges).flat()) {
    const known = latest.get(change[0]);
    if (known === undefined || change[2] > known[2]) latest.set(change[0], change);
  }
  const all = [...latest.values()];
  const gathered: SeatMessage[] = isReleased ? [ACCESSIBLE_RELEASED] : [];
  for (let from = 0; from < all.length; from += SEATS_PER_MESSAGE_MAX)
    gathered.push(all.slice(from, from + SEATS_PER_MESSAGE_MAX));
  return gathered;
}

/** Brings what the ledger wrote into the outbox to the show's stream. */
export function publishSeatEvents(
  outbox: Outbox,
  topic: SeatTopic,
  changed: (rows: readonly OutboxRow[]) => void,
): void {
  outbox.on('seats', async (rows: readonly OutboxRow[]) => {
    changed(rows);
    // Only the ledger's statements write rows of this topic, in this shape.
    await Promise.all(rows.map(({ key, body }) => topic.append(key, body as SeatMessage)));
  });
}

/** Whether clients that receive it must read the show again. */
export const asksForResync = (event: SeatEvent): boolean =>
  event.kind === 'resync' || (event.kind === 'message' && event.message === SEAT_MAP_REPLACED);

/** An event of the topic as `seatStatusChanged` sends it. Without a numbering it is unknown which seats are meant. */
export function toSeatStatusChanged(
  showId: string,
  event: SeatEvent,
  numbering: SeatNumbering | null,
): SeatStatusChanged {
  const { revision } = event;
  const empty = { revision, resyncRequired: false, changes: [], accessibleReleased: false };
  if (asksForResync(event)) return { ...empty, resyncRequired: true };
  if (event.kind !== 'message' || event.message === SEAT_MAP_REPLACED) return empty;
  if (event.message === ACCESSIBLE_RELEASED) return { ...empty, accessibleReleased: true };
  if (numbering === null) return { ...empty, resyncRequired: true };
  const prefix = seatIdPrefix(showId);
  const changes = event.message.flatMap(([seatNo, code, version]): SeatChange[] => {
    const index = numbering.indexOf(seatNo);
    if (index < 0) return [];
    return [{ seatId: prefix + seatNo.toString(36), index, status: seatStatusOf(code), version }];
  });
  return { ...empty, changes };
}
