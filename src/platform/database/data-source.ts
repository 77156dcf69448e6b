import { join } from 'node:path';
import { Client, type ClientConfig, Pool, type PoolConfig, types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isQueryTimeout } from './postgres-errors';
import { PrimaryServers } from './primary-servers';

export interface DataSourceSettings {
  /** One server, or several of which one is the primary. */
  readonly url: string;
  /** Those of the address, where somebody else has to know which of them is the primary. */
  readonly servers?: PrimaryServers;
  readonly poolMax?: number;
  /** False where connections to the server change between transactions, as behind some poolers: see the setting. */
  readonly namesStatements?: boolean;
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
 *
 * A commit that waits for a synchronous standby may be cancelled by an operator. PostgreSQL then answers that it was
 * committed, with a warning that it may not have been replicated. That is not what was promised: it is an error here.
 */
class SteadyClient extends Client {
  constructor(config?: string | (ClientConfig & { readonly namesStatements?: boolean })) {
    super(config);
    const namesStatements = typeof config !== 'object' || config.namesStatements !== false;
    this.on('error', () => undefined);
    this.on('notice', ({ routine, message }) => {
      if (routine === 'SyncRepWaitForLSN') this.connection.emit('errorMessage', notReplicated(message));
    });
    // The overloads of `query` cannot be overridden one by one. The pool itself removes what fails with a callback.
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    const queryAndCut = (asked: unknown, ...given: unknown[]) => {
      const result = query(namesStatements ? asked : withoutName(asked), ...given);
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

/** PostgreSQL parses and plans such a statement each time. */
const withoutName = (asked: unknown): unknown =>
  typeof asked === 'object' && asked !== null && 'name' in asked ? { ...asked, name: undefined } : asked;

/** 40003: whether the transaction is complete is unknown. */
const notReplicated = (message: string | undefined) => Object.assign(new Error(message), { code: '40003' });

/** Connects to the one that is the primary, whichever it is at that moment. */
function clientOf(servers: PrimaryServers): typeof SteadyClient {
  return class extends SteadyClient {
    constructor(config?: string | ClientConfig) {
      super(config);
      // Overloads again.
      const connect = this.connect.bind(this) as () => Promise<unknown>;
      const connectToPrimary = async () => {
        const address = await servers.address();
        // The pool did not wait for so long.
        if (this.connection.stream.destroyed) throw new Error('Connection terminated');
        Object.assign(this, { host: address.host, port: address.port });
        return connect().catch((error) => {
          servers.doubt(address);
          throw error;
        });
      };
      const connectAndCall = (callback?: (error: Error | null, client?: unknown) => void) => {
        const connected = connectToPrimary();
        if (callback === undefined) return connected;
        return void connected.then(() => callback(null, this), callback);
      };
      Object.assign(this, { connect: connectAndCall });
    }
  };
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

/** Of a pool, also while nobody needs them: the first of a crowd find them open, with the plans of what ran there. */
export const CONNECTIONS_KEPT = 4;
const IDLE_MS_MAX = 30_000;

/** What every pool has in common. */
const poolOptions = ({
  poolMax = 16,
  statementSecondsMax = 15,
  silenceSecondsMax = 5,
  namesStatements = true,
  servers,
}: Omit<DataSourceSettings, 'url'>) => ({
  namesStatements,
  Client: servers?.hasSeveral ? clientOf(servers) : SteadyClient,
  max: poolMax,
  min: Math.min(CONNECTIONS_KEPT, poolMax),
  connectionTimeoutMillis: 5000,
  idleTimeoutMillis: IDLE_MS_MAX,
  // Firewalls forget connections on which nothing moves, and tell nobody. Those that are kept say something in time.
  keepAlive: true,
  keepAliveInitialDelayMillis: IDLE_MS_MAX,
  ...(statementSecondsMax === 0 ? {} : { query_timeout: (statementSecondsMax + silenceSecondsMax) * 1000 }),
  options: sessionSettings(statementSecondsMax)
    .map((setting) => `-c ${setting}`)
    .join(' '),
});

const APPLICATION_NAME = 'frontrow';

/** TypeORM's data source: the pool and the migrations. The same for the API, the commands and the tests. */
export function makeDataSource({
  url,
  servers = new PrimaryServers(url),
  applicationName = APPLICATION_NAME,
  ...settings
}: DataSourceSettings) {
  const options: DataSourceOptions = {
    type: 'postgres',
    migrations: [join(__dirname, '../../../migrations/*-*.{ts,js}')],
    migrationsTransactionMode: 'each',
    applicationName,
    extra: poolOptions({ ...settings, servers }),
    url: servers.anyUrl,
  };
  return new DataSource(options);
}

/** A pool beside that of the data source, with the same sessions. Nothing is connected before the first statement. */
export function makePool(
  { url, servers, applicationName = APPLICATION_NAME, ...settings }: DataSourceSettings,
  more: PoolConfig = {},
): Pool {
  const pool = new Pool({
    connectionString: servers?.anyUrl ?? url,
    application_name: applicationName,
    ...poolOptions({ ...settings, ...(servers === undefined ? {} : { servers }) }),
    ...more,
  });
  // An idle connection was lost. The pool has removed it, and nobody else has to know.
  pool.on('error', () => undefined);
  return pool;
}
