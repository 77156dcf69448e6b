import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import type { TopicsRedis } from '../../../src/realtime';

/** A Redis that a test may kill. It keeps its port and its folder over restarts, and has no persistence unless asked. */
export class RedisServer {
  #process: ChildProcess | null = null;
  readonly #connections = new Set<Redis>();

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'realtime-redis-')), options);
    await server.resume();
    return server;
  }

  /** Starts again after `kill`. */
  async resume(): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.#process = spawn('redis-server', [...own, ...this.options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('redis-server has no output');
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      if (String(chunk).includes('Ready to accept connections')) break;
    }
    stdout.resume();
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = this.#process;
    if (running === null) return;
    this.#process = null;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  /** Stops the process in its tracks: connections stay open, nothing answers. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  connect(options: RedisOptions = {}): Redis {
    const redis = new Redis({
      port: this.port,
      host: '127.0.0.1',
      retryStrategy: () => 50,
      ...options,
    });
    redis.on('error', () => undefined);
    this.#connections.add(redis);
    return redis;
  }

  /** As the service connects: commands fail fast, a subscriber waits and asks for no ready check. */
  door(prefix = 'test'): TopicsRedis {
    return {
      commands: this.connect({ maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: false }),
      newSubscriber: () =>
        this.connect({ enableReadyCheck: false, maxRetriesPerRequest: null, autoResubscribe: false }),
      key: (...parts) => [prefix, ...parts].join(':'),
    };
  }

  async stop(): Promise<void> {
    for (const redis of this.#connections) redis.disconnect();
    this.thaw();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  return address.port;
}
