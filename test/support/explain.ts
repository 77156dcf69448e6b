import { escapeLiteral } from 'pg';
import type { DataSource } from 'typeorm';
import type { Statement } from '../../src/platform';

/** Runs a statement as a prepared one, as the service does, and tells how PostgreSQL went about it. */
export async function explain(
  dataSource: DataSource,
  { text }: Statement,
  values: readonly unknown[],
): Promise<string> {
  const runner = dataSource.createQueryRunner('master');
  try {
    await runner.query(`prepare explained as ${text}`);
    const literals = values.map((value) => literal(value)).join(', ');
    const rows: { 'QUERY PLAN': string }[] = await runner.query(
      `explain (analyze, buffers) execute explained${values.length === 0 ? '' : `(${literals})`}`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await runner.query('deallocate explained').catch(() => undefined);
    await runner.release();
  }
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((part) => `"${String(part)}"`).join(',')}}`);
  return escapeLiteral(String(value));
}
