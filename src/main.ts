#!/usr/bin/env node
/** Opens the house as one process, or runs one of the operators' commands. */
import { resolve } from 'node:path';
import { type App, openApp } from './app';
import { verifyLedger } from './inventory';
import {
  type Config,
  ConfigError,
  Database,
  FollowingClock,
  followDatabaseClock,
  loadConfig,
  makeDataSource,
  migrate,
  openLogger,
  stopOnce,
} from './platform';
import { leaveAddresses, type Standing, stand, standBeside } from './standing';

const progress = (line: string) => console.error(line);

async function start(config: Config): Promise<void> {
  const standing = await stand(config, progress);
  let app: App | undefined;
  let forget = async () => {};
  const stop = stopOnce(async () => {
    await app?.close();
    await forget();
    await standing.stop();
  });
  // From here on a signal ends what was started. The second one ends it at once.
  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1);
    asked = true;
    progress(`${signal}: going down. Once more ends it at once.`);
    stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

  try {
    await prepareDatabase(standing);
    app = await openApp(standing.config);
    if (standing.databaseIsOurs) forget = await leaveAddresses(standing.config, app.url);
    const data = standing.databaseIsOurs ? `data in ${resolve(config.DATA_DIR)}` : 'data at the given addresses';
    progress(`Frontrow is open: ${app.url}/graphql (API and, in a browser, the playground), ${data}`);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database of our own is migrated by itself; one given by address belongs to its operator. */
async function prepareDatabase({ config, databaseIsOurs }: Standing): Promise<void> {
  const dataSource = await makeDataSource({ url: config.DATABASE_URL, poolMax: 2 }).initialize();
  try {
    if (databaseIsOurs) {
      const applied = await migrate(dataSource);
      if (applied.length > 0) progress(`Migrations applied: ${applied.length}`);
    } else if (await dataSource.showMigrations()) {
      throw new ConfigError(
        'The database is not migrated. Run "npm run migrate" with the same DATABASE_URL, then start again.',
      );
    }
  } finally {
    await dataSource.destroy();
  }
}

async function runMigrations(config: Config): Promise<void> {
  const standing = await standBeside(config, progress);
  const dataSource = await makeDataSource({ url: standing.config.DATABASE_URL, poolMax: 2 }).initialize();
  try {
    const applied = await migrate(dataSource);
    console.log(
      applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.length}: ${applied.join(', ')}`,
    );
  } finally {
    await dataSource.destroy();
    await standing.stop();
  }
}

/** Looks for damage in the whole database, says what it looked at, and fails where there is any. It only reads. */
async function verify(config: Config): Promise<void> {
  const standing = await standBeside(config, progress);
  const dataSource = await makeDataSource({ url: standing.config.DATABASE_URL, poolMax: 1 }).initialize();
  try {
    // A whole database may take longer than a request is allowed.
    await dataSource.query('set statement_timeout = 0');
    const clock = new FollowingClock();
    const database = new Database(dataSource, openLogger('warn'));
    const stopFollowing = await followDatabaseClock(clock, database);
    await stopFollowing();
    const verified = await verifyLedger(database, clock.now());
    for (const { invariant, checkedCount, damages } of verified) {
      console.log(`${damages.length === 0 ? 'holds  ' : 'BROKEN '} ${invariant} (${checkedCount} checked)`);
      for (const damage of damages) console.log(`          ${damage}`);
    }
    const broken = verified.filter(({ damages }) => damages.length > 0).length;
    console.log(broken === 0 ? 'No damage found.' : `${broken} of ${verified.length} invariants are broken.`);
    if (broken > 0) process.exitCode = 1;
  } finally {
    await dataSource.destroy();
    await standing.stop();
  }
}

const commands: Readonly<Record<string, (config: Config, words: readonly string[]) => Promise<void>>> = {
  start,
  migrate: runMigrations,
  verify,
};

/** A mistake of the operator gets its sentence; anything else its stack as well. */
function fail(error: unknown): never {
  console.error(
    error instanceof ConfigError || (error instanceof Error && error.name === 'StartRefused') ? error.message : error,
  );
  process.exit(1);
}

async function main([word = 'start', ...words]: readonly string[]): Promise<void> {
  const command = commands[word];
  if (command === undefined) {
    throw new ConfigError(`There is no command "${word}". There are: ${Object.keys(commands).join(', ')}.`);
  }
  await command(loadConfig(process.env), words);
}

main(process.argv.slice(2)).catch(fail);
