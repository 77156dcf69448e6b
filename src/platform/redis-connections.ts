import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from './logger';

/**
 * The door to Redis. It carries news, the waiting room, rate limits and jobs, never the truth about seats: whoever
 * comes here must know what to do when it is away or has forgotten everything.
 */
export class RedisConnections {
  /** For commands. They fail at once while Redis is away, rather than wait. */
  readonly commands: Redis;
  private readonly connections = new Set<Redis>();
  /** Undefined until something is known. */
  private isThere: boolean | undefined;

  constructor(
    private readonly url: string,
    readonly prefix: string,
    private readonly logger: Logger,
  ) {
    this.commands = this.connect({ enableOfflineQueue: false, commandTimeout: 2000 });
  }

  /** A key or a channel of this service: the prefix, then the parts with colons between them. */
  key(...parts: string[]): string {
    return this.prefix + parts.join(':');
  }

  /** A connection for subscriptions. Whoever subscribes does so anew at each `ready`, and reads what was missed. */
  newSubscriber(): Redis {
    // With the ready check, a `subscribe` sent between `connect` and `ready` resolves and is dropped. What ioredis
    // subscribes again by itself it does not report, and where that fails nobody can catch the rejection.
    // ioredis would also tell Redis its name and version before it is ready, and where the connection is lost in between,
    // it calls itself ready without a connection, and never makes another.
    return this.connect({ enableReadyCheck: false, autoResubscribe: false, disableClientInfo: true });
  }

  /** A connection for blocking commands and long waits, as a job queue needs it: commands wait for ever. */
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

  async close(): Promise<void> {
    // A second `disconnect` would wait two seconds for a stream that is gone.
    for (const connection of this.connections) if (connection.status !== 'end') connection.disconnect();
    this.connections.clear();
  }

  /** Says that Redis is lost or back: once, however many connections it had. */
  private tell(redis: Redis, isThere: boolean): void {
    if (!this.connections.has(redis) || isThere === this.isThere) return;
    const wasThere = this.isThere;
    this.isThere = isThere;
    if (!isThere) this.logger.warn('The connection to Redis is lost; trying again');
    else if (wasThere === false) this.logger.info('Redis is back');
  }

  private connect(options: RedisOptions): Redis {
    const redis = new Redis(this.url, {
      maxRetriesPerRequest: 1,
      connectTimeout: 5000,
      // Also for how long a connection that waits for its next attempt keeps the process from ending.
      disconnectTimeout: 200,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000),
      ...options,
    });
    // Without a listener ioredis prints each failed attempt; the state changes are what an operator wants to know.
    redis.on('error', () => undefined);
    redis.on('ready', () => this.tell(redis, true));
    // Not `close`, which comes also where the connection is given up on purpose.
    redis.on('reconnecting', () => this.tell(redis, false));
    this.connections.add(redis);
    return redis;
  }
}
