import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type ChildServer, startChildServer } from '../../src/dev/child-server';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { RedisServer } from './redis-server';

const SENTINELS = 3;
const NAME = 'frontrow';
/** Letters that an address has to escape. */
const PASSWORD = 'p/s@w#rd';
const SENTINEL_PASSWORD = 's?nt:nel';

/** A primary and a replica, and three Sentinels that watch them. All ask for passwords. */
export interface RedisSentinels {
  readonly environment: Readonly<Record<string, string>>;
  /** The primary of the start, and its replica. */
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  /** Ends the Sentinel that clients ask first. */
  killSentinel(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisSentinels(): Promise<RedisSentinels> {
  const access = ['--requirepass', PASSWORD, '--masterauth', PASSWORD, '--repl-diskless-sync-delay', '0'];
  const primary = await RedisServer.start(...access);
  const replica = await RedisServer.start(...access, '--replicaof', '127.0.0.1', String(primary.port));
  const folder = await mkdtemp(join(tmpdir(), 'sentinels-'));
  const sentinels: { readonly port: number; readonly server: ChildServer }[] = [];
  const stop = async () => {
    await Promise.all(sentinels.map(({ server }) => server.stop()));
    await Promise.all([primary.stop(), replica.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < SENTINELS; index += 1) sentinels.push(await startSentinel(folder, index, primary.port));
    for (const { port } of sentinels) await eventually(() => knowsAll(port), 30_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const addressOf = ({ port }: { readonly port: number }) =>
    `redis://:${encodeURIComponent(SENTINEL_PASSWORD)}@127.0.0.1:${port}`;
  return {
    environment: {
      REDIS_SENTINELS: sentinels.map(addressOf).join(','),
      REDIS_SENTINEL_NAME: NAME,
      REDIS_PASSWORD: PASSWORD,
    },
    primary,
    replica,
    killSentinel: async () => {
      await sentinels[0]?.server.stop();
    },
    stop,
  };
}

async function startSentinel(folder: string, index: number, primaryPort: number) {
  const dir = await mkdtemp(join(folder, `${index}-`));
  const port = await freePort();
  const settings = join(dir, 'sentinel.conf');
  await writeFile(
    settings,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `requirepass ${SENTINEL_PASSWORD}`,
      `sentinel sentinel-pass ${SENTINEL_PASSWORD}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${primaryPort} 2`,
      `sentinel auth-pass ${NAME} ${PASSWORD}`,
      `sentinel down-after-milliseconds ${NAME} 500`,
      `sentinel failover-timeout ${NAME} 3000`,
      '',
    ].join('\n'),
  );
  const args = [settings, '--sentinel'];
  const env = { PATH: process.env.PATH ?? '' };
  return { port, server: await startChildServer({ dir, command: 'redis-server', args, env, endSignal: 'SIGKILL' }) };
}

/** A failover needs the replica and the votes of the others. */
async function knowsAll(port: number): Promise<boolean | string> {
  const sentinel = new Redis(port, '127.0.0.1', { password: SENTINEL_PASSWORD, retryStrategy: () => null });
  sentinel.on('error', () => undefined);
  try {
    const state = await sentinel.call('SENTINEL', 'MASTER', NAME);
    const fields = Array.isArray(state) ? state.map(String) : [];
    const fieldOf = (name: string) => fields[fields.indexOf(name) + 1];
    const counts = `${fieldOf('num-slaves')} ${fieldOf('num-other-sentinels')}`;
    return counts === `1 ${SENTINELS - 1}` || counts;
  } finally {
    sentinel.disconnect();
  }
}
