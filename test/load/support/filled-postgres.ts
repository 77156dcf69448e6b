import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import type { DataSource } from 'typeorm';
import { claimDataDir, type RunningPostgres, startPostgres } from '../../../src/dev';
import { makeDataSource, migrate } from '../../../src/platform';

export interface FilledPostgres extends RunningPostgres {
  /** What was filled is relative to this instant: the clock of the app has to start there. */
  readonly filledAt: Date;
}

interface Filling {
  readonly name: string;
  /** Whatever the filling depends on beside the schema, such as the file that does it. */
  readonly sources: readonly string[];
  readonly fill: (dataSource: DataSource) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * A database that takes long to fill is filled once, kept in `.data/bench`, and copied for each run. It is filled anew
 * after a change of the schema or of what fills it.
 */
export async function startFilledPostgres({ name, sources, fill, say }: Filling): Promise<FilledPostgres> {
  const dir = join(process.cwd(), '.data', 'bench');
  const claim = await claimDataDir(dir);
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  const stop = async () => {
    await postgres.stop();
    await claim.release();
  };
  try {
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    try {
      const sql = async (text: string) => (await admin.query<{ datname: string }>(text)).rows;
      const template = `${name}_${await fingerprint(sources)}`;
      const kept = await sql(`select datname from pg_database where datname like '${name}\\_%'`);
      for (const { datname } of kept) {
        if (datname !== template) await sql(`drop database ${escapeIdentifier(datname)} with (force)`);
      }
      if (!kept.some(({ datname }) => datname === template)) {
        const draft = `${name}_draft`;
        await sql(`create database ${draft}`);
        say('Filling the database, which is kept for later runs …');
        await fillDraft(databaseOf(postgres.url, draft), fill);
        await sql(`alter database ${draft} rename to ${escapeIdentifier(template)}`);
      }
      const run = `${name}_run`;
      await sql(`create database ${run} template ${escapeIdentifier(template)} strategy file_copy`);
      const url = databaseOf(postgres.url, run);
      return { url, stop, filledAt: await readFilledAt(url) };
    } finally {
      await admin.end();
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fillDraft(url: string, fill: Filling['fill']): Promise<void> {
  const dataSource = await makeDataSource({ url, poolMax: 2, statementSecondsMax: 0 }).initialize();
  try {
    await migrate(dataSource);
    await dataSource.query('create table bench_filled as select now() as at');
    await fill(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function readFilledAt(url: string): Promise<Date> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date }>('select at from bench_filled');
    return rows[0]?.at ?? new Date();
  } finally {
    await client.end();
  }
}

/** Paths are relative to the root of the package. */
async function fingerprint(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of ['schema/database.sql', ...sources]) hash.update(await readFile(join(process.cwd(), source)));
  return hash.digest('hex').slice(0, 12);
}

function databaseOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
