import type { Topic, Topics } from '../../realtime';

/** Says that a run has moved on; subscribers read how far it is. The key is the run's UUID. */
export type RefundRunTopic = Topic<'changed'>;

const CHANGES_KEPT_MAX = 4;
const WINDOW_MS = 300;

export function openRefundRunTopic(topics: Topics): RefundRunTopic {
  return topics.openTopic<'changed'>({
    name: 'refund-runs',
    encode: (change) => JSON.stringify(change),
    decode: (text) => JSON.parse(text),
    merge: (changes) => changes.slice(-1),
    batchWindowMilliseconds: WINDOW_MS,
    entriesMax: CHANGES_KEPT_MAX,
  });
}

/** Not through the outbox: the next change, or the end of the run, brings a reader up to date. */
export function publishRunChange(topic: RefundRunTopic, runId: string): void {
  topic.append(runId, 'changed').catch(() => undefined);
}
