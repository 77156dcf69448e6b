import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A way to run a program: as ourselves, or as somebody with fewer rights. */
export interface RunAs {
  /** Put before the program and its arguments. */
  prefix: readonly string[];
  uid?: number;
  gid?: number;
}

export interface User {
  name: string;
  uid: number;
  gid: number;
}

const run = promisify(execFile);

/** PostgreSQL refuses to run as root, so root needs a user for it: the one meant for it, or nobody. None is made. */
export async function unprivilegedUser(): Promise<User | null> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // There is no such user here.
    }
  }
  return null;
}

/**
 * The ways to run as another user, the plainest first. The others add the right to pass through folders that are closed
 * to that user, such as a checkout below /root, and no more than that; they need util-linux's setpriv. Programs that
 * ask access(2) see the right only because no_setuid_fixup keeps it for them.
 */
export function waysToRunAs(user: User): RunAs[] {
  const withCapability = (capability: string): RunAs => ({
    prefix: [
      'setpriv',
      '--securebits=+no_setuid_fixup',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--',
    ],
  });
  return [
    { prefix: [], uid: user.uid, gid: user.gid },
    withCapability('dac_read_search'),
    withCapability('dac_override'),
  ];
}

/** The program and its arguments, as spawn and execFile take them. */
export function commandLine(as: RunAs, program: string, args: readonly string[]): [string, string[]] {
  const [first = program, ...rest] = [...as.prefix, program, ...args];
  return [first, rest];
}
