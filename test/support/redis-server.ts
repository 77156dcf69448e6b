import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pino from 'pino';
import { RedisConnections } from '../../src/platform';
import { freePort } from './free-port';

/** A Redis that a test may kill. It keeps its port and its folder over restarts; persistence is off by default. */
export class RedisServer {
  #process: ChildProcess | null = null;
  readonly #connections = new Set<Redis>();
  readonly #opened: RedisConnections[] = [];

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

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Starts again after `kill`. */
  async resume(): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.#process = spawn('redis-server', [...own, ...this.options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('redis-server has no output');
    let said = '';
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      said += String(chunk);
      if (said.includes('Ready to accept connections')) break;
    }
    if (!said.includes('Ready to accept connections')) throw new Error(`redis-server did not start:\n${said}`);
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

  /** Suspends the process: connections stay open, nothing answers. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** A connection of the test's own. */
  connect(): Redis {
    const redis = new Redis(this.port, '127.0.0.1');
    redis.on('error', () => undefined);
    this.#connections.add(redis);
    return redis;
  }

  /** The connections of one process of the service. */
  async openConnections(): Promise<RedisConnections> {
    const connections = new RedisConnections(
      { kind: 'server', url: `redis://127.0.0.1:${this.port}` },
      'test:',
      pino({ level: 'silent' }),
    );
    this.#opened.push(connections);
    await connections.ready();
    return connections;
  }

  async stop(): Promise<void> {
    for (const redis of this.#connections) if (redis.status !== 'end') redis.disconnect();
    for (const connections of this.#opened) await connections.close();
    this.thaw();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
