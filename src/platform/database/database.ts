import type { Pool, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { Logger } from '../logger';
import { mayRetry } from './postgres-errors';
import type { Statement } from './statement';

/** Runs statements. Values follow `pg`: arrays become arrays, dates timestamps, objects JSON. */
export interface SqlExecutor {
  run<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends SqlExecutor {
  /** Called once, after the commit, in order; not at all where the transaction ends otherwise. Its faults are logged. */
  afterCommit(then: () => void | Promise<void>): void;
}

const ATTEMPTS_MAX = 5;

/**
 * The door to PostgreSQL. `run` is one statement, which is a transaction by itself; `transaction` is several, in a
 * TypeORM transaction, done again as a whole where PostgreSQL asks for it. Statements are prepared and their rows are
 * plain objects: nothing is hydrated.
 */
export class Database implements SqlExecutor {
  constructor(
    readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  async run<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return runOn<Row>(this.primary, statement, values);
  }

  /** Reads that may be some moments old: a replica where one is configured. Never for seats. */
  readonly reader: SqlExecutor = {
    run: <Row extends object>(statement: Statement, values: readonly unknown[] = []) => {
      const replicas = this.driver.slaves as Pool[];
      const replica = replicas[Math.floor(Math.random() * replicas.length)];
      return runOn<Row>(replica ?? this.primary, statement, values);
    },
  };

  /**
   * Runs the work in one transaction (read committed). On a deadlock or a serialization failure the whole closure runs
   * again, so it must have no effect but through its statements.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !mayRetry(error)) throw error;
        this.logger.info({ attempt, err: error }, 'A transaction is done again');
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
      }
    }
  }

  private async attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner: QueryRunner = this.dataSource.createQueryRunner('master');
    const followers: (() => void | Promise<void>)[] = [];
    let result: T;
    try {
      // TypeORM types its connection as any; with the driver `postgres` it is a client of the pool of `pg`.
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      result = await work({
        run: (statement, values = []) => runOn(client, statement, values),
        afterCommit: (then) => void followers.push(then),
      });
      await runner.commitTransaction();
    } catch (error) {
      // The first fault is the one that tells; a rollback on a connection that is gone fails as well.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    for (const follow of followers) {
      try {
        await follow();
      } catch (error) {
        this.logger.error({ err: error }, 'Work after a commit failed');
      }
    }
    return result;
  }

  /** Connections: all, idle, and callers who wait for one. */
  get poolUse(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.primary;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** TypeORM's own pool. A statement goes straight to it: the query runner around it cost twice the processor time. */
  private get primary(): Pool {
    return this.driver.master as Pool;
  }

  private get driver(): PostgresDriver {
    // The data source is made with `type: 'postgres'` and with nothing else.
    return this.dataSource.driver as PostgresDriver;
  }
}

async function runOn<Row extends object>(
  client: Pool | PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await client.query<Row>({ name, text, values: [...values] });
  return result.rows;
}
