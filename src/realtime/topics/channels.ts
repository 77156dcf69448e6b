import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';

/** Redis channels whose subscriptions survive the loss of the connection. */
export interface Channels {
  /**
   * Resolves once Redis has acknowledged: everything published from then on is received. Never rejects; it waits for
   * Redis. Returns the way to unsubscribe.
   */
  listen(channel: string, onMessage: (text: string) => void): Promise<() => void>;
  /** Called each time all channels are subscribed again; messages may have been missed before. */
  onRestored(restored: () => void): void;
  /** Pings the connection. One that has not answered the previous ping is replaced. */
  probe(): void;
  /** Ends all subscriptions. The connection itself belongs to the caller. */
  close(): void;
}

const retryMilliseconds = 1_000;

/**
 * `RedisPubSub` dispatches messages to listeners. The connection below it is wrapped, because two of its behaviors would
 * end the process or lose messages: it does not handle the promises of `unsubscribe`, so a lost connection becomes an
 * unhandled rejection, and a subscription that failed once is not retried. Here every wanted channel is subscribed again
 * until Redis acknowledges. ioredis would resubscribe by itself, but does not report when that is done, and the missed
 * entries can be read only after that.
 */
export function openChannels(
  subscriber: Redis,
  publisher: Redis,
  onFault: (error: unknown) => void = () => undefined,
): Channels {
  /** Each wanted channel with the callback that waits for Redis to acknowledge it. */
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
      const acknowledged = wanted.get(channel);
      if (acknowledged) {
        wanted.set(channel, null);
        acknowledged();
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
    subscribe(channel: string, acknowledged: (error: null) => void) {
      wanted.set(channel, () => acknowledged(null));
      void subscribe([channel]);
    },
    unsubscribe(channel: string) {
      wanted.delete(channel);
      subscriber.unsubscribe(channel).catch(() => undefined);
    },
    // RedisPubSub unsubscribes a name both as a channel and as a pattern; patterns are not used here.
    punsubscribe: () => undefined,
  };

  const pubSub = new RedisPubSub({
    publisher,
    // RedisPubSub calls exactly these four methods of its subscriber.
    subscriber: connection as unknown as Redis,
    deserializer: (source) => source.toString(),
  });

  return {
    async listen(channel, onMessage) {
      const id = await pubSub.subscribe<string>(channel, onMessage);
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
