import type { Pool, PoolClient } from 'pg';
import { isOfStatementAlone } from './postgres-errors';
import type { Statement } from './statement';

/** Runs a statement on one client, with the rows as they are. */
export async function runOn<Row extends object>(
  client: PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await client.query<Row>({ name, text, values: [...values] });
  return result.rows;
}

/**
 * Runs a statement on a client of the pool. It rejects when the transaction of the failed statement has ended, and its
 * locks with it: PostgreSQL reports an error before that, and whoever tried again at once would meet its own locks.
 *
 * The client goes back to the pool also where the statement has failed, with all that is planned on it. `pool.query` closes
 * its connection, so that seats wanted by many would cost one for each of them who was refused.
 */
export async function runOnPool<Row extends object>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = await pool.connect();
  // The end of the transaction mostly comes in one packet with the error, so it is listened for before there is one.
  const end = new TransactionEnd(client);
  let isUsable = false;
  try {
    const rows = await runOn<Row>(client, statement, values);
    isUsable = true;
    return rows;
  } catch (error) {
    isUsable = isOfStatementAlone(error) && (await end.reached());
    throw error;
  } finally {
    end.forget();
    client.release(!isUsable);
  }
}

/** It is said in the message that follows an error. */
const END_MS_MAX = 5000;

/** The moment from which a client may be given its next statement. */
class TransactionEnd {
  private isReached = false;
  private onReached: (() => void) | null = null;

  constructor(private readonly client: PoolClient) {
    client.once('drain', this.note);
  }

  /** False where the connection is lost, or silent. */
  reached(): Promise<boolean> {
    if (this.isReached) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (isReached: boolean) => {
        clearTimeout(timer);
        this.client.off('end', lost);
        resolve(isReached);
      };
      const lost = () => settle(false);
      const timer = setTimeout(lost, END_MS_MAX);
      this.client.once('end', lost);
      this.onReached = () => settle(true);
    });
  }

  forget(): void {
    this.client.off('drain', this.note);
  }

  private readonly note = () => {
    this.isReached = true;
    this.onReached?.();
  };
}
