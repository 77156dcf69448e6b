import type { Outbox } from '../platform';
import type { Topic, Topics } from '../realtime';

/** Says that an order changed; subscribers read its present state. The key is the order's UUID. */
export type OrderTopic = Topic<{ readonly version: number }>;

const CHANGES_KEPT_MAX = 16;

export function openOrderTopic(topics: Topics): OrderTopic {
  return topics.openTopic<{ readonly version: number }>({
    name: 'orders',
    encode: (change) => JSON.stringify(change),
    decode: (text) => JSON.parse(text),
    merge: (changes) => changes.slice(-1),
    entriesMax: CHANGES_KEPT_MAX,
  });
}

/** Publishes the changes that `moveOrder` wrote into the outbox to the order's stream. */
export function publishOrderChanges(outbox: Outbox, topic: OrderTopic): void {
  outbox.on('orders', async (rows) => {
    // Only `moveOrder` writes rows of this topic, in this shape.
    await Promise.all(rows.map(({ key, body }) => topic.append(key, body as { readonly version: number })));
  });
}
