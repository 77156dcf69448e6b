import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../../src/dev';
import { startChildServer } from '../../src/dev/child-server';
import { freePort } from '../../src/dev/free-port';
import { findPostgres, POSTGRES_ENV } from '../../src/dev/postgres-program';
import { commandLine } from '../../src/dev/run-as';
import { makeDataSource, migrate, type Stop } from '../../src/platform';
import { eventually } from './eventually';

/** A primary with the migrated database of the service, and a standby that follows it by streaming replication. */
export interface PostgresPair {
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** Waits until the standby has everything. */
  caughtUp(): Promise<void>;
  killPrimary(): Promise<void>;
  /** Makes the standby a primary. */
  promote(): Promise<void>;
  stop: Stop;
}

const SETTINGS = {
  wal_level: 'replica',
  max_wal_senders: '4',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};

export async function startPostgresPair(): Promise<PostgresPair> {
  const [first, second] = ['primary', 'standby'].map((name) =>
    join(process.env.FRONTROW_TEST_DIR ?? '', `${name}-${randomUUID()}`),
  ) as [string, string];
  const draft = await startPostgres({ dir: first, settings: SETTINGS });
  const dataSource = await makeDataSource({ url: draft.url, poolMax: 2 }).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  await draft.stop();
  // A copy of a server that is not running needs no backup program, which the npm package does not have.
  await mkdir(second);
  await promisify(execFile)('cp', ['-a', join(first, 'data'), join(second, 'data')]);
  await chmod(second, 0o711);
  const primary = await startPostgres({ dir: first, settings: SETTINGS });
  const standby = await startStandby(second, primary.url);
  const on = async <Row>(url: string, sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    primaryUrl: primary.url,
    standbyUrl: standby.url,
    caughtUp: () =>
      eventually(async () => {
        const lag = 'select bool_and(replay_lsn >= pg_current_wal_lsn()) as is_current from pg_stat_replication';
        return (await on<{ is_current: boolean | null }>(primary.url, lag))[0]?.is_current === true;
      }),
    killPrimary: async () => {
      await primary.stop();
    },
    promote: async () => {
      await on(standby.url, 'select pg_promote()');
    },
    stop: async () => {
      await standby.stop();
      await primary.stop();
    },
  };
}

async function startStandby(dir: string, primaryUrl: string): Promise<{ readonly url: string; readonly stop: Stop }> {
  const data = join(dir, 'data');
  const { username, password, port: primaryPort } = new URL(primaryUrl);
  const source = `host=127.0.0.1 port=${primaryPort} user=${username} password=${password}`;
  await writeFile(join(data, 'standby.signal'), '');
  const program = await findPostgres(dir);
  const url = new URL(primaryUrl);
  url.port = String(await freePort());
  const settings = {
    ...SETTINGS,
    port: url.port,
    primary_conninfo: source,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    hot_standby: 'on',
    wal_retrieve_retry_interval: '100ms',
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, args] = commandLine(program.runAs, program.postgres, ['-D', data, ...given]);
  const { prefix: _, ...owner } = program.runAs;
  const server = await startChildServer({ dir, command, args, env: POSTGRES_ENV, endSignal: 'SIGINT', ...owner });
  await eventually(async () => {
    const client = new Client({ connectionString: url.href });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      return `${error}: ${await server.logTail()}`;
    }
  });
  return { url: url.href, stop: () => server.stop() };
}
