import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { planCapacity } from '../../load/capacity/plan-capacity';
import { printCapacity } from '../../load/capacity/print-capacity';
import { type Assumptions, machines, model, scenarios } from '../../load/capacity/scenarios';
import { readUnitCosts } from '../../load/capacity/unit-costs';

const root = join(__dirname, '../../..');
const costs = readUnitCosts(join(root, 'test/load/results'));
const plan = (changed: Partial<Assumptions>) =>
  planCapacity({ ...scenarios.stadium.assumptions, ...changed }, machines, model, costs);

it('every unit cost is measured', () => {
  for (const [name, cost] of Object.entries(costs)) expect([name, cost > 0]).toEqual([name, true]);
});

it('the page has what the command prints; else `npm run capacity -- --write` writes it', () => {
  const page = readFileSync(join(root, 'docs/capacity.md'), 'utf8');
  expect(page).toContain(printCapacity(scenarios, machines, model, costs));
});

it('an order is a hold, and some holds and tries are none', () => {
  const { demand } = plan({ shows: 1, seatsPerShow: 60_000, seatsPerOrder: 2, minutesToSellOut: 10 });
  expect(demand.purchases).toBeCloseTo(50);
  const { buyersOfHolders, holdersOfTries } = scenarios.stadium.assumptions;
  expect(demand.holds).toBeCloseTo(50 / buyersOfHolders / holdersOfTries);
  expect(plan({ people: 400_000 }).demand.purchases).toBe(plan({ people: 200_000 }).demand.purchases);
});

it('changes of one show that are on their way together are one message', () => {
  const quick = plan({ minutesToSellOut: 1 }).demand;
  expect(quick.messages).toBeCloseTo(quick.watchers * 25);
});

it('more of anything never needs less, and a slower sale never more', () => {
  const wishes = fc.constantFrom<keyof Assumptions>('people', 'shows', 'mapReadsPerMinute', 'pagesPerMinute');
  fc.assert(
    fc.property(wishes, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (name, less, more) => {
      const [small, large] = [less, less + more].map((value) => plan({ [name]: value }));
      expect(large?.apiCores).toBeGreaterThanOrEqual(small?.apiCores ?? Number.NaN);
      expect(large?.postgresCores).toBeGreaterThanOrEqual(small?.postgresCores ?? Number.NaN);
      expect(large?.gbitsWithoutCdn).toBeGreaterThanOrEqual(small?.gbitsWithoutCdn ?? Number.NaN);
    }),
  );
  expect(plan({ minutesToSellOut: 60 }).postgresCores).toBeLessThan(plan({ minutesToSellOut: 30 }).postgresCores);
});

it('a CDN takes the map away, and nothing else', () => {
  const [without, all] = [plan({ cdnShare: 0 }), plan({ cdnShare: 1 })];
  expect(without.gbits).toBeCloseTo(without.gbitsWithoutCdn);
  expect(all.gbits).toBeLessThan(without.gbits);
  expect(all.demand).toEqual(without.demand);
  expect(all.postgresCores).toBe(without.postgresCores);
});
