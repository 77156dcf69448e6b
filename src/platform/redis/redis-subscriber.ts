import type { Redis } from 'ioredis';

/** The servers that carry channels: a single one, or one for each part of a Redis Cluster. */
export interface ChannelServers {
  /** Whether a channel is carried by the server of its slot alone, by SSUBSCRIBE, or by any server, by SUBSCRIBE. */
  readonly isSharded: boolean;
  /** The server of a channel; null while it is not known. */
  serverOf(channel: string): string | null;
  connect(server: string): Redis;
  disconnect(connection: Redis): void;
  /** Called when channels may have another server. */
  onChange(changed: () => void): void;
  /** Finds out which server has which channels, and reports a change. */
  refresh(): void;
}

interface Subscription {
  /** Where it was last asked for. */
  server: string | null;
  acknowledged: (() => void) | null;
}

const RETRY_MS = 1_000;

/**
 * Subscriptions to channels that survive the loss of a connection, and in a Redis Cluster the loss of a master and the
 * move of a slot. Every wanted channel is asked for until its server acknowledges.
 *
 * ioredis would subscribe again by itself, but it does not report when that is done, and what was missed can be read only
 * after that. In a cluster it also drops the errors of these subscriptions.
 */
export class RedisSubscriber {
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly connections = new Map<string, Redis>();
  private readonly messageListeners: ((channel: string, message: Buffer) => void)[] = [];
  private readonly restoredListeners: (() => void)[] = [];
  private readonly probed = new Set<Redis>();
  private retryTimer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(
    private readonly servers: ChannelServers,
    private readonly onFault: (error: unknown) => void = () => undefined,
  ) {
    servers.onChange(() => this.relocate());
  }

  /**
   * Resolves once Redis has acknowledged: everything published from then on is received. Never rejects; it waits for
   * Redis. A channel has one owner, who subscribes to it once.
   */
  subscribe(channel: string): Promise<void> {
    return new Promise((resolve) => {
      this.subscriptions.set(channel, { server: null, acknowledged: resolve });
      void this.ask([channel]);
    });
  }

  unsubscribe(channel: string): void {
    const server = this.subscriptions.get(channel)?.server ?? null;
    this.subscriptions.delete(channel);
    if (server !== null) this.leave(server, channel);
  }

  onMessage(listener: (channel: string, message: Buffer) => void): void {
    this.messageListeners.push(listener);
  }

  /** Called each time channels are subscribed again; messages may have been missed before. */
  onRestored(restored: () => void): void {
    this.restoredListeners.push(restored);
  }

  /** Pings each connection. One that has not answered the previous ping is replaced. */
  probe(): void {
    for (const connection of this.connections.values()) {
      if (connection.status !== 'ready') continue;
      if (this.probed.delete(connection)) {
        connection.disconnect(true);
        this.servers.refresh();
        continue;
      }
      this.probed.add(connection);
      const answered = () => void this.probed.delete(connection);
      connection.ping().then(answered, answered);
    }
  }

  /** Ends all subscriptions. */
  close(): void {
    this.isClosed = true;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    for (const connection of this.connections.values()) this.servers.disconnect(connection);
    this.connections.clear();
    this.subscriptions.clear();
  }

  /** Asks the servers for these channels. True when all have acknowledged. */
  private async ask(channels: readonly string[]): Promise<boolean> {
    const ofServer = new Map<string, string[]>();
    for (const channel of channels) {
      const subscription = this.subscriptions.get(channel);
      if (subscription === undefined) continue;
      subscription.server = this.servers.serverOf(channel);
      // Placed as soon as its server is known.
      if (subscription.server === null) continue;
      const others = ofServer.get(subscription.server);
      if (others === undefined) ofServer.set(subscription.server, [channel]);
      else others.push(channel);
    }
    const done = await Promise.all([...ofServer].map(([server, some]) => this.askServer(server, some)));
    return !this.isClosed && done.every((each) => each);
  }

  private async askServer(server: string, channels: readonly string[]): Promise<boolean> {
    const connection = this.connectionTo(server);
    // It asks for all channels as soon as it is ready.
    if (connection.status !== 'ready') return false;
    try {
      // The channels of one command would have to be on one slot.
      if (this.servers.isSharded) await Promise.all(channels.map((channel) => connection.ssubscribe(channel)));
      else await connection.subscribe(...channels);
    } catch (error) {
      if (this.isClosed) return false;
      this.onFault(error);
      this.servers.refresh();
      this.retryTimer ??= setTimeout(() => {
        this.retryTimer = null;
        this.restore([...this.subscriptions.keys()]);
      }, RETRY_MS).unref();
      return false;
    }
    for (const channel of channels) {
      const subscription = this.subscriptions.get(channel);
      if (subscription === undefined || subscription.server !== server) continue;
      subscription.acknowledged?.();
      subscription.acknowledged = null;
    }
    return true;
  }

  private restore(channels: readonly string[]): void {
    if (this.isClosed) return;
    void this.ask(channels).then((done) => {
      if (done) for (const restored of this.restoredListeners) restored();
    });
  }

  /** Moves the channels that have another server now, and closes connections that carry none any more. */
  private relocate(): void {
    if (this.isClosed) return;
    const moved: string[] = [];
    const used = new Set<string>();
    for (const [channel, { server }] of this.subscriptions) {
      const now = this.servers.serverOf(channel);
      if (now !== null) used.add(now);
      if (now === null || now === server) continue;
      moved.push(channel);
      if (server !== null) this.leave(server, channel);
    }
    if (moved.length > 0) this.restore(moved);
    for (const [server, connection] of this.connections) {
      if (used.has(server)) continue;
      this.connections.delete(server);
      this.servers.disconnect(connection);
    }
  }

  private leave(server: string, channel: string): void {
    const connection = this.connections.get(server);
    if (connection?.status !== 'ready') return;
    (this.servers.isSharded ? connection.sunsubscribe(channel) : connection.unsubscribe(channel)).catch(
      () => undefined,
    );
  }

  private connectionTo(server: string): Redis {
    const known = this.connections.get(server);
    if (known !== undefined) return known;
    const connection = this.servers.connect(server);
    this.connections.set(server, connection);
    connection.on('ready', () => {
      this.probed.delete(connection);
      const own = [...this.subscriptions].filter(([, subscription]) => subscription.server === server);
      this.restore(own.map(([channel]) => channel));
    });
    connection.on(this.servers.isSharded ? 'smessageBuffer' : 'messageBuffer', (channel: Buffer, message: Buffer) => {
      const name = channel.toString();
      for (const listener of this.messageListeners) listener(name, message);
    });
    return connection;
  }
}
