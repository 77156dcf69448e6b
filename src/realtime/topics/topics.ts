import type { Logger, RedisConnections } from '../../platform';
import { openAppendBatcher } from './append-batcher';
import { openChannels } from './channels';
import { formatRevision } from './revision';
import { RedisStreamSubscription } from './stream-subscription';
import { type SubscriptionHandle, SubscriptionRegistry } from './subscription-registry';
import { type Topic, topicOf } from './topic';
import { openTopicStore } from './topic.redis';
import type { StreamSubscription } from './topic-events';

export interface TopicOptions<Message> {
  /** Part of the key in Redis; one word for one kind of message. */
  readonly name: string;
  readonly encode: (message: Message) => string;
  readonly decode: (text: string) => Message;
  /** Combines many messages into few, in order, each below the topic's own maximum. Without it nothing is combined. */
  readonly merge?: (messages: readonly Message[]) => readonly Message[];
  /** At most one append of a key within such a window; zero turns batching off. */
  readonly batchWindowMilliseconds?: number;
  /** How many messages of each key may wait for the window. */
  readonly pendingMax?: number;
  /** How many messages a stream keeps in Redis, which is how far back a client can resume. */
  readonly entriesMax?: number;
  /** A stream without an append for so long is deleted. */
  readonly idleSeconds?: number;
  /** What a process keeps of a stream in memory while it has readers. */
  readonly tailEventsMax?: number;
  readonly tailCharactersMax?: number;
}

export interface Topics {
  openTopic<Message>(options: TopicOptions<Message>): Topic<Message>;
  counts(): TopicCounts;
  close(): Promise<void>;
}

export interface TopicCounts {
  /** Streams that this process follows. */
  readonly streams: number;
}

export interface TopicsOptions {
  readonly redis: RedisConnections;
  readonly logger: Logger;
  /** How long a stream is followed after its last reader left, so that clients that reconnect find it open. */
  readonly lingerSeconds?: number;
  /** How often each followed stream is read, in case its channel failed silently. */
  readonly pollSeconds?: number;
  /** How long a new reader waits for a Redis that does not answer. */
  readonly openSecondsMax?: number;
}

/** While Redis is away every read fails again and again; one line in ten seconds is enough. */
const FAULT_LOG_INTERVAL_MS = 10_000;

export function openTopics(options: TopicsOptions): Topics {
  const { redis, logger, lingerSeconds = 5, pollSeconds = 2, openSecondsMax = 10 } = options;
  const store = openTopicStore(redis);
  const subscriptions = new SubscriptionRegistry(lingerSeconds);
  let logAgainAt = 0;

  function onFault(error: unknown): void {
    const now = Date.now();
    if (now < logAgainAt) return;
    logAgainAt = now + FAULT_LOG_INTERVAL_MS;
    logger.warn({ err: error, streams: subscriptions.size }, 'Live streams cannot be read; retrying');
  }

  const channels = openChannels(redis.newSubscriber(onFault), redis.commands);
  channels.onRestored(() => subscriptions.catchUpAll());
  const poll = setInterval(() => {
    channels.probe();
    subscriptions.catchUpAll();
    // A process that only has readers writes nothing, and only a write shows that the server has become a replica; one
    // that only writes may wait for a server that has lost power. Its connections are replaced by this check.
    redis.checkWritable().catch(() => undefined);
  }, pollSeconds * 1000).unref();

  function openTopic<Message>(topic: TopicOptions<Message>): Topic<Message> {
    const { name, encode, decode, merge = (messages) => messages } = topic;
    const limits = { entriesMax: topic.entriesMax ?? 2_000, idleSeconds: topic.idleSeconds ?? 7 * 24 * 3600 };
    const tail = { eventsMax: topic.tailEventsMax ?? 256, charactersMax: topic.tailCharactersMax ?? 512 * 1024 };
    const streamOf = (key: string) => store.streamOf(name, key);

    const batcher = openAppendBatcher<Message>({
      windowMilliseconds: topic.batchWindowMilliseconds ?? 0,
      pendingMax: topic.pendingMax ?? 10_000,
      merge,
      send: async (key, messages) => formatRevision(await store.append(streamOf(key), messages.map(encode), limits)),
    });

    function acquire(key: string): SubscriptionHandle<StreamSubscription<Message>> {
      const stream = streamOf(key);
      const handle = subscriptions.acquire(
        stream,
        () =>
          new RedisStreamSubscription<unknown>({
            ...{ stream, store, channels, limits, tail, decode, onFault, openSecondsMax },
            // Only this topic's own messages are in its streams.
            merge: merge as (messages: readonly unknown[]) => readonly unknown[],
          }),
      );
      // The registry holds streams of all topics; this one was opened with this topic's `decode`.
      return handle as SubscriptionHandle<StreamSubscription<Message>>;
    }

    return topicOf<Message>({
      batcher,
      acquire,
      async position(key) {
        const known = subscriptions.find(streamOf(key))?.position;
        return known ?? formatRevision(await store.append(streamOf(key), [], limits));
      },
    });
  }

  return {
    openTopic,
    counts: () => ({ streams: subscriptions.size }),
    async close() {
      clearInterval(poll);
      subscriptions.close();
      channels.close();
    },
  };
}
