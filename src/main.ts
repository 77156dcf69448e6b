#!/usr/bin/env node
/** Opens the app as one process, or runs one of the operators' commands. */
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { isRole, openAccounts, roles } from './accounts';
import { type App, openApp } from './app';
import {
  attachOrStart,
  attachOrStartDatabase,
  type BackingServices,
  connect,
  leaveAddresses,
  paymentsBeside,
  prepareDatabase,
  startServices,
} from './backing-services';
import { compareLedgers, readDeadLetters, replayDeadLetters, verifyOrders } from './checkout';
import { seedDemo, seedEmpty } from './dev';
import { verifyLedger } from './inventory';
import { openStripe } from './payments';
import {
  type Config,
  ConfigError,
  Database,
  decodeId,
  encodeId,
  loadConfig,
  migrate,
  newId,
  openLogger,
  type Stop,
  SyncedClock,
  stopAll,
  stopOnce,
  syncClock,
} from './platform';

const progress = (line: string) => console.error(line);

async function start(config: Config): Promise<void> {
  const stops: Stop[] = [];
  const stop = stopOnce(() => stopAll(stops));
  const standing = await startServices(config, progress);
  stops.push(standing.stop);
  const opening = open(standing, stops);
  stopOnSignal(config, async () => {
    // A signal while it opens waits for the end of that, so that nothing is left half open.
    await opening.catch(() => undefined);
    await stop();
  });
  try {
    const app = await opening;
    const data = standing.databaseIsOurs ? `data in ${resolve(config.DATA_DIR)}` : 'data at the given addresses';
    progress(`Frontrow is open: ${app.url}/graphql (API and, in a browser, the playground), ${data}`);
  } catch (error) {
    // The first fault is the one that tells.
    await stop().catch(() => undefined);
    throw error;
  }
}

async function open(standing: BackingServices, stops: Stop[]): Promise<App> {
  await prepareDatabase({ url: standing.config.DATABASE_URL, isOurs: standing.databaseIsOurs }, progress);
  const app = await openApp(standing.config);
  stops.push(app.close);
  standing.registerWebhook(app.url);
  if (standing.databaseIsOurs && standing.config.DEMO_DATA) await seedEmpty(app, progress);
  if (standing.databaseIsOurs) stops.push(await leaveAddresses(standing.config, app.url));
  return app;
}

/** npm passes a Ctrl-C on that the terminal has sent to us already: two so near to each other are one. */
const ONE_PRESS_MS = 500;
/** For the pools and the servers of the data folder, once the sockets are closed and the requests answered. */
const LAST_STOPS_MS_MAX = 30_000;

/** The first signal ends everything in order, within a bounded time; the second ends it at once. */
function stopOnSignal({ SHUTDOWN_GRACE_SECONDS, SHUTDOWN_SECONDS_MAX }: Config, stop: Stop): void {
  const waitMsMax = (SHUTDOWN_GRACE_SECONDS + SHUTDOWN_SECONDS_MAX) * 1000 + LAST_STOPS_MS_MAX;
  let askedMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (askedMs !== undefined) {
      if (performance.now() - askedMs > ONE_PRESS_MS) process.exit(1);
      return;
    }
    askedMs = performance.now();
    progress(`${signal}: going down. Once more ends it at once.`);
    setTimeout(() => fail(new Error(`Going down took longer than ${waitMsMax / 1000} s`)), waitMsMax).unref();
    stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

/** Runs a command on the database that the service has, whether it runs or not. */
async function onDatabase(config: Config, command: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const database = await attachOrStartDatabase(config, progress);
  try {
    const dataSource = await connect(database.url);
    await command(dataSource).finally(() => dataSource.destroy());
  } finally {
    await database.stop();
  }
}

const runMigrations = (config: Config) =>
  onDatabase(config, async (dataSource) => {
    const applied = await migrate(dataSource);
    console.log(
      applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.length}: ${applied.join(', ')}`,
    );
  });

/** Puts another edition of the demo programme on, beside all that there is. */
async function seed(config: Config): Promise<void> {
  const stops: Stop[] = [];
  try {
    const standing = await attachOrStart(config, progress);
    stops.push(standing.stop);
    await prepareDatabase({ url: standing.config.DATABASE_URL, isOurs: standing.databaseIsOurs }, progress);
    const app = await openApp({ ...standing.config, PORT: 0, SHUTDOWN_GRACE_SECONDS: 0 });
    stops.push(app.close);
    await seedDemo(app, newId(), progress);
  } finally {
    await stopAll(stops);
  }
}

const COMPARED_DAYS = 30;

/**
 * Looks for damage in the whole database and, where the payment provider is known, for differences with its ledger.
 * Says what it looked at, and fails where it found any. It only reads.
 */
const verify = (config: Config) =>
  onDatabase(config, async (dataSource) => {
    const database = new Database(dataSource, openLogger('warn'));
    const clock = new SyncedClock();
    const stopFollowing = await syncClock(clock, database);
    await stopFollowing();
    const before = clock.now();
    const verified = [...(await verifyLedger(database, before)), ...(await verifyOrders(database))];
    const settings = await paymentsBeside(config);
    if (settings !== null) {
      const provider = openStripe(settings);
      const from = new Date(before.getTime() - COMPARED_DAYS * 86_400_000);
      verified.push(await compareLedgers({ database, provider }, { from, before }).finally(provider.close));
    }
    for (const { invariant, checkedCount, damages } of verified) {
      console.log(`${damages.length === 0 ? 'holds  ' : 'BROKEN '} ${invariant} (${checkedCount} checked)`);
      for (const damage of damages) console.log(`          ${damage}`);
    }
    const broken = verified.filter(({ damages }) => damages.length > 0).length;
    console.log(broken === 0 ? 'No damage found.' : `${broken} of ${verified.length} invariants are broken.`);
    if (broken > 0) process.exitCode = 1;
  });

/** Tells what waits for an operator; `replay` with an order's UUID, or `replay all`, has it looked after again. */
const deadLetters = (config: Config, [verb, which]: readonly string[]) =>
  onDatabase(config, async (dataSource) => {
    const database = new Database(dataSource, openLogger('warn'));
    if (verb === 'replay' && which !== undefined) {
      const clock = new SyncedClock();
      await (await syncClock(clock, database))();
      const count = await replayDeadLetters(database, clock, which === 'all' ? undefined : which);
      console.log(`Taken up again: ${count}`);
      return;
    }
    if (verb !== undefined)
      throw new ConfigError('Use: dead-letters, dead-letters replay ORDER, dead-letters replay all');
    const letters = await readDeadLetters(database);
    for (const { orderId, what, because, reference, amountMinor, currency } of letters) {
      console.log(`order ${orderId}  ${what} ${reference ?? 'without a name'}  ${amountMinor} ${currency}  ${because}`);
    }
    if (letters.length === 0) console.log('Nothing waits for an operator.');
  });

const TOKEN_HOURS = 12;

/** Prints a token for somebody who runs shows or scans tickets, where no identity provider says who does. */
async function issueToken(config: Config, [role, as, ...more]: readonly string[]): Promise<void> {
  const id = as === undefined ? newId() : decodeId('viewer', as);
  if (!isRole(role) || id === null || more.length > 0) {
    throw new ConfigError(`Use: token ROLE, or token ROLE viewer_… for somebody known. Roles: ${roles.join(', ')}`);
  }
  await onDatabase(config, async (dataSource) => {
    const logger = openLogger('warn');
    const database = new Database(dataSource, logger);
    const clock = new SyncedClock();
    await (await syncClock(clock, database))();
    const { tokens } = await openAccounts({ config, clock, database, logger });
    const { token } = await tokens.issue({ id, email: null, roles: [role], lifeSeconds: TOKEN_HOURS * 3600 });
    progress(
      `For ${encodeId('viewer', id)} as ${role}, for ${TOKEN_HOURS} hours. Send it as "Authorization: Bearer …".`,
    );
    console.log(token);
  });
}

const commands: Readonly<Record<string, (config: Config, words: readonly string[]) => Promise<void>>> = {
  start,
  migrate: runMigrations,
  seed,
  verify,
  'dead-letters': deadLetters,
  token: issueToken,
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
