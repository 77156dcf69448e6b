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
  let isUsable = false;
  try {
    const rows = await runOn<Row>(client, statement, values);
    isUsable = true;
    return rows;
  } catch (error) {
    isUsable = isOfStatementAlone(error) && (await hasEnded(client));
    throw error;
  } finally {
    client.release(!isUsable);
  }
}

/** The answer to an empty query comes behind the end of the transaction before. False where the connection is lost. */
const hasEnded = (client: PoolClient): Promise<boolean> =>
  client.query('').then(
    () => true,
    () => false,
  );
