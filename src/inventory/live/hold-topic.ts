import type { Topic, Topics } from '../../realtime';

/** Every hold of the show may have changed. */
const ALL_HOLDS = 'all';

type HoldMessage = readonly string[] | typeof ALL_HOLDS;

/** Changes of holds that change no seat, such as a later end. The key is the show's UUID; a message has UUIDs of holds. */
export type HoldTopic = Topic<HoldMessage>;

const HOLDS_PER_MESSAGE_MAX = 200;
const CHANGES_KEPT_MAX = 64;

export function openHoldTopic(topics: Topics): HoldTopic {
  return topics.openTopic<HoldMessage>({
    name: 'holds',
    encode: (holdIds) => JSON.stringify(holdIds),
    decode: (text) => JSON.parse(text),
    merge(messages) {
      if (messages.includes(ALL_HOLDS)) return [ALL_HOLDS];
      const holdIds = new Set(messages.flat());
      return [holdIds.size > HOLDS_PER_MESSAGE_MAX ? ALL_HOLDS : [...holdIds]];
    },
    entriesMax: CHANGES_KEPT_MAX,
  });
}

/**
 * Publishes that holds have a later end, after the commit. Not through the outbox: a client that misses the message reads
 * the hold again at the end that it knows.
 */
export function publishHoldChange(topic: HoldTopic, showId: string, holdIds: readonly string[] | 'all'): void {
  topic.append(showId, holdIds).catch(() => undefined);
}
