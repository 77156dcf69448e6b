import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Reading, ReadingOrder } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';

/** Runs the compiled `limit.c`, and answers for what it uses: `node limit-server.js PROGRAM each|joined CHANNEL`. */
async function main([program = '', way = '', channel = '']: readonly string[]): Promise<void> {
  const { port: redisPort, password } = new URL(process.env.REDIS_URL ?? '');
  const limit = spawn(program, [way, channel, redisPort, password], { stdio: ['ignore', 'pipe', 'inherit'] });
  limit.on('exit', (code) => fail(new Error(`The limit ended with ${code}`)));
  const [line] = (await once(limit.stdout, 'data')) as [Buffer];
  serveCommands<ReadingOrder>({ port: Number(line.toString()) }, () => readingOf(limit));
}

function readingOf({ pid }: ChildProcess): Reading {
  // Nanoseconds on a processor.
  const [nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return { cpuMs: Number(nanoseconds) / 1e6, memoryBytes: Number(kilobytes) * 1024 };
}

main(process.argv.slice(2)).catch(fail);
