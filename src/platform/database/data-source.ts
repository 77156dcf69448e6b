import { join } from 'node:path';
import { Client, type ClientConfig, Pool, type PoolConfig, types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isQueryTimeout } from './postgres-errors';

export interface DataSourceSettings {
  readonly url: string;
  readonly poolMax?: number;
  /** PostgreSQL cancels a statement after this time; 0 for never. */
  readonly statementSecondsMax?: number;
  /** How long after that PostgreSQL may be silent before the connection counts as lost. */
  readonly silenceSecondsMax?: number;
  /** Shown by pg_stat_activity. */
  readonly applicationName?: string;
}

/**
 * Settings of every session. Generic plans: a named statement with `= any($1)` is planned anew at each call
 * otherwise, which took seven times as long as running it. The timeouts bound how long a stuck client can block others;
 * a wait of more than two seconds for a lock is a fault, since seats are locked with `nowait`.
 */
const sessionSettings = (statementSecondsMax: number) => [
  'plan_cache_mode=force_generic_plan',
  `statement_timeout=${statementSecondsMax * 1000}`,
  'lock_timeout=2000',
  'idle_in_transaction_session_timeout=15000',
  'timezone=UTC',
];

/**
 * A client that survives the loss of its connection. The pool listens for errors of idle clients and TypeORM for those
 * of its own; between the two nobody listens for a moment, and a connection that PostgreSQL closes just then would end
 * the process with an unhandled `error`. The next query on such a client fails, and the pool removes it.
 *
 * A server that has lost power closes nothing, and the system would report it after a quarter of an hour. So a connection
 * on which a query had no answer in time is cut: the driver alone would leave it to the next caller.
 */
class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    // The overloads of `query` cannot be overridden one by one. The pool itself removes what fails with a callback.
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    const queryAndCut = (...given: unknown[]) => {
      const result = query(...given);
      if (result instanceof Promise) {
        result.catch((error) => {
          if (isQueryTimeout(error)) this.connection.stream.destroy();
        });
      }
      return result;
    };
    Object.assign(this, { query: queryAndCut });
  }
}

/** As a number, which every client of the API can read; a column never passes what a double holds exactly. */
function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`PostgreSQL returned ${text}, which a number cannot hold exactly`);
  return number;
}
/** Arrays of int8. The cast is needed because the driver's enum leaves arrays out. */
const INT8_ARRAY = 1016 as typeof types.builtins.INT8;
const wordsOfArray: (text: string) => (string | null)[] = types.getTypeParser(INT8_ARRAY);
types.setTypeParser(types.builtins.INT8, wholeNumber);
types.setTypeParser(INT8_ARRAY, (text) => wordsOfArray(text).map((word) => (word === null ? null : wholeNumber(word))));

/** What every pool has in common. */
const poolOptions = ({
  poolMax = 16,
  statementSecondsMax = 15,
  silenceSecondsMax = 5,
}: Omit<DataSourceSettings, 'url'>) => ({
  Client: SteadyClient,
  max: poolMax,
  connectionTimeoutMillis: 5000,
  idleTimeoutMillis: 30_000,
  ...(statementSecondsMax === 0 ? {} : { query_timeout: (statementSecondsMax + silenceSecondsMax) * 1000 }),
  options: sessionSettings(statementSecondsMax)
    .map((setting) => `-c ${setting}`)
    .join(' '),
});

const APPLICATION_NAME = 'frontrow';

/** TypeORM's data source: the pool and the migrations. The same for the API, the commands and the tests. */
export function makeDataSource({ url, applicationName = APPLICATION_NAME, ...settings }: DataSourceSettings) {
  const options: DataSourceOptions = {
    type: 'postgres',
    migrations: [join(__dirname, '../../../migrations/*-*.{ts,js}')],
    migrationsTransactionMode: 'each',
    applicationName,
    extra: poolOptions(settings),
    url,
  };
  return new DataSource(options);
}

/** A pool beside that of the data source, with the same sessions. Nothing is connected before the first statement. */
export function makePool(
  { url, applicationName = APPLICATION_NAME, ...settings }: DataSourceSettings,
  more: PoolConfig = {},
): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: applicationName,
    ...poolOptions(settings),
    ...more,
  });
  // An idle connection was lost. The pool has removed it, and nobody else has to know.
  pool.on('error', () => undefined);
  return pool;
}
