import { LiveStatuses } from '../../../src/inventory/live/statuses/live-statuses';

// Nothing is read here, so nothing is needed to read with.
const open = () => new LiveStatuses({} as never, { showsMax: 3, seatsMax: 1000, idleMs: 60_000 });

it('a show that many ask for stays in memory while somebody reads all others', () => {
  const statuses = open();
  for (let ask = 0; ask < 10; ask += 1) statuses.show('on sale');
  const [onSale] = [statuses.find('on sale')];
  for (let other = 0; other < 50; other += 1) statuses.show(`show ${other}`);
  expect(statuses.size).toBe(3);
  expect(statuses.find('on sale')).toBe(onSale);
  expect(statuses.find('show 49')).toBeDefined();
  expect(statuses.find('show 47')).toBeUndefined();
});

it('a show that nobody asks for any more makes room in the end', () => {
  const statuses = open();
  for (let ask = 0; ask < 10; ask += 1) statuses.show('sold out');
  for (let minute = 0; minute < 5; minute += 1) statuses.forgetIdle();
  for (let ask = 0; ask < 2; ask += 1) for (const next of ['a', 'b', 'c']) statuses.show(next);
  expect(statuses.find('sold out')).toBeUndefined();
  expect(statuses.size).toBe(3);
});
