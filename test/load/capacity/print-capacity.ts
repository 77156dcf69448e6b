import { type Capacity, type LimitName, planCapacity } from './plan-capacity';
import type { Machines, Model, ScenarioName, scenarios } from './scenarios';
import { sources, type UnitCosts } from './unit-costs';

/** What to do when it is reached. */
const then: Readonly<Record<LimitName, string>> = {
  postgres:
    'PostgreSQL. Let fewer in from the waiting room: the sale takes longer and is as fair. Then a larger machine; then shows on services of their own, since no statement of a sale spans two shows',
  api: 'the processors of the API: add machines, nothing else changes',
  network: 'the network of the API: let a CDN answer the map, and more of those who look poll `?since=` through it',
  sockets: 'open sockets: more processes, or a higher limit of open files',
  feed: 'the sending to the watchers of one process: more processes share them',
};

export function printCapacity(chosen: typeof scenarios, machines: Machines, model: Model, costs: UnitCosts): string {
  const names = Object.keys(chosen) as ScenarioName[]; // The keys of an object literal are those of its type.
  const plans = names.map((name) => planCapacity(chosen[name].assumptions, machines, model, costs));
  const row = (what: string, read: (plan: Capacity) => string) =>
    `| ${what} | ${plans.map((plan) => read(plan)).join(' | ')} |`;
  const lines = [
    `| In the busiest minute | ${names.join(' | ')} |`,
    `| --- |${' --- |'.repeat(names.length)}`,
    row('tries to hold seats a second', ({ demand }) => count(demand.holds)),
    row('purchases a second', ({ demand }) => count(demand.purchases)),
    row('reads of the map a second, CDN and origin', ({ demand }) => count(demand.mapReads)),
    row('messages of the map a second', ({ demand }) => count(demand.messages)),
    row('people in the waiting room', ({ demand }) => count(demand.waiting)),
    row('open sockets', ({ sockets }) => count(sockets)),
    row('memory for the sockets, GB', ({ socketGigabytes }) => count(socketGigabytes)),
    row('cores of the API', ({ apiCores }) => count(apiCores)),
    row(`machines of the API with ${machines.apiCores} cores`, ({ apiMachines }) => count(apiMachines)),
    row('cores of PostgreSQL', ({ postgresCores }) => count(postgresCores)),
    row('cores of Redis', ({ redisCores }) => count(redisCores)),
    row('Gbit/s out of the API', ({ gbits }) => count(gbits)),
    row('the same without a CDN', ({ gbitsWithoutCdn }) => count(gbitsWithoutCdn)),
    row('nearest to its limit', ({ limits: [first] }) =>
      first === undefined ? '' : `${first.name}, ${Math.round(first.load * 100)} %`,
    ),
    '',
    'What to do where it is reached:',
    '',
    ...[...new Set(plans.map(({ limits: [first] }) => first?.name))].flatMap((name) =>
      name === undefined ? [] : [`- **${name}**: ${then[name]}.`],
    ),
    '',
    'Assumed, and set by `npm run capacity -- --set NAME=NUMBER`:',
    '',
    ...names.flatMap((name) => [
      `- **${name}** — ${chosen[name].about}: ${listed(chosen[name].assumptions, `${name}.`)}.`,
    ]),
    `- **machines**: ${listed(machines, 'machines.')}.`,
    `- **model**: ${listed(model, 'model.')}.`,
    '',
    'Measured, each on one core of the machine of the benchmarks:',
    '',
    '| Cost | | From |',
    '| --- | --- | --- |',
    ...Object.entries(costs).map(([name, cost]) => {
      const { benchmark, what } = sources[name as keyof UnitCosts]; // The costs have the names of their sources.
      return `| \`${name}\` | ${count(cost)} | \`${benchmark}\`: ${what} |`;
    }),
  ];
  return lines.join('\n');
}

const listed = (values: object, prefix: string): string =>
  Object.entries(values)
    .map(([name, value]) => `\`${prefix}${name}=${value}\``)
    .join(', ');

/** Two digits are more than is known. */
function count(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  return rounded >= 1 ? rounded.toLocaleString('en') : String(rounded);
}
