import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps plans beside the results of a benchmark. */
export async function keepPlans(name: string, plans: readonly string[]): Promise<void> {
  const dir = join(process.cwd(), 'test/load/results');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, `${name}.plans.txt`), `${plans.join('\n\n')}\n`);
}

/** What a reader of a plan looks for: the nodes, their indexes, how many rows they met, how long it took. */
export function shortened(plan: string): string {
  return plan
    .split('\n')
    .filter((line) => /\(cost=|Cond:|^Execution Time/.test(line))
    .map((line) => line.replace(/\s+\(cost=.* rows=(\S+) loops=(\d+)\)/, '  ($1 rows, $2 times)'))
    .join('\n');
}
