import type { DataSource } from 'typeorm';
import type { Statement } from '../../src/platform';

/** The tables whose keys begin with the show. */
export const ledgerTables: ReadonlySet<string> = new Set([
  'show_seat',
  'seat_block',
  'seat_hold',
  'buyer_allowance',
  'seat_numbering',
  'retired_seat',
  'ticket_order',
  'order_item',
  'payment',
  'refund',
  'provider_refund',
  'ticket_return',
  'return_quote',
  'exchange_quote',
  'order_credit',
  'order_audit',
  'seat_history',
  'sales_hour',
  'sales_change',
  'sales_seat',
  'sales_seat_change',
  'outbox',
]);

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Alias?: string;
  readonly Plans?: readonly PlanNode[];
  readonly [key: string]: unknown;
}

const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Filter', 'Hash Cond', 'Merge Cond', 'Join Filter'];

/**
 * The accesses of a statement to tables of the ledger that no equality ties to a show: aliases of what it reads, and its
 * insertions without a show. PostgreSQL itself is asked, by a plan in which the parameters are unknown, so neither
 * comments nor conditions that only look right count. An equality counts if it leads to a parameter or to rows that the
 * statement was given or has made, which are looked at by themselves.
 */
export async function scansWithoutShow(dataSource: DataSource, { text }: Statement): Promise<string[]> {
  const nodes = flatten(await planOf(dataSource, text));
  const known = tiedToShow(nodes);
  const scans = nodes
    .filter((node) => isScan(node) && ledgerTables.has(node['Relation Name'] ?? ''))
    .map(({ Alias: alias = '' }) => alias)
    .filter((alias) => !known(`${alias}.show_id`));
  const inserts = [...text.matchAll(/insert into (\w+)(?: as \w+)? \(([^)]*)\)/g)]
    .filter(([, table = '', columns = '']) => ledgerTables.has(table) && !/\bshow_id\b/.test(columns))
    .map(([, table]) => `insert into ${table}`);
  return [...new Set([...scans, ...inserts])];
}

async function planOf(dataSource: DataSource, text: string): Promise<PlanNode> {
  const runner = dataSource.createQueryRunner('master');
  try {
    await runner.query(`prepare planned as ${text}`);
    const [{ count }]: [{ count: number }] = await runner.query(
      `select cardinality(parameter_types) as count from pg_prepared_statements where name = 'planned'`,
    );
    const values = count === 0 ? '' : `(${Array(count).fill('null').join(', ')})`;
    await runner.query('set plan_cache_mode = force_generic_plan');
    const [row]: [{ 'QUERY PLAN': [{ Plan: PlanNode }] }] = await runner.query(
      `explain (verbose, format json) execute planned${values}`,
    );
    return row['QUERY PLAN'][0].Plan;
  } finally {
    await runner.query('deallocate all').catch(() => undefined);
    await runner.release();
  }
}

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

const isScan = ({ 'Node Type': type }: PlanNode) => type.endsWith('Scan') && type !== 'Bitmap Index Scan';

/** Whether a column equals, perhaps by way of others, something that the statement was given. */
function tiedToShow(nodes: readonly PlanNode[]): (column: string) => boolean {
  const equals = new Map<string, Set<string>>();
  const link = (a: string, b: string) => {
    equals.set(a, (equals.get(a) ?? new Set()).add(b));
    equals.set(b, (equals.get(b) ?? new Set()).add(a));
  };
  // Rows that the statement was given (a list of values), or has made (a common table expression).
  const given = new Set(
    nodes.filter((node) => isScan(node) && node['Relation Name'] === undefined).map(({ Alias: alias = '' }) => alias),
  );
  for (const node of nodes) {
    for (const key of CONDITIONS) {
      const condition = node[key];
      if (typeof condition !== 'string') continue;
      for (const [, a = '', b = ''] of conjuncts(condition)) link(a, b);
    }
  }
  const isGiven = (term: string) =>
    term.startsWith('$') || term.startsWith('ANY ($') || given.has(term.split('.')[0] ?? '');
  return (column) => {
    const seen = new Set([column]);
    for (const term of seen) {
      if (isGiven(term)) return true;
      for (const other of equals.get(term) ?? []) seen.add(other);
    }
    return false;
  };
}

const TERM = String.raw`(?:\w+\.\w+|\$\d+|ANY \(\$\d+\))`;
const EQUALITY = new RegExp(String.raw`^\(?(${TERM}) = (${TERM})\)?$`);

/** The equalities of a condition that always hold: those that it joins by AND, and none inside of an OR. */
function conjuncts(condition: string): RegExpExecArray[] {
  const whole = stripped(condition);
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < whole.length; at += 1) {
    if (whole[at] === '(') depth += 1;
    else if (whole[at] === ')') depth -= 1;
    else if (depth === 0 && whole.startsWith(' OR ', at)) return [];
    else if (depth === 0 && whole.startsWith(' AND ', at)) {
      parts.push(whole.slice(start, at));
      start = at + 5;
    }
  }
  parts.push(whole.slice(start));
  if (parts.length > 1) return parts.flatMap(conjuncts);
  const found = EQUALITY.exec(whole);
  return found === null ? [] : [found];
}

/** Without the parentheses around all of it. */
function stripped(condition: string): string {
  if (!condition.startsWith('(') || !condition.endsWith(')')) return condition;
  let depth = 0;
  for (let at = 0; at < condition.length - 1; at += 1) {
    if (condition[at] === '(') depth += 1;
    else if (condition[at] === ')') depth -= 1;
    if (depth === 0) return condition;
  }
  return stripped(condition.slice(1, -1));
}
