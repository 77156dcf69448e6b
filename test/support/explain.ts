import { escapeLiteral } from 'pg';
import type { DataSource } from 'typeorm';
import type { Statement } from '../../src/platform';

/** Runs a statement as a prepared one, as the service does, and tells how PostgreSQL went about it. */
export async function explain(
  dataSource: DataSource,
  statement: Statement,
  values: readonly unknown[],
): Promise<string> {
  const prepared = await prepareToExplain(dataSource, statement);
  try {
    return await prepared.run(values);
  } finally {
    await prepared.end();
  }
}

/** A statement of one session: the plan of the first `run` stays until PostgreSQL counts rows. */
export async function prepareToExplain(
  dataSource: DataSource,
  { text }: Statement,
): Promise<{ run(values: readonly unknown[]): Promise<string>; end(): Promise<void> }> {
  const runner = dataSource.createQueryRunner('master');
  const end = async () => {
    await runner.query('deallocate explained').catch(() => undefined);
    await runner.release();
  };
  try {
    await runner.query(`prepare explained as ${text}`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    async run(values) {
      const literals = values.map((value) => literal(value)).join(', ');
      const rows: { 'QUERY PLAN': string }[] = await runner.query(
        `explain (analyze, buffers) execute explained${values.length === 0 ? '' : `(${literals})`}`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    },
    end,
  };
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((part) => `"${String(part)}"`).join(',')}}`);
  return escapeLiteral(String(value));
}
