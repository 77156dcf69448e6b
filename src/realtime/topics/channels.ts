import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import type { RedisConnections, RedisSubscriber } from '../../platform';

/** Redis channels whose subscriptions survive the loss of the connection. */
export interface Channels {
  /**
   * Resolves once Redis has acknowledged: everything published from then on is received. Never rejects; it waits for
   * Redis. Returns the way to unsubscribe.
   */
  listen(channel: string, onMessage: (text: string) => void): Promise<() => void>;
  /** Called each time channels are subscribed again; messages may have been missed before. */
  onRestored(restored: () => void): void;
  /** Pings the connections. One that has not answered the previous ping is replaced. */
  probe(): void;
  /** Ends all subscriptions. */
  close(): void;
}

/**
 * `RedisPubSub` dispatches messages to listeners. Below it is no connection but our own subscriptions, because two of its
 * behaviors would end the process or lose messages: it does not handle the promises of `unsubscribe`, so a lost connection
 * becomes an unhandled rejection, and a subscription that failed once is not retried. It also knows no sharded channels.
 */
export function openChannels(subscriber: RedisSubscriber, publisher: RedisConnections['commands']): Channels {
  let closed = false;

  const connection = {
    on(event: string, listener: (channel: string, text: string) => void) {
      // Patterns are not used here.
      if (event === 'message') subscriber.onMessage((channel, message) => listener(channel, message.toString()));
    },
    subscribe(channel: string, acknowledged: (error: null) => void) {
      void subscriber.subscribe(channel).then(() => acknowledged(null));
    },
    unsubscribe: (channel: string) => subscriber.unsubscribe(channel),
    // RedisPubSub unsubscribes a name both as a channel and as a pattern.
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
    onRestored: (restored) => subscriber.onRestored(restored),
    probe: () => subscriber.probe(),
    close() {
      closed = true;
      subscriber.close();
    },
  };
}
