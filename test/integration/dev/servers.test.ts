import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres, startRedis } from '../../../src/dev';
import { isGone, makeFolder, query, removeFolders, serverPid, withRedis } from './folders';

afterAll(removeFolders);

const settings = { fsync: 'off' };
const modeOf = async (...names: string[]): Promise<number> => (await stat(path.join(...names))).mode & 0o777;

describe('PostgreSQL', () => {
  it('keeps its data from one start to the next, and is prepared only once', async () => {
    const dir = path.join(await makeFolder(), 'postgres');
    const output: string[] = [];
    const onProgress = (line: string) => output.push(line);

    const first = await startPostgres({ dir, settings, onProgress });
    await query(first.url, "create table seat as select 'Ä1' as label");
    await first.stop();
    expect(output).toEqual([expect.stringMatching(/^Preparing PostgreSQL \d+ in .*postgres …$/)]);

    const second = await startPostgres({ dir, settings, onProgress });
    expect(await query(second.url, 'select lower(label) as label from seat')).toEqual([{ label: 'ä1' }]);
    expect(output).toHaveLength(1);
    await second.stop();
  });

  it('speaks UTF-8 and UTC, on the loopback only, and only to who knows the password', async () => {
    const dir = path.join(await makeFolder(), 'postgres');
    const { url, stop } = await startPostgres({ dir, settings: { ...settings, max_connections: '17' } });
    try {
      const [shown] = await query(
        url,
        `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
                current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
                current_setting('max_connections') as connections, current_database() as database`,
      );
      expect(shown).toEqual({
        encoding: 'UTF8',
        zone: 'UTC',
        addresses: '127.0.0.1',
        sockets: '',
        connections: '17',
        database: 'frontrow',
      });
      const guessed = new URL(url);
      guessed.password = 'frontrow';
      await expect(query(guessed.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
      for (const name of ['password', 'server.log', 'server.pid'])
        expect([name, await modeOf(dir, name)]).toEqual([name, 0o600]);
      expect(await modeOf(dir, 'data')).toBe(0o700);
    } finally {
      await stop();
    }

    // The same folder serves for what can go wrong with it, because preparing another takes most of a second.
    await expect(startPostgres({ dir, settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/invalid value for parameter "shared_buffers".*server\.log/s),
    });
    const version = path.join(dir, 'data', 'PG_VERSION');
    const packaged = await readFile(version, 'utf8');
    await writeFile(version, '12\n');
    await expect(startPostgres({ dir, settings })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(
        /was written by PostgreSQL 12, but this package contains version \d+\.\n.*DATA_DIR=/,
      ),
    });
    await writeFile(version, packaged);
  });

  it('stops once however often it is asked to, and leaves no process behind', async () => {
    const dir = path.join(await makeFolder(), 'postgres');
    const { stop } = await startPostgres({ dir, settings });
    const pid = await serverPid(dir);
    await Promise.all([stop(), stop()]);
    await stop();
    expect(await isGone(pid)).toBe(true);
  });
});

describe('Redis', () => {
  it('keeps what it knew from one start to the next', async () => {
    const dir = path.join(await makeFolder(), 'redis');
    const first = await startRedis({ dir });
    await withRedis(first.url, (redis) => redis.set('place', '7'));
    await Promise.all([first.stop(), first.stop()]);
    expect(await isGone(first.pid)).toBe(true);

    const second = await startRedis({ dir });
    expect(await withRedis(second.url, (redis) => redis.get('place'))).toBe('7');
    await second.stop();
  });

  it('comes back under the same address when the port is given', async () => {
    const dir = path.join(await makeFolder(), 'redis');
    const first = await startRedis({ dir });
    await first.stop();
    const second = await startRedis({ dir, port: first.port, args: ['--maxmemory', '64mb'] });
    expect(second.url).toBe(first.url);
    expect(await withRedis(second.url, (redis) => redis.config('GET', 'maxmemory'))).toEqual([
      'maxmemory',
      String(64 * 1024 * 1024),
    ]);
    await second.stop();
  });

  it('keeps everything from other users: folder, dump, log and settings', async () => {
    const dir = path.join(await makeFolder(), 'redis');
    // A folder that an earlier version created for everybody is closed as well.
    await mkdir(dir, { mode: 0o755 });
    const { url, stop } = await startRedis({ dir });
    await withRedis(url, (redis) => redis.set('secret', 'value'));
    expect(await modeOf(dir, 'server.pid')).toBe(0o600);
    await stop();
    expect(await modeOf(dir)).toBe(0o700);
    for (const name of ['dump.rdb', 'password', 'redis.conf', 'server.log']) {
      expect([name, await modeOf(dir, name)]).toEqual([name, 0o600]);
    }
  });

  it('asks for its password, and two folders run side by side', async () => {
    const [one, two] = await Promise.all([makeFolder(), makeFolder()]);
    const [first, second] = await Promise.all([startRedis({ dir: one }), startRedis({ dir: two })]);
    await withRedis(first.url, (redis) => redis.set('whose', 'first'));
    expect(await withRedis(second.url, (redis) => redis.get('whose'))).toBeNull();
    await expect(withRedis(`redis://127.0.0.1:${first.port}`, (redis) => redis.get('whose'))).rejects.toThrow(/NOAUTH/);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('says so when the given port is taken', async () => {
    const first = await startRedis({ dir: await makeFolder() });
    await expect(startRedis({ dir: await makeFolder(), port: first.port })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/Address already in use/),
    });
    await first.stop();
  });
});
