import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Distinguishes a process from a later one with the same id. */
export interface ProcessIdentity {
  pid: number;
  /** The start time of the process as the system writes it: compared, never parsed. */
  birth: string;
  command: string;
}

/** The running process with this id, or null. A zombie does not count: in a container it may never be reaped. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  return process.platform === 'linux' ? identifyByProc(pid) : identifyByPs(pid);
}

async function identifyByProc(pid: number): Promise<ProcessIdentity | null> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    // The second field is the program's name in parentheses and may hold anything; the rest is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return null;
    // Ticks count from the boot, so they are meaningful only together with the id of the boot.
    return { pid, birth: `${boot.trim()}/${startTicks}`, command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return null;
  }
}

/** For systems without /proc. */
export async function identifyByPs(pid: number): Promise<ProcessIdentity | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'stat=,lstart=,command='], {
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    // "Ss   Sun Nov 22 02:14:07 2026     postgres -D …"
    const match = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\d{4})\s+(.*)$/m.exec(stdout);
    const [, state = 'Z', birth = '', command = ''] = match ?? [];
    return state.startsWith('Z') ? null : { pid, birth, command };
  } catch {
    return null;
  }
}
