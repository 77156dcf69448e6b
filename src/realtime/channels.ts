import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';

/** Redis channels that survive the connection. */
export interface Channels {
  /** Resolves once Redis has acknowledged: what is published from then on is heard. Never rejects; it waits for Redis. */
  listen(channel: string, hear: (text: string) => void): Promise<() => void>;
  /** Called each time all channels are subscribed again, after anything may have been missed. */
  onRestored(restored: () => void): void;
  /** Asks the connection for a sign of life; one that gave none since the last call is dropped and made anew. */
  probe(): void;
  /** Hears nothing any more. The connection itself belongs to whoever gave it. */
  close(): void;
}

const retryMilliseconds = 1_000;

/**
 * `RedisPubSub` hands messages to listeners; the connection under it is wrapped, because two of its habits would bring a
 * process down: it lets the promises of `unsubscribe` float, so that a lost connection becomes an unhandled rejection, and
 * a subscription that failed once stays failed. Here a subscription is a wish that is repeated until Redis grants it.
 * ioredis would subscribe again by itself, but does not tell when that is done, and only then may the gap be read.
 */
export function openChannels(
  subscriber: Redis,
  publisher: Redis,
  onFault: (error: unknown) => void = () => undefined,
): Channels {
  const wanted = new Map<string, (() => void) | null>();
  const restoredListeners: (() => void)[] = [];
  let retry: NodeJS.Timeout | null = null;
  let probing = false;
  let closed = false;

  async function subscribe(channels: readonly string[]): Promise<boolean> {
    if (channels.length === 0) return true;
    try {
      await subscriber.subscribe(...channels);
    } catch (error) {
      if (closed) return false;
      onFault(error);
      retry ??= setTimeout(restore, retryMilliseconds).unref();
      return false;
    }
    for (const channel of channels) {
      const granted = wanted.get(channel);
      if (granted) {
        wanted.set(channel, null);
        granted();
      }
    }
    return true;
  }

  function restore(): void {
    if (retry !== null) clearTimeout(retry);
    retry = null;
    if (closed) return;
    void subscribe([...wanted.keys()]).then((done) => {
      if (done) for (const restored of restoredListeners) restored();
    });
  }

  subscriber.on('ready', restore);

  const connection = {
    on: (event: string, listener: (...values: unknown[]) => void) => subscriber.on(event, listener),
    subscribe(channel: string, granted: (error: null) => void) {
      wanted.set(channel, () => granted(null));
      void subscribe([channel]);
    },
    unsubscribe(channel: string) {
      wanted.delete(channel);
      subscriber.unsubscribe(channel).catch(() => undefined);
    },
    // RedisPubSub unsubscribes a name as a channel and as a pattern; we have no patterns.
    punsubscribe: () => undefined,
  };

  const pubSub = new RedisPubSub({
    publisher,
    // RedisPubSub calls exactly these four methods of its subscriber.
    subscriber: connection as unknown as Redis,
    deserializer: (source) => source.toString(),
  });

  return {
    async listen(channel, hear) {
      const id = await pubSub.subscribe<string>(channel, hear);
      return () => {
        if (!closed) pubSub.unsubscribe(id);
      };
    },
    onRestored: (restored) => restoredListeners.push(restored),
    probe() {
      if (closed || subscriber.status !== 'ready') return;
      if (probing) {
        probing = false;
        subscriber.disconnect(true);
        return;
      }
      probing = true;
      subscriber.ping().then(
        () => {
          probing = false;
        },
        () => {
          probing = false;
        },
      );
    },
    close() {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      subscriber.off('ready', restore);
      if (subscriber.status === 'ready') subscriber.unsubscribe().catch(() => undefined);
    },
  };
}
