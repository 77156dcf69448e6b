import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../logger';

/** The reply of a replica to a write. Before Redis 7 the reply of a script that writes has it in the middle, after `-`. */
export const isReadOnlyReply = (error: unknown): boolean =>
  error instanceof Error && /^READONLY\b|-READONLY\b/.test(error.message);

/** ioredis gives up on a reply after `commandTimeout`. */
const isCommandTimeout = (error: unknown): boolean => error instanceof Error && error.message === 'Command timed out';

/** While the address leads to a replica, connections are replaced at most this often. */
const REPLACE_EVERY_MS_MIN = 1000;
/** How long the key of the write check lives. */
const WRITE_CHECK_MS = 10_000;

/**
 * Access to Redis. It carries fan-out, the waiting room, rate limits and jobs, never the truth about seats: every caller
 * must know what to do while Redis is unreachable or after it has lost all its data.
 */
export class RedisConnections {
  /** For commands. They fail at once while Redis is unreachable, rather than wait. */
  readonly commands: Redis;
  private readonly connections = new Set<Redis>();
  /** Undefined until the first connection succeeds or fails. */
  private isReachable: boolean | undefined;
  private replacedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly url: string,
    readonly prefix: string,
    private readonly logger: Logger,
  ) {
    this.commands = this.connect({ enableOfflineQueue: false, commandTimeout: 2000 });
  }

  /** A key or channel of this service: the prefix, then the parts joined by colons. */
  key(...parts: string[]): string {
    return this.prefix + parts.join(':');
  }

  /** A connection for subscriptions. Its owner must subscribe again at each `ready`, and read what was missed. */
  newSubscriber(): Redis {
    // With the ready check, a `subscribe` sent between `connect` and `ready` resolves and is dropped. ioredis does not
    // report when it subscribes again by itself, and nobody can catch the rejection if that fails.
    // ioredis would also send Redis its name and version before it is ready, and if the connection is lost in between,
    // it reports `ready` without a connection, and never makes another.
    return this.connect({ enableReadyCheck: false, autoResubscribe: false, disableClientInfo: true });
  }

  /** A connection for blocking commands and long waits, as a job queue needs it: commands wait without limit. */
  newBlockingConnection(): Redis {
    return this.connect({ maxRetriesPerRequest: null });
  }

  /** Resolves when commands can be sent, rejects after the wait. */
  async ready(waitMs = 10_000): Promise<void> {
    if (this.commands.status === 'ready') return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${waitMs / 1000} s`)), waitMs);
      this.commands.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /**
   * Rejects if Redis does not accept a write: a former primary that became a replica still answers reads and pings. If
   * nothing answers at all, the connections are opened again: a server that has lost power closes none of them, and the
   * system would report it after a quarter of an hour.
   */
  async checkWritable(): Promise<void> {
    try {
      await this.commands.set(this.key('write-check'), '1', 'PX', WRITE_CHECK_MS);
    } catch (error) {
      if (isCommandTimeout(error)) this.replaceConnections('Redis does not answer');
      throw error;
    }
  }

  async close(): Promise<void> {
    // A second `disconnect` would wait two seconds for a stream that no longer exists.
    for (const connection of this.connections) if (connection.status !== 'end') connection.disconnect();
    this.connections.clear();
  }

  /** Logs that Redis was lost or is back: once, however many connections it had. */
  private report(redis: Redis, isReachable: boolean): void {
    if (!this.connections.has(redis) || isReachable === this.isReachable) return;
    const wasReachable = this.isReachable;
    this.isReachable = isReachable;
    if (!isReachable) this.logger.warn('The connection to Redis was lost; reconnecting');
    else if (wasReachable === false) this.logger.info('The connection to Redis was restored');
  }

  /**
   * After a failover the former primary may stay up as a read-only replica. Its connections look healthy, subscribers
   * receive nothing, and only a write shows it: so all of them are opened again, by the address.
   */
  private replaceConnections(reason: string): void {
    const now = performance.now();
    if (now - this.replacedAtMs < REPLACE_EVERY_MS_MIN) return;
    this.replacedAtMs = now;
    this.logger.warn(`${reason}; connecting again in case the address now leads to another server`);
    for (const connection of this.connections) if (connection.status === 'ready') connection.disconnect(true);
  }

  private connect(options: RedisOptions): Redis {
    const redis = new Redis(this.url, {
      maxRetriesPerRequest: 1,
      connectTimeout: 5000,
      // Also how long a connection that waits for its next attempt keeps the process from ending.
      disconnectTimeout: 200,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000),
      reconnectOnError: (error) => {
        if (isReadOnlyReply(error)) setImmediate(() => this.replaceConnections('Redis accepts no writes'));
        return false;
      },
      ...options,
    });
    // Without a listener ioredis prints each failed attempt; an operator needs the state changes only.
    redis.on('error', () => undefined);
    redis.on('ready', () => this.report(redis, true));
    // Not `close`, which is emitted also when the connection is closed on purpose.
    redis.on('reconnecting', () => this.report(redis, false));
    this.connections.add(redis);
    return redis;
  }
}
