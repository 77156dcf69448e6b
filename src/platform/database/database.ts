import type { Pool, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { Logger } from '../logger';
import { isReadOnly, mayRetry } from './postgres-errors';
import type { PrimaryServers } from './primary-servers';
import { runOn, runOnPool } from './run-on';
import { type Statement, statement } from './statement';

/** Runs statements. Values follow `pg`: arrays become arrays, dates timestamps, objects JSON. */
export interface SqlExecutor {
  run<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends SqlExecutor {
  /** Called once after the commit, in order, and not at all if the transaction fails. Its errors are logged. */
  afterCommit(then: () => void | Promise<void>): void;
}

const ATTEMPTS_MAX = 5;

const readIsReadOnly = statement(
  'database_read_is_read_only',
  `select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only`,
);

/** PostgreSQL's own code for a write on such a server, so that it is reported the same way. */
const readOnlyError = () => Object.assign(new Error('The database server accepts reads only'), { code: '25006' });

/**
 * Access to PostgreSQL. `run` is one statement, which is a transaction by itself; `transaction` is several, in a TypeORM
 * transaction that runs again as a whole after a deadlock or serialization failure. Statements are prepared, and rows
 * are plain objects: nothing is hydrated.
 */
export class Database implements SqlExecutor {
  private isReplacing = false;

  constructor(
    readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  async run<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return await runOnPool<Row>(this.primary, statement, values);
    } catch (error) {
      this.note(error);
      throw error;
    }
  }

  /**
   * Runs the work in one transaction (read committed). On a deadlock or a serialization failure the whole closure runs
   * again, so it must have no effects other than its statements.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        this.note(error);
        if (attempt >= ATTEMPTS_MAX || !mayRetry(error)) throw error;
        this.logger.info({ attempt, err: error }, 'A transaction is retried');
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
      }
    }
  }

  private async attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner: QueryRunner = this.dataSource.createQueryRunner('master');
    const callbacks: (() => void | Promise<void>)[] = [];
    let result: T;
    try {
      // TypeORM types its connection as any; with the driver `postgres` it is a client of the pool of `pg`.
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      result = await work({
        run: (statement, values = []) => runOn(client, statement, values),
        afterCommit: (then) => void callbacks.push(then),
      });
      await runner.commitTransaction();
    } catch (error) {
      // Report the first error: a rollback on a lost connection fails as well.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    for (const callback of callbacks) {
      try {
        await callback();
      } catch (error) {
        this.logger.error({ err: error }, 'A callback after a commit failed');
      }
    }
    return result;
  }

  /** Rejects if the server accepts reads only, and then opens the connections again. */
  async checkWritable(): Promise<void> {
    const [row] = await this.run<{ is_read_only: boolean }>(readIsReadOnly);
    if (row?.is_read_only !== true) return;
    const error = readOnlyError();
    this.note(error);
    throw error;
  }

  /** From now on a connection that leads to another server than the primary is an error, and is not kept. */
  async guardBy(servers: PrimaryServers): Promise<void> {
    servers.guard(this.primary);
    // Made before anybody looked where they lead.
    await this.dropIdle();
  }

  /** A connection to a standby stays there: after a failover each idle one is made again, by the address. */
  private note(error: unknown): void {
    if (!isReadOnly(error) || this.isReplacing) return;
    this.isReplacing = true;
    this.logger.warn('PostgreSQL accepts no writes; connecting again in case the address now leads to another server');
    void this.dropIdle().finally(() => {
      this.isReplacing = false;
    });
  }

  private async dropIdle(): Promise<void> {
    for (let left = this.primary.idleCount; left > 0; left -= 1) {
      const client = await this.primary.connect().catch(() => null);
      client?.release(true);
    }
  }

  /** Connections of the pool: all, idle, and callers that wait for one. */
  get poolUse(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.primary;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** TypeORM's own pool. Statements bypass the query runner, which took twice the processor time. */
  private get primary(): Pool {
    return this.driver.master as Pool;
  }

  private get driver(): PostgresDriver {
    // The data source is always made with `type: 'postgres'`.
    return this.dataSource.driver as PostgresDriver;
  }
}
