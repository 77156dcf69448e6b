import type { Logger, RedisConnections } from '../platform';
import { openChannels } from './channels';
import { openGather } from './gather';
import { formatRevision } from './revision';
import { type Topic, topicOf } from './topic';
import { openTopicStore } from './topic.redis';
import { StreamWatch } from './watch';

export interface TopicOptions<Message> {
  /** Part of the key in Redis; one word for one kind of news. */
  readonly name: string;
  readonly encode: (message: Message) => string;
  readonly decode: (text: string) => Message;
  /** Makes few messages of many, in order, each below the topic's own maximum. Without it nothing is joined. */
  readonly merge?: (messages: readonly Message[]) => readonly Message[];
  /** At most one append of a key in such a window; zero turns gathering off. */
  readonly gatherMilliseconds?: number;
  /** How many messages may wait for the window, for each key. */
  readonly waitingMax?: number;
  /** How many messages a stream keeps in Redis: as far back as a client can resume. */
  readonly entriesMax?: number;
  readonly idleSeconds?: number;
  /** What a process keeps of it in memory while somebody watches. */
  readonly tailEventsMax?: number;
  readonly tailCharactersMax?: number;
}

export interface Topics {
  openTopic<Message>(options: TopicOptions<Message>): Topic<Message>;
  counts(): TopicCounts;
  close(): Promise<void>;
}

export interface TopicCounts {
  /** Keys that this process listens to. */
  readonly watches: number;
}

export interface TopicsOptions {
  readonly redis: RedisConnections;
  readonly logger: Logger;
  /** For how long a key is listened to after its last reader left: reconnecting clients find it warm. */
  readonly lingerSeconds?: number;
  /** How often each watched stream is looked at, in case its channel failed without a word. */
  readonly auditSeconds?: number;
  /** How long a new reader waits for a Redis that is away. */
  readonly openSecondsMax?: number;
}

export function openTopics(options: TopicsOptions): Topics {
  const { redis, logger, lingerSeconds = 5, auditSeconds = 2, openSecondsMax = 10 } = options;
  const store = openTopicStore(redis);
  const watches = new Map<string, { watch: StreamWatch<unknown>; readers: number; linger: NodeJS.Timeout | null }>();
  let quietUntil = 0;

  // While Redis is away every watch fails again and again; one line in ten seconds says all there is to say.
  function onFault(error: unknown): void {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + 10_000;
    logger.warn(
      { err: error, watches: watches.size },
      'Live streams cannot be read; they are read again until they can',
    );
  }

  const channels = openChannels(redis.newSubscriber(), redis.commands, onFault);
  channels.onRestored(catchUpAll);
  const audit = setInterval(() => {
    channels.probe();
    catchUpAll();
  }, auditSeconds * 1000).unref();

  function catchUpAll(): void {
    for (const { watch } of watches.values()) void watch.catchUp();
  }

  function openTopic<Message>(topic: TopicOptions<Message>): Topic<Message> {
    const { name, encode, decode, merge = (messages) => messages, gatherMilliseconds = 0, waitingMax = 10_000 } = topic;
    const limits = { entriesMax: topic.entriesMax ?? 2_000, idleSeconds: topic.idleSeconds ?? 7 * 24 * 3600 };
    const tail = { eventsMax: topic.tailEventsMax ?? 256, charactersMax: topic.tailCharactersMax ?? 512 * 1024 };
    const streamOf = (key: string) => store.streamOf(name, key);

    const gather = openGather<Message>({
      windowMilliseconds: gatherMilliseconds,
      waitingMax,
      merge,
      send: async (key, messages) => formatRevision(await store.append(streamOf(key), messages.map(encode), limits)),
    });

    function hold(key: string) {
      const stream = streamOf(key);
      const held = watches.get(stream) ?? {
        watch: new StreamWatch<unknown>({
          stream,
          store,
          channels,
          limits,
          tail,
          decode,
          // Only this topic's own messages are in its streams.
          merge: merge as (messages: readonly unknown[]) => readonly unknown[],
          onFault,
          openSecondsMax,
        }),
        readers: 0,
        linger: null,
      };
      watches.set(stream, held);
      held.readers += 1;
      if (held.linger !== null) clearTimeout(held.linger);
      held.linger = null;
      let released = false;
      return {
        watch: held.watch as StreamWatch<Message>,
        release() {
          if (released) return;
          released = true;
          held.readers -= 1;
          if (held.readers > 0 || held.watch.closed) return;
          held.linger = setTimeout(() => {
            watches.delete(stream);
            held.watch.close();
          }, lingerSeconds * 1000).unref();
        },
      };
    }

    return topicOf<Message>({
      gather,
      watch: hold,
      async position(key) {
        const known = watches.get(streamOf(key))?.watch.position;
        return known ?? formatRevision(await store.append(streamOf(key), [], limits));
      },
    });
  }

  return {
    openTopic,
    counts: () => ({ watches: watches.size }),
    async close() {
      clearInterval(audit);
      for (const { watch, linger } of watches.values()) {
        if (linger !== null) clearTimeout(linger);
        watch.close();
      }
      watches.clear();
      channels.close();
    },
  };
}
