import { BoundedMap } from '../../../src/platform';

const keysOf = (map: BoundedMap<number>, keys: string) => [...keys].filter((key) => map.has(key)).join('');

it('keeps so many values and so much weight, and lets the oldest go', () => {
  const few = new BoundedMap<number>(100, 3);
  for (const key of 'abcde') few.set(key, 1, 1);
  expect([keysOf(few, 'abcde'), few.size, few.weight]).toEqual(['cde', 3, 3]);
  const light = new BoundedMap<number>(10);
  for (const key of 'abcde') light.set(key, 1, 4);
  expect([keysOf(light, 'abcde'), light.size, light.weight]).toEqual(['de', 2, 8]);
});

it('what was used meanwhile stays once more, and all of it goes when nothing is used any more', () => {
  const map = new BoundedMap<number>(100, 3);
  for (const key of 'abc') map.set(key, 1, 1);
  expect(map.get('a')).toBe(1);
  map.set('d', 1, 1);
  expect(keysOf(map, 'abcd')).toBe('acd');
  for (const key of 'efg') map.set(key, 1, 1);
  expect(keysOf(map, 'abcdefg')).toBe('efg');
});

it('where all were used the longest kept goes, and the new one stays', () => {
  const map = new BoundedMap<number>(100, 3);
  for (const key of 'abc') map.set(key, 1, 1);
  for (const key of 'abc') map.get(key);
  map.set('d', 1, 1);
  expect([keysOf(map, 'abcd'), map.size]).toEqual(['bcd', 3]);
});

it('a value in place of another counts by its own weight, and the last one stays however heavy', () => {
  const map = new BoundedMap<number>(10);
  map.set('a', 1, 4);
  map.set('a', 2, 6);
  expect([map.get('a'), map.weight]).toEqual([2, 6]);
  map.set('b', 3, 99);
  expect([keysOf(map, 'ab'), map.weight]).toEqual(['b', 99]);
  map.delete('b');
  map.delete('b');
  expect([map.size, map.weight]).toEqual([0, 0]);
});
