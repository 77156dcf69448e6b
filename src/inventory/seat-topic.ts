import { decodeId, type Outbox, type OutboxRow } from '../platform';
import type { Topic, TopicEvent, Topics } from '../realtime';
import type { SeatChange, SeatStatusChanged } from './inventory.graphql';
import { seatIdPrefix } from './seat-id';
import { type SeatLetter, seatStatusOf } from './seat-status';

/** One change as it travels: the seat's number, its new letter, its version. */
type Change = readonly [seatNo: number, letter: SeatLetter, version: number];

export type SeatTopic = Topic<readonly Change[]>;
export type SeatEvent = TopicEvent<readonly Change[]>;

/** So many seats in one message at most; a larger change goes out in several. */
export const SEATS_PER_MESSAGE_MAX = 500;

/** Changes of one show, gathered for a short window. The key is the show's UUID. */
export function openSeatTopic(topics: Topics, gatherMilliseconds: number): SeatTopic {
  return topics.openTopic<readonly Change[]>({
    name: 'seats',
    encode: (changes) => JSON.stringify(changes),
    decode: (text) => JSON.parse(text),
    merge: gather,
    gatherMilliseconds,
  });
}

/** Joins the changes of many messages, in order. Of two changes of one seat in a message only the later one is told. */
function gather(messages: readonly (readonly Change[])[]): (readonly Change[])[] {
  const latest = new Map<number, Change>();
  for (const change of messages.flat()) {
    const known = latest.get(change[0]);
    if (known === undefined || change[2] > known[2]) latest.set(change[0], change);
  }
  const all = [...latest.values()];
  const gathered: (readonly Change[])[] = [];
  for (let from = 0; from < all.length; from += SEATS_PER_MESSAGE_MAX)
    gathered.push(all.slice(from, from + SEATS_PER_MESSAGE_MAX));
  return gathered;
}

/** Brings what the ledger wrote into the outbox to the show's stream. */
export function publishSeatNews(outbox: Outbox, topic: SeatTopic, changed: (showId: string) => void): void {
  outbox.on('seats', async (rows: readonly OutboxRow[]) => {
    await Promise.all(
      rows.map(({ key, body }) => {
        changed(key);
        // Only the ledger's statements write rows of this topic, in this shape.
        return topic.append(key, body as readonly Change[]);
      }),
    );
  });
}

/** An event of the topic as `seatStatusChanged` tells it; `showId` is the public id. */
export function toSeatStatusChanged(showId: string, event: SeatEvent): SeatStatusChanged {
  const prefix = seatIdPrefix(decodeId('show', showId) ?? '');
  const changes: SeatChange[] =
    event.kind === 'message'
      ? event.message.map(([index, letter, version]) => ({
          seatId: prefix + index.toString(36),
          index,
          status: seatStatusOf(letter),
          version,
        }))
      : [];
  return { revision: event.revision, resyncRequired: event.kind === 'resync', changes };
}
