import type { SqlExecutor } from './database';
import { type Statement, statement } from './statement';

/** One invariant, as it was found: how many rows were looked at, and those that break it. */
export interface Verified {
  readonly invariant: string;
  readonly checkedCount: number;
  readonly damages: readonly string[];
}

export interface Invariant {
  readonly invariant: string;
  readonly count: Statement;
  /** Rows of one column `damage`, none where all is well. */
  readonly find: Statement;
}

const DAMAGES_SHOWN_MAX = 20;

/** `name` names the statements; `from` is what is counted, `find` a query for a column `damage`, one row for each fault. */
export const invariant = (name: string, sentence: string, from: string, find: string): Invariant => ({
  invariant: sentence,
  count: statement(`verify_count_${name}`, `select count(*)::integer as count from ${from}`),
  find: statement(`verify_${name}`, `select damage from (${find}) as found limit ${DAMAGES_SHOWN_MAX}`),
});

/** Checks each over the whole database. It only reads. `values` are the parameters of the queries for damage that have any. */
export async function verifyInvariants(
  database: SqlExecutor,
  invariants: readonly Invariant[],
  values: readonly unknown[] = [],
): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const { invariant, count, find } of invariants) {
    const [counted] = await database.run<{ count: number }>(count);
    const found = await database.run<{ damage: string }>(find, find.text.includes('$1') ? values : []);
    verified.push({ invariant, checkedCount: counted?.count ?? 0, damages: found.map(({ damage }) => damage) });
  }
  return verified;
}
