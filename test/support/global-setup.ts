import { execFile } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findRedisServer, startPostgres } from '../../src/dev';
import { makeDataSource, migrate, type Stop } from '../../src/platform';
import { testServers } from './test-servers';

/** One PostgreSQL for the whole run, with a migrated template that each test file clones. */
export default async function globalSetup(): Promise<void> {
  // Some tests start the service, or one that breaks on purpose, in processes of their own, from the build.
  await promisify(execFile)(process.execPath, [
    join(__dirname, '../../src/dev/build.mjs'),
    '--no-page',
    'test/support',
    'docs/examples',
  ]);
  const dir = await mkdtemp(join(tmpdir(), 'frontrow-test-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(dir, 0o755);
  const postgres = await postgresFor(dir);
  testServers.keep(dir, postgres.stop);

  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query('drop database if exists frontrow_template with (force)');
  await admin.query('create database frontrow_template');
  await admin.end();
  const template = await makeDataSource({
    url: withDatabase(postgres.url, 'frontrow_template'),
    poolMax: 2,
  }).initialize();
  await migrate(template);
  await template.destroy();

  process.env.FRONTROW_TEST_POSTGRES = postgres.url;
  process.env.FRONTROW_TEST_DIR = dir;
  // Found (or installed) once, before many files look for it at the same time.
  await findRedisServer((line) => console.error(line));
}

/** A server of the run's own, or the one at hand that `TEST_DATABASE_URL` names, to try another version. */
async function postgresFor(dir: string): Promise<{ readonly url: string; readonly stop: Stop }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined) return { url: given, stop: async () => undefined };
  return startPostgres({
    dir: join(dir, 'postgres'),
    // The data live as long as the run: nothing has to survive a power cut.
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '400',
    },
  });
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
