import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PgbenchJob {
  readonly databaseUrl: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  /** Of each client, in place of the time. */
  readonly transactions?: number;
  readonly variables: Readonly<Record<string, number>>;
}

export interface PgbenchRun {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly done: number;
}

/** Runs a script of SQL with prepared statements and generic plans, as the service has them, in a folder for its logs. */
export async function runPgbench(dir: string, job: PgbenchJob): Promise<PgbenchRun> {
  const prefix = join(dir, randomUUID());
  const variables = Object.entries(job.variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const { stdout } = await promisify(execFile)(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-c', String(job.clients), '-j', '2'],
      ...(job.transactions === undefined ? ['-T', String(job.seconds)] : ['-t', String(job.transactions)]),
      ...[...variables, '-f', job.script, '-l', `--log-prefix=${prefix}`, job.databaseUrl],
    ],
    { cwd: dir, env: { ...process.env, PGOPTIONS: '-c plan_cache_mode=force_generic_plan -c timezone=UTC' } },
  );
  return {
    perSecond: Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN),
    latenciesMs: await latencies(dir, prefix),
    done: Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1] ?? 0),
  };
}

/** pgbench's log has one line for each transaction; the third word is its time in microseconds. */
async function latencies(dir: string, prefix: string): Promise<number[]> {
  const files = (await readdir(dir)).filter((name) => join(dir, name).startsWith(prefix));
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => Number(line.split(' ')[2]) / 1000),
  );
}

/** A statement with its parameters replaced by expressions, as one line. */
export const inlined = (text: string, values: Readonly<Record<string, string>>): string =>
  // Whole numbers, or $1 would be found in $14.
  text.replace(/\$(\d+)/g, (_found, number: string) => `(${values[number]})`).replaceAll('\n', ' ');
