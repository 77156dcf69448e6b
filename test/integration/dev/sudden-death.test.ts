import { spawn } from 'node:child_process';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { claimDataDir, startPostgres, startRedis } from '../../../src/dev';
import { eventually } from '../../support/eventually';
import { isGone, makeFolder, type Parent, query, removeFolders, serverPid, startParent, withRedis } from './folders';

const settings = { fsync: 'off' };
let dir: string;
let postgresDir: string;
let redisDir: string;

beforeAll(async () => {
  dir = await makeFolder();
  postgresDir = path.join(dir, 'postgres');
  redisDir = path.join(dir, 'redis');
});

afterAll(removeFolders);

async function serverPids(): Promise<number[]> {
  return [await serverPid(postgresDir), await serverPid(redisDir)];
}

async function remember(parent: Parent, word: string): Promise<void> {
  await query(parent.postgresUrl, `create table if not exists word (word text); insert into word values ('${word}')`);
  await withRedis(parent.redisUrl, (redis) => redis.set(word, 'known'));
}

it('a process that is killed takes its servers along, with all that they knew', async () => {
  const parent = await startParent(dir);
  await remember(parent, 'killed');
  const pids = await serverPids();
  await parent.kill();
  await eventually(async () => (await Promise.all(pids.map(isGone))).every((gone) => gone));

  const claim = await claimDataDir(dir);
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: postgresDir, settings }),
    startRedis({ dir: redisDir }),
  ]);
  expect(await query(postgres.url, 'select word from word')).toEqual([{ word: 'killed' }]);
  expect(await withRedis(redis.url, (door) => door.get('killed'))).toBe('known');
  await Promise.all([postgres.stop(), redis.stop()]);
  await claim.release();
});

it('servers that survived even their guards are ended by the next start, with all that they knew', async () => {
  const parent = await startParent(dir);
  await remember(parent, 'orphaned');
  const pids = await serverPids();
  await parent.kill({ guardsToo: true });
  expect(await Promise.all(pids.map(isGone))).toEqual([false, false]);

  const output: string[] = [];
  const onProgress = (line: string) => output.push(line);
  const claim = await claimDataDir(dir);
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: postgresDir, settings, onProgress }),
    startRedis({ dir: redisDir, onProgress }),
  ]);
  expect(await Promise.all(pids.map(isGone))).toEqual([true, true]);
  expect(output.sort()).toEqual([
    'Ended the PostgreSQL that an earlier start had left.',
    'Ended the Redis that an earlier start had left.',
  ]);
  expect(await query(postgres.url, "select word from word where word = 'orphaned'")).toHaveLength(1);
  expect(await withRedis(redis.url, (door) => door.get('orphaned'))).toBe('known');
  await Promise.all([postgres.stop(), redis.stop()]);
  await claim.release();
});

it('a PostgreSQL that was itself killed recovers, and its folder runs beside a copy', async () => {
  const other = path.join(await makeFolder(), 'postgres');
  const first = await startPostgres({ dir: postgresDir, settings });
  await first.stop();
  // Copied by root, the files are root's: the copy has to work all the same.
  await cp(postgresDir, other, { recursive: true });

  const [killed, beside] = await Promise.all([
    startPostgres({ dir: postgresDir, settings }),
    startPostgres({ dir: other, settings }),
  ]);
  await query(killed.url, "insert into word values ('recovered')");
  process.kill(await serverPid(postgresDir), 'SIGKILL');
  await killed.stop();
  const again = await startPostgres({ dir: postgresDir, settings });
  expect(await query(again.url, "select word from word where word = 'recovered'")).toHaveLength(1);
  expect(await query(beside.url, "select word from word where word = 'recovered'")).toHaveLength(0);
  await Promise.all([again.stop(), beside.stop()]);
});

it("a stale pid file that names somebody else's process neither blocks the start nor harms that process", async () => {
  const { uid, gid } = await stat(path.join(postgresDir, 'data'));
  // As the user of the data, because PostgreSQL itself tells processes of other users apart.
  const innocent = spawn('sleep', ['60'], { stdio: 'ignore', ...(process.getuid?.() === 0 ? { uid, gid } : {}) });
  const pid = innocent.pid ?? 0;
  const data = path.join(postgresDir, 'data');
  await writeFile(path.join(data, 'postmaster.pid'), `${pid}\n${data}\n1763700000\n5432\n\n127.0.0.1\n\nready   \n`);
  await writeFile(path.join(redisDir, 'server.pid'), `${pid} born at another time\n`);

  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: postgresDir, settings }),
    startRedis({ dir: redisDir }),
  ]);
  expect(await readFile(path.join(data, 'postmaster.pid'), 'utf8')).not.toContain(`${pid}\n${data}`);
  expect(await isGone(pid)).toBe(false);
  innocent.kill();
  await Promise.all([postgres.stop(), redis.stop()]);
});

it('a folder in use by a living process is refused, with its number and a way out', async () => {
  const parent = await startParent(dir);
  await expect(claimDataDir(dir)).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringMatching(new RegExp(`in use by the process ${parent.pid}\\.\\n.*DATA_DIR=`)),
  });
  const pids = await serverPids();
  await parent.kill();
  await eventually(async () => (await Promise.all(pids.map(isGone))).every((gone) => gone));
});

it('a Redis that cannot save any more, because its folder is gone, ends all the same', async () => {
  const gone = await makeFolder();
  const parent = await startParent(gone);
  const pids = [await serverPid(path.join(gone, 'postgres')), await serverPid(path.join(gone, 'redis'))];
  await rm(gone, { recursive: true });
  await parent.kill();
  await eventually(async () => (await Promise.all(pids.map(isGone))).every((ended) => ended), 20_000);
});
