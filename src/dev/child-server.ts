import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from './error-details';
import { identify } from './process-identity';
import { StartRefused } from './start-refused';

export interface ChildServerCommand {
  /** The server's own folder: its log and the record of its process are written there. */
  dir: string;
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  uid?: number;
  gid?: number;
  /** The signal that asks this server for an orderly end without delay. */
  endSignal: NodeJS.Signals;
}

export interface ChildServer {
  pid: number;
  hasEnded(): boolean;
  /** The end of what the server wrote since it was started. */
  logTail(): Promise<string>;
  stop(): Promise<void>;
}

const ORDERLY_END_MS_MAX = 10_000;
const FORCED_END_MS_MAX = 5_000;
const POLL_MS = 10;
const LOG_TAIL_CHARS_MAX = 2_000;

/**
 * Starts a server in a process group of its own: Ctrl-C in a terminal then reaches only our process, and the service
 * finishes its work before its databases end. Its log is a file, because a pipe would break together with our process,
 * in the middle of the server's orderly end. It does not keep our process alive, and a guard ends it if we are killed.
 */
export async function startChildServer(command: ChildServerCommand): Promise<ChildServer> {
  const logFile = path.join(command.dir, 'server.log');
  // The log of the previous start is kept, because it may show why that server ended.
  await rename(logFile, `${logFile}.old`).catch(() => undefined);
  const log = openSync(logFile, 'a', 0o600);
  let child: ChildProcess;
  // What the server writes, such as the dump of Redis, is for its owner only. It inherits the mask, and nothing else of
  // ours runs between these lines.
  const mask = process.umask(0o077);
  try {
    child = spawn(command.command, command.args, {
      cwd: command.dir,
      detached: true,
      env: command.env,
      stdio: ['ignore', log, log],
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
  } finally {
    process.umask(mask);
    closeSync(log);
  }
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      hasEnded = true;
      resolve();
    });
  });
  const { pid } = child;
  // A process that could not be started emits nothing but its error.
  if (pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
  child.on('error', () => undefined);
  child.unref();
  const endGuard = startGuard(pid, command.endSignal);
  void ended.then(endGuard);
  const stop = async () => {
    if (!hasEnded) {
      child.ref();
      child.kill(command.endSignal);
      const late = setTimeout(() => child.kill('SIGKILL'), ORDERLY_END_MS_MAX);
      await ended;
      clearTimeout(late);
    }
    await rm(recordFile(command.dir), { force: true });
  };
  try {
    await writeRecord(command.dir, pid);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid,
    hasEnded: () => hasEnded,
    logTail: async () => (await readFile(logFile, 'utf8')).slice(-LOG_TAIL_CHARS_MAX).trim(),
    stop,
  };
}

/** Ends the server that an earlier process of ours left in this folder, if it still runs. Returns whether it did. */
export async function endOrphan(dir: string, endSignal: NodeJS.Signals): Promise<boolean> {
  const record = await readFile(recordFile(dir), 'utf8').catch(() => '');
  const [pid = '', birth = ''] = record.trim().split(/ (.*)/);
  const found = await identify(Number(pid));
  const lives = found !== null && found.birth === birth;
  if (lives) await endProcess(found.pid, endSignal);
  await rm(recordFile(dir), { force: true });
  return lives;
}

/** Ends a process that is not our child: orderly if it can, by force if it must. */
export async function endProcess(pid: number, endSignal: NodeJS.Signals): Promise<void> {
  if (await endedAfter(pid, endSignal, ORDERLY_END_MS_MAX)) return;
  if (await endedAfter(pid, 'SIGKILL', FORCED_END_MS_MAX)) return;
  throw new StartRefused(`The process ${pid} of an earlier start does not end. Kill it and start again.`);
}

async function endedAfter(pid: number, signal: NodeJS.Signals, waitMsMax: number): Promise<boolean> {
  const birth = (await identify(pid))?.birth;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return true;
    throw new StartRefused(
      `The process ${pid} of an earlier start is still running, and this user may not end it. Kill it and start again.`,
      { cause: error },
    );
  }
  const deadline = performance.now() + waitMsMax;
  while ((await identify(pid))?.birth === birth) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}

/** Redis refuses an orderly end when it cannot save, so one signal is not enough. Arguments: pid, signal, seconds. */
const GUARD_SCRIPT = `
  trap "" HUP INT TERM
  read -r _
  kill -s "$2" "$1"
  while [ "$3" -gt 0 ] && kill -0 "$1"; do
    sleep 1
    set -- "$1" "$2" $(($3 - 1))
  done
  kill -s KILL "$1"
`;

/**
 * A shell that reads from a pipe: however our process ends, the pipe closes and the shell ends the server. We end the
 * shell as soon as the server has ended, so the process id that it holds cannot belong to another process by then.
 */
function startGuard(pid: number, endSignal: NodeJS.Signals): () => void {
  const args = [String(pid), endSignal.replace('SIG', ''), String(ORDERLY_END_MS_MAX / 1000)];
  const guard = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'frontrow-guard', ...args], {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no guard, and the next start ends the server.
  guard.once('error', () => undefined);
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.stdin.on('error', () => undefined);
  return () => guard.kill('SIGKILL');
}

async function writeRecord(dir: string, pid: number): Promise<void> {
  const identity = await identify(pid);
  if (identity !== null) await writeFile(recordFile(dir), `${pid} ${identity.birth}\n`, { mode: 0o600 });
}

function recordFile(dir: string): string {
  return path.join(dir, 'server.pid');
}
