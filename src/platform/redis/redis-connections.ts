import { Cluster, type Redis, type RedisOptions } from 'ioredis';
import type { RedisTarget } from '../config/redis-settings';
import type { Logger } from '../logger';
import { hashSlot } from './hash-slot';
import { openClusterClient, openNodeClient, openServerClient, serverOptions } from './redis-clients';
import { type ChannelServers, RedisSubscriber } from './redis-subscriber';

/** The reply of a replica to a write. Before Redis 7 the reply of a script that writes has it in the middle, after `-`. */
export const isReadOnlyReply = (error: unknown): boolean =>
  error instanceof Error && /^READONLY\b|-READONLY\b/.test(error.message);

/** ioredis gives up on a reply after `commandTimeout`. */
const isCommandTimeout = (error: unknown): boolean => error instanceof Error && error.message === 'Command timed out';

/** While the address leads to a replica, connections are replaced at most this often. */
const REPLACE_EVERY_MS_MIN = 1000;
/** How long the key of the write check lives. */
const WRITE_CHECK_MS = 10_000;
/** So many keys are on all masters of a small cluster, and on several of a large one. */
const WRITE_CHECKS_IN_CLUSTER = 16;

/** With the ready check, a `subscribe` sent between `connect` and `ready` resolves and is dropped. */
const subscriberOptions: RedisOptions = {
  enableReadyCheck: false,
  // ioredis does not report when it subscribes again by itself, and nobody can catch the rejection if that fails.
  autoResubscribe: false,
  // ioredis would also send Redis its name and version before it is ready, and if the connection is lost in between, it
  // reports `ready` without a connection, and never makes another.
  disableClientInfo: true,
};

/**
 * Access to Redis: one server, the primary that Sentinels name, or a Redis Cluster. It carries fan-out, the waiting room,
 * rate limits and jobs, never the truth about seats: every caller must know what to do while Redis is unreachable or
 * after it has lost all its data.
 *
 * In a cluster the keys of one command or script must be on one slot: they share the part in braces, as does the channel
 * to which a script publishes. Nothing walks over all keys.
 */
export class RedisConnections {
  /** For commands. They fail at once while Redis is unreachable, rather than wait. */
  readonly commands: Redis | Cluster;
  /** How scripts publish. In a cluster a message goes to the subscribers at the master of its channel, and to no others. */
  readonly publishCommand: 'PUBLISH' | 'SPUBLISH';
  private readonly connections = new Set<Redis | Cluster>();
  /** Servers of a cluster that could not be reached. */
  private readonly unreachable = new Set<string>();
  /** Undefined until the first connection succeeds or fails. */
  private isReachable: boolean | undefined;
  private replacedAtMs = Number.NEGATIVE_INFINITY;
  private isReportedAsCluster = false;
  private readonly replacing: RedisOptions = {
    reconnectOnError: (error) => {
      if (isReadOnlyReply(error)) setImmediate(() => this.replaceConnections('Redis accepts no writes'));
      if (error.message.startsWith('MOVED ')) this.reportCluster();
      return false;
    },
  };

  constructor(
    private readonly target: RedisTarget,
    readonly prefix: string,
    private readonly logger: Logger,
  ) {
    this.publishCommand = target.kind === 'cluster' ? 'SPUBLISH' : 'PUBLISH';
    this.commands = this.open(false);
    if (this.commands instanceof Cluster) this.watchServers(this.commands);
  }

  /** A key or channel of this service: the prefix, then the parts joined by colons. */
  key(...parts: string[]): string {
    return this.prefix + parts.join(':');
  }

  /** The prefix of a job queue's keys: in braces, because the scripts of the queue use many keys at once. */
  jobsPrefix(queue: string): string {
    return `{${this.key('jobs', queue)}}`;
  }

  /** A connection for subscriptions. Its owner reads what was missed each time they are restored. */
  newSubscriber(onFault?: (error: unknown) => void): RedisSubscriber {
    return new RedisSubscriber(this.channelServers(), onFault);
  }

  /** A connection for blocking commands and long waits, as a job queue needs it: commands wait without limit. */
  newBlockingConnection(): Redis | Cluster {
    const connection = this.open(true);
    // A worker makes its second connection from the first one. Made here, it is closed with the others.
    return Object.assign(connection, { duplicate: () => this.newBlockingConnection() });
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
   *
   * A cluster is writable while any part of it is. The shows of a master that is away wait for its replica, and a balancer
   * that took all processes out of service meanwhile would stop the others too.
   */
  async checkWritable(): Promise<void> {
    const write = (name: string) => this.commands.set(name, '1', 'PX', WRITE_CHECK_MS);
    if (this.commands instanceof Cluster) {
      this.replaceSilent(this.commands);
      const names = Array.from({ length: WRITE_CHECKS_IN_CLUSTER }, (_, index) => this.key('write-check', `${index}`));
      await Promise.any(names.map(write));
      return;
    }
    try {
      await write(this.key('write-check'));
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

  private open(waits: boolean): Redis | Cluster {
    const { target } = this;
    if (target.kind === 'cluster') return this.keep(openClusterClient(target, { waits }));
    return this.keep(openServerClient(target, { ...serverOptions({ waits }), ...this.replacing }));
  }

  private channelServers(): ChannelServers {
    const { target, commands } = this;
    const disconnect = (connection: Redis) => {
      this.connections.delete(connection);
      if (connection.status !== 'end') connection.disconnect();
    };
    if (target.kind !== 'cluster' || !(commands instanceof Cluster)) {
      return {
        isSharded: false,
        serverOf: () => 'redis',
        connect: () =>
          // The caller is of this branch, where the target is one server.
          this.keep(
            openServerClient(target as Exclude<RedisTarget, { kind: 'cluster' }>, {
              ...subscriberOptions,
              ...this.replacing,
            }),
          ),
        disconnect,
        onChange: () => undefined,
        refresh: () => undefined,
      };
    }
    return {
      isSharded: true,
      serverOf: (channel) => commands.slots[hashSlot(channel)]?.[0] ?? null,
      connect: (server) => {
        const connection = this.keep(openNodeClient(server, target.access, subscriberOptions));
        // Its replica may have taken over, which nobody reports.
        connection.on('reconnecting', () => commands.refreshSlotsCache());
        // A server that no longer has a channel ends the subscription unasked, which confuses ioredis.
        connection.on('error', ({ message }) => {
          if (message.startsWith('Command queue state error')) connection.disconnect(true);
        });
        return connection;
      },
      disconnect,
      onChange: (changed) => commands.on('refresh', changed),
      refresh: () => commands.refreshSlotsCache(),
    };
  }

  /** Logs that Redis was lost or is back: once, however many connections it had. */
  private report(redis: Redis | Cluster, isReachable: boolean): void {
    if (!this.connections.has(redis) || isReachable === this.isReachable) return;
    const wasReachable = this.isReachable;
    this.isReachable = isReachable;
    if (!isReachable) this.logger.warn('The connection to Redis was lost; reconnecting');
    else if (wasReachable === false) this.logger.info('The connection to Redis was restored');
  }

  /** A server of a cluster that is named as a single one would fail for most keys, and at the start for none. */
  private reportCluster(): void {
    if (this.isReportedAsCluster) return;
    this.isReportedAsCluster = true;
    this.logger.error(
      'REDIS_URL leads to a server of a Redis Cluster: name the cluster by REDIS_CLUSTER_NODES instead',
    );
  }

  /** Logs which servers of a cluster cannot be reached, each once. */
  private watchServers(cluster: Cluster): void {
    cluster.on('node error', (error: Error, server: string) => {
      if (this.unreachable.has(server)) return;
      this.unreachable.add(server);
      this.logger.warn({ server, reason: error.message }, 'A server of the Redis Cluster cannot be reached');
    });
    cluster.on('+node', (node: Redis) => {
      node.on('ready', () => {
        const server = `${node.options.host}:${node.options.port}`;
        if (this.unreachable.delete(server)) this.logger.info({ server }, 'A server of the Redis Cluster is back');
      });
    });
  }

  /** Ends connections to masters that do not answer; the next command asks the others who has the slot now. */
  private replaceSilent(cluster: Cluster): void {
    for (const node of cluster.nodes('master')) {
      if (node.status !== 'ready') continue;
      node.ping().catch((error: unknown) => {
        if (isCommandTimeout(error)) node.disconnect();
      });
    }
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

  private keep<Client extends Redis | Cluster>(client: Client): Client {
    // Without a listener ioredis prints each failed attempt; an operator needs the state changes only.
    client.on('error', () => undefined);
    // A server of a cluster is reported as such.
    if (this.target.kind !== 'cluster' || client instanceof Cluster) {
      client.on('ready', () => this.report(client, true));
      // Not `close`, which is emitted also when the connection is closed on purpose.
      client.on('reconnecting', () => this.report(client, false));
    }
    this.connections.add(client);
    return client;
  }
}
