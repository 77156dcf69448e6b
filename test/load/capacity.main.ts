/** `npm run capacity`: from what the benchmarks measured to the machines for an on-sale. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printCapacity } from './capacity/print-capacity';
import { machines, model, scenarios } from './capacity/scenarios';
import { readUnitCosts } from './capacity/unit-costs';
import { UsageError } from './drive/usage-error';

const usage = `Works out what an on-sale needs, from test/load/results and from assumptions that can be changed.

  npm run capacity
  npm run capacity -- --set stadium.people=300000 --set machines.postgresCores=32
  npm run capacity -- --write      writes the figures of docs/capacity.md`;

const page = 'docs/capacity.md';
const [opening, closing] = ['<!-- figures: written by `npm run capacity -- --write` -->', '<!-- end of figures -->'];

async function main(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  if (values.write && values.set.length > 0)
    throw new UsageError('The page has the assumptions of the sources: leave out --set.');
  const given = structuredClone({ machines, model, ...mapValues(scenarios, ({ assumptions }) => assumptions) });
  for (const wish of values.set) set(given, wish);
  const { machines: chosenMachines, model: chosenModel, ...assumptions } = given;
  const chosen = mapValues(scenarios, (scenario, name) => ({ ...scenario, assumptions: assumptions[name] }));
  const text = printCapacity(
    chosen,
    chosenMachines,
    chosenModel,
    readUnitCosts(join(process.cwd(), 'test/load/results')),
  );
  if (!values.write) return console.log(text);
  const before = await readFile(page, 'utf8');
  const [from, to] = [before.indexOf(opening) + opening.length, before.indexOf(closing)];
  await writeFile(page, `${before.slice(0, from)}\n${text}\n${before.slice(to)}`);
}

/** `stadium.people=300000` */
function set(given: object, wish: string): void {
  const [, place = '', name = '', number = ''] = /^(\w+)\.(\w+)=([\d.e]+)$/.exec(wish) ?? [];
  const group: unknown = Reflect.get(given, place);
  const known = typeof group === 'object' && group !== null && Object.hasOwn(group, name);
  if (!known || !Number.isFinite(Number(number)))
    throw new UsageError(`"${wish}" sets nothing. Name an assumption and a number, such as stadium.people=300000.`);
  Reflect.set(group, name, Number(number));
}

function mapValues<Key extends string, From, To>(
  values: Readonly<Record<Key, From>>,
  map: (value: From, key: Key) => To,
): Record<Key, To> {
  const entries = Object.entries<From>(values).map(([key, value]) => [key, map(value, key as Key)] as const);
  return Object.fromEntries(entries) as Record<Key, To>;
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof UsageError || 'code' in error ? 2 : 1;
});
