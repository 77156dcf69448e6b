import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPaymentProvider } from '../../../src/dev';
import { startPostgresCluster } from '../../support/postgres-cluster';
import { asked, type RedisCluster, startRedisCluster } from '../../support/redis-cluster';
import type { RedisServer } from '../../support/redis-server';
import { audited } from './cluster';
import type { PlannedFault } from './faults';
import { ProgrammeReader } from './programme-reader';
import { makeDataDir, type OwnService } from './service';
import { runCommand, type ServiceProcess, startServiceProcess, stayedUp } from './service-process';

const WEBHOOK_SECRET = 'whsec_failover';
const DOWN_SECONDS = 10;
/** As the operations page recommends it. */
const NODE_TIMEOUT_MS = 1500;

/**
 * Two processes of the service on a PostgreSQL with a streaming replica, a Redis Cluster of three masters and three
 * replicas, and a payment provider. One of each kind is killed with `kill -9`: a process, the master that has the events
 * of the show, and the replica of PostgreSQL. The programme is read all the time, which is what the replica is for.
 */
export async function startFailoverService(say: (line: string) => void): Promise<OwnService> {
  const dir = await makeDataDir();
  const stops: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const postgres = await startPostgresCluster({ dir });
    stops.push(postgres.stop);
    const [replica] = postgres.standbys;
    if (replica === undefined) throw new Error('There is one standby');
    const redis = await startRedisCluster({ nodeTimeoutMs: NODE_TIMEOUT_MS });
    stops.push(redis.stop);
    const provider = await startPaymentProvider({ dataDir: join(dir, 'payments'), webhookSecret: WEBHOOK_SECRET });
    stops.push(provider.stop);
    const environment = (name: string, port: string) => ({
      ...{ PORT: port, DATA_DIR: join(dir, name), REDIS_CLUSTER_NODES: redis.nodes },
      ...{ DATABASE_URL: postgres.primary.url, DATABASE_REPLICA_URLS: replica.url },
      ...{ STRIPE_SECRET_KEY: 'sk_test_failover', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, STRIPE_API_URL: provider.url },
    });
    const { status, output } = await runCommand('seed', environment('command', '0'));
    if (status !== 0) throw new Error(`seed failed:\n${output}`);
    const first = await startServiceProcess(environment('first', '0'), say);
    stops.push(first.stop);
    let second: ServiceProcess = await startServiceProcess(environment('second', '0'), say);
    stops.push(() => second.stop());
    provider.registerWebhook(`${first.url}/webhooks/stripe`);
    const processes = [first, second];
    const { port: secondPort } = new URL(second.url);
    const programme = new ProgrammeReader(first.url, replica);
    stops.push(() => programme.stop());

    const faults: PlannedFault[] = [
      {
        ...{ what: 'a process killed with kill -9', atShare: 0.15, lastsSeconds: DOWN_SECONDS },
        begin: () => second.kill(),
        end: async () => {
          second = await startServiceProcess(environment('second', secondPort), say);
          processes.push(second);
        },
      },
      {
        ...{ what: 'the master of the show in Redis killed', atShare: 0.4, lastsSeconds: DOWN_SECONDS },
        begin: async () => (await masterOfEvents(redis)).kill(),
        end: () => redis.repair(),
      },
      {
        ...{ what: 'the replica of PostgreSQL killed', atShare: 0.7, lastsSeconds: DOWN_SECONDS },
        begin: async () => {
          await programme.noteReplica();
          await replica.kill();
        },
        end: () => replica.start(postgres.primary),
      },
    ];
    programme.start();
    return {
      urls: [first.url, second.url],
      bankUrl: provider.url,
      faults,
      audit: async () => [
        stayedUp(processes),
        ...(await programme.prove()),
        audited(await runCommand('verify', environment('command', '0'))),
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The master whose streams of seat changes are the longest: that of the show which is sold. */
async function masterOfEvents(redis: RedisCluster): Promise<RedisServer> {
  let found: { readonly server: RedisServer; readonly length: number } | undefined;
  for (const server of await redis.masters()) {
    const keys = await asked(server, ['KEYS', 'frontrow:seats:*']);
    for (const key of Array.isArray(keys) ? keys.map(String) : []) {
      const length = Number(await asked(server, ['XLEN', key]));
      if (found === undefined || length > found.length) found = { server, length };
    }
  }
  if (found === undefined) throw new Error('No show has events');
  return found.server;
}
