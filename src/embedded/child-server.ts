import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identify } from './process-identity';
import { StartRefused } from './start-refused';

export interface ChildServerCommand {
  /** The server's own folder: its log and the record of its process go there. */
  dir: string;
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  uid?: number;
  gid?: number;
  /** What asks this server to end soon and orderly. */
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
const LOG_BYTES_MAX = 1024 * 1024;
const LOG_TAIL_CHARS_MAX = 2_000;

/**
 * Starts a server in a process group of its own: Ctrl-C in a terminal then reaches only us, and the service finishes
 * its work before its databases end. Its log is a file, because a pipe would break with us in the middle of its orderly
 * end. It does not keep our process alive, and a guard ends it when we die without a word.
 */
export async function startChildServer(command: ChildServerCommand): Promise<ChildServer> {
  const logFile = path.join(command.dir, 'server.log');
  const logStart = await startLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  let child: ChildProcess;
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
  // The only event of a process that never was is its error.
  if (pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
  child.on('error', () => undefined);
  child.unref();
  const endGuard = startGuard(pid, command.endSignal);
  void ended.then(endGuard);
  await writeRecord(command.dir, pid);

  return {
    pid,
    hasEnded: () => hasEnded,
    logTail: async () => {
      const written = (await readFile(logFile)).subarray(logStart).toString('utf8');
      return written.slice(-LOG_TAIL_CHARS_MAX).trim();
    },
    async stop() {
      child.ref();
      if (!hasEnded) child.kill(command.endSignal);
      const late = setTimeout(() => child.kill('SIGKILL'), ORDERLY_END_MS_MAX);
      await ended;
      clearTimeout(late);
      await rm(recordFile(command.dir), { force: true });
    },
  };
}

/** Ends the server that an earlier process of ours left in this folder, if it lives. Tells whether there was one. */
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
  throw new StartRefused(`The process ${pid} of an earlier start does not end. End it and start again.`);
}

async function endedAfter(pid: number, signal: NodeJS.Signals, waitMsMax: number): Promise<boolean> {
  const birth = (await identify(pid))?.birth;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return true;
    throw new StartRefused(
      `The process ${pid} of an earlier start still runs, and this user may not end it. End it and start again.`,
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

/**
 * A shell that waits at our end of a pipe: when we die in whatever way, the pipe closes and it ends the server. It is
 * gone itself as soon as the server is, so the process number it holds cannot have passed to somebody else.
 */
function startGuard(pid: number, endSignal: NodeJS.Signals): () => void {
  const script = 'trap "" HUP INT TERM; read -r _; kill -s "$1" "$0"';
  const guard = spawn('/bin/sh', ['-c', script, String(pid), endSignal.replace('SIG', '')], {
    cwd: '/',
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no guard, and the next start ends what was left.
  guard.once('error', () => undefined);
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.stdin.on('error', () => undefined);
  return () => guard.kill('SIGKILL');
}

async function writeRecord(dir: string, pid: number): Promise<void> {
  const identity = await identify(pid);
  if (identity !== null) await writeFile(recordFile(dir), `${pid} ${identity.birth}\n`);
}

function recordFile(dir: string): string {
  return path.join(dir, 'server.pid');
}

/** Keeps the log of a folder small over many starts. Returns where this start's part begins. */
async function startLog(file: string): Promise<number> {
  const bytes = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (bytes <= LOG_BYTES_MAX) return bytes;
  await rename(file, `${file}.old`);
  return 0;
}
