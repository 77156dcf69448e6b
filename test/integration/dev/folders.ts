import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { identify } from '../../../src/dev/process-identity';

const made: string[] = [];
const parents = new Set<ChildProcess>();

/** A folder of mode 0700, as mkdtemp makes it: closed to the user as whom PostgreSQL runs when we are root. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'frontrow-embedded-'));
  made.push(folder);
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const parent of parents) parent.kill('SIGKILL');
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

export async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, enableReadyCheck: false, retryStrategy: () => null });
  redis.on('error', () => undefined);
  await redis.connect();
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** The number of the server process of a folder, as its record has it. */
export async function serverPid(dir: string): Promise<number> {
  return Number.parseInt(await readFile(path.join(dir, 'server.pid'), 'utf8'), 10);
}

export async function isGone(pid: number): Promise<boolean> {
  return (await identify(pid)) === null;
}

export interface Parent {
  pid: number;
  postgresUrl: string;
  redisUrl: string;
  /** Ends it without a word, and its guards before it if asked. */
  kill(options?: { guardsToo: boolean }): Promise<void>;
}

/** A process of its own with servers of its own, so that it can die. */
export async function startParent(dir: string): Promise<Parent> {
  // Inside of node_modules, so that the bundle finds the packages that it leaves outside.
  const outfile = path.resolve('node_modules/.cache/frontrow-embedded-test', `parent-${process.pid}.js`);
  buildSync({
    entryPoints: [path.join(__dirname, 'parent.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
  });
  const child = spawn(process.execPath, [outfile, dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  parents.add(child);
  child.once('exit', () => parents.delete(child));
  const { pid } = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const { postgresUrl, redisUrl } = JSON.parse(line);
    if (pid === undefined) break;
    return {
      pid,
      postgresUrl,
      redisUrl,
      async kill({ guardsToo } = { guardsToo: false }) {
        if (guardsToo) for (const guard of guardsOf(pid)) process.kill(guard, 'SIGKILL');
        const exited = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await exited;
      },
    };
  }
  throw new Error('The parent did not start its servers.');
}

function guardsOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match?.[2] === String(pid) && match[3]?.includes('frontrow-guard'))
    .map((match) => Number(match?.[1]));
}
