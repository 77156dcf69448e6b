import { AVAILABLE, BLOCKED, HELD, SOLD } from '../../../../client-example/src/seat-map/store/seat-status';
import { plainStore } from './maps';

const change = (index: number, status: 'AVAILABLE' | 'HELD' | 'SOLD', version: number) => ({ index, status, version });

it('ends at the same statuses and versions whatever the order and repetition of changes', () => {
  const changes = [change(3, 'HELD', 1), change(3, 'SOLD', 2), change(4, 'HELD', 1), change(4, 'AVAILABLE', 2)];
  const orders = [changes, changes.toReversed(), [...changes, ...changes.toReversed(), ...changes]];
  for (const order of orders) {
    const { store } = plainStore(2, 10);
    for (const one of order) store.apply([one], '1-1');
    expect([store.statuses[3], store.versions[3]]).toEqual([SOLD, 2]);
    expect([store.statuses[4], store.versions[4]]).toEqual([AVAILABLE, 2]);
    expect(store.availableCount).toBe(19);
  }
});

it('lets no snapshot put back what the stream said since', () => {
  const { store } = plainStore(1, 3);
  store.apply([change(0, 'HELD', 5), change(1, 'SOLD', 2)], '1-7');
  store.merge({ statuses: 'AAH', versions: [4, 3, 1], revision: '1-6' });
  expect([...store.statuses]).toEqual([HELD, AVAILABLE, HELD]);
  expect([...store.versions]).toEqual([5, 3, 1]);
  expect(store.availableCount).toBe(1);
});

it('notifies once a frame, however much has changed', () => {
  const { store, nextFrame } = plainStore(1, 10);
  nextFrame();
  const listener = jest.fn();
  const stop = store.subscribe(listener);
  for (let index = 0; index < 10; index += 1) store.apply([change(index, 'HELD', 1)], `1-${index}`);
  expect(listener).not.toHaveBeenCalled();
  const { tick } = store;
  nextFrame();
  expect(store.tick).toBeGreaterThan(tick);
  stop();
  store.apply([change(0, 'SOLD', 2)], '1-11');
  const calls = listener.mock.calls.length;
  nextFrame();
  expect(listener).toHaveBeenCalledTimes(calls);
});

it('counts what is free by zone, dearest first, and knows the cheapest price of a section', () => {
  const { store, nextFrame } = plainStore(2, 10, 5);
  nextFrame();
  expect(store.zones).toMatchObject([
    { name: 'Dear', priceMinor: 9000, available: 10, color: 'var(--seat-free-zone-1)' },
    { name: 'Cheap', priceMinor: 2000, available: 15, color: 'var(--seat-free-zone-2)' },
  ]);
  expect(store.priced.cheapestIn(0, store.counts, null)).toBe(1);
  expect(store.priced.cheapestIn(0, store.counts, new Set([0]))).toBe(0);
  store.apply(
    Array.from({ length: 10 }, (_, k) => change(10 + k, 'SOLD', 1)),
    '1-1',
  );
  nextFrame();
  expect(store.zones.map(({ available }) => available)).toEqual([10, 5]);
  expect(store.priced.cheapestIn(0, store.counts, null)).toBe(0);
  expect(store.priced.freeIn(0, store.counts, new Set([1]))).toBe(0);
});

it('takes a seat that does not exist, and a status that it does not know, for nothing that can be had', () => {
  const { store } = plainStore(1, 2);
  store.apply([change(99, 'HELD', 1)], '1-1');
  store.merge({ statuses: 'AX', versions: [0, 1], revision: '1-2' });
  expect([...store.statuses]).toEqual([AVAILABLE, BLOCKED]);
});
