import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { eventually } from './eventually';
import { RedisServer } from './redis-server';

const MASTERS = 3;
const NODE_TIMEOUT_MS = 1000;
const WHOLE_MS_MAX = 30_000;

/** Three masters, each with a replica, on the loopback. */
export interface RedisCluster {
  /** As `REDIS_CLUSTER_NODES` takes them. */
  readonly nodes: string;
  readonly servers: readonly RedisServer[];
  /** The master that serves a key, which may be a replica of the start. */
  masterOf(key: string): Promise<RedisServer>;
  masters(): Promise<RedisServer[]>;
  /** Brings back the servers that were killed or suspended, and waits until each master has a replica. */
  repair(): Promise<void>;
  /** Gives a slot with these keys to another master. */
  moveSlot(slot: number, keys: readonly string[]): Promise<void>;
  /** As a cluster that was replaced by an empty one. */
  forgetAll(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisCluster({ nodeTimeoutMs = NODE_TIMEOUT_MS } = {}): Promise<RedisCluster> {
  const servers = await Promise.all(
    Array.from({ length: MASTERS * 2 }, () =>
      RedisServer.start(
        ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
        // The shows of the other masters go on while one is away.
        ...['--cluster-require-full-coverage', 'no', '--repl-diskless-sync-delay', '0'],
      ),
    ),
  );
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  try {
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'];
    await promisify(execFile)('redis-cli', create);
    await untilWhole(servers);
  } catch (error) {
    await stop();
    throw error;
  }

  const masters = async () => {
    const found: RedisServer[] = [];
    for (const server of servers) {
      if (server.isRunning && String(await asked(server, ['INFO', 'replication'])).includes('role:master'))
        found.push(server);
    }
    return found;
  };
  return {
    nodes: addresses.map((address) => `redis://${address}`).join(','),
    servers,
    masters,
    masterOf: async (key) => ownerOf(await masters(), key),
    async repair() {
      for (const server of servers) {
        server.thaw();
        if (!server.isRunning) await server.resume();
      }
      await untilWhole(servers);
    },
    async moveSlot(slot, keys) {
      const idOf = async (server: RedisServer) => String(await asked(server, ['CLUSTER', 'MYID']));
      const all = await masters();
      const from = await ownerOf(all, keys[0] ?? '');
      const to = all.find((server) => server !== from);
      if (to === undefined) throw new Error('There is one master only');
      await asked(to, ['CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', await idOf(from)]);
      await asked(from, ['CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', await idOf(to)]);
      for (const key of keys) await asked(from, ['MIGRATE', '127.0.0.1', String(to.port), key, '0', '5000']);
      for (const server of all) await asked(server, ['CLUSTER', 'SETSLOT', String(slot), 'NODE', await idOf(to)]);
    },
    async forgetAll() {
      for (const server of await masters()) await asked(server, ['FLUSHALL']);
    },
    stop,
  };
}

async function untilWhole(servers: readonly RedisServer[]): Promise<void> {
  for (const server of servers) {
    await eventually(async () => {
      const info = String(await asked(server, ['CLUSTER', 'INFO']));
      const replication = String(await asked(server, ['INFO', 'replication']));
      const isLinked = replication.includes('role:master')
        ? replication.includes('connected_slaves:1')
        : replication.includes('master_link_status:up');
      return (info.includes('cluster_state:ok') && isLinked) || info + replication;
    }, WHOLE_MS_MAX);
  }
}

async function ownerOf(masters: readonly RedisServer[], key: string): Promise<RedisServer> {
  for (const server of masters) {
    // Another master answers MOVED.
    const isOwner = await asked(server, ['EXISTS', key]).then(
      () => true,
      () => false,
    );
    if (isOwner) return server;
  }
  throw new Error(`No master serves ${key}`);
}

/** One command by a connection of its own. */
export async function asked(server: RedisServer, [command = '', ...args]: readonly string[]): Promise<unknown> {
  const redis = new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}
