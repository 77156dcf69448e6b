import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BoundedCache, chooseEncoding } from '../../../src/platform';
import { centreOf, contains, faultOfPolygon, hullAround } from '../../../src/seating/format/shapes';
import { readSound } from './files';

it('the example in the description of the format is a sound map', () => {
  const text = readFileSync(join(__dirname, '../../../docs/seat-map-format.md'), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  expect(readSound(Buffer.from(example)).document.name).toBe('Backyard Studio');
});

describe('shapes', () => {
  const coordinate = fc.integer({ min: -5000, max: 5000 });

  it('a hull keeps every place inside, and its own centre too', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1, maxLength: 40 }), (places) => {
        const points = hullAround(places, 65).map(([x, y]): [number, number] => [x, y]);
        const hull = { kind: 'polygon', points } as const;
        expect(faultOfPolygon(points)).toBeNull();
        for (const { x, y } of places) expect(contains(hull, x, y)).toBe(true);
        const centre = centreOf(points);
        expect(contains(hull, centre.x, centre.y)).toBe(true);
      }),
    );
  });

  it('a polygon holds its corners and what is between them, and nothing in its bay', () => {
    const points: [number, number][] = [
      [0, 0],
      [300, 0],
      [300, 300],
      [200, 300],
      [200, 100],
      [100, 100],
      [100, 300],
      [0, 300],
    ];
    const bay = { kind: 'polygon', points } as const;
    for (const [x, y] of [...points, [150, 100], [50, 200], [250, 299]])
      expect(contains(bay, x ?? 0, y ?? 0)).toBe(true);
    for (const [x, y] of [
      [150, 101],
      [150, 300],
      [-1, 0],
      [301, 150],
    ])
      expect(contains(bay, x ?? 0, y ?? 0)).toBe(false);
  });
});

describe('content negotiation', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['x-gzip', 'gzip'],
    ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0.5, br;q=0', 'gzip'],
    ['identity, br;q=0.1', 'identity'],
    ['zstd', 'identity'],
    ['BR', 'br'],
  ] as const)('of %p is %s', (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding);
  });
});

describe('a bounded cache', () => {
  it('reads once for many who ask at once', async () => {
    const cache = new BoundedCache<number>(10, () => 1);
    let reads = 0;
    const read = async () => {
      reads += 1;
      await Promise.resolve();
      return 7;
    };
    const answers = await Promise.all(Array.from({ length: 100 }, () => cache.get('a', read)));
    expect(new Set(answers)).toEqual(new Set([7]));
    expect(await cache.get('a', read)).toBe(7);
    expect(reads).toBe(1);
  });

  it('forgets what was used longest ago where it grows too heavy', async () => {
    const cache = new BoundedCache<number>(10, (weight) => weight);
    const reads: string[] = [];
    const get = (key: string, weight: number) =>
      cache.get(key, async () => {
        reads.push(key);
        return weight;
      });
    await get('a', 4);
    await get('b', 4);
    await get('a', 4);
    await get('c', 4);
    expect(reads).toEqual(['a', 'b', 'c']);
    await get('a', 4);
    await get('b', 4);
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
    await get('heavy', 99);
    await get('heavy', 99);
    expect(reads).toEqual(['a', 'b', 'c', 'b', 'heavy']);
  });

  it('tries again after a failure', async () => {
    const cache = new BoundedCache<number>(10, () => 1);
    await expect(cache.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await cache.get('a', async () => 1)).toBe(1);
  });
});
