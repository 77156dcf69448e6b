import { getIntrospectionQuery, parse } from 'graphql';
import { documentLimits, refuseShape } from '../../../src/platform';

const { comparisonsMax, fragmentsMax } = documentLimits;
const messageOf = (text: string): string | null => refuseShape(parse(text))?.message ?? null;
const repeat = (count: number, text: string) => `${text} `.repeat(count);

it('the queries that clients send pass, with fragments that repeat fields', () => {
  expect(messageOf(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).toBeNull();
  const parts = Array.from({ length: 10 }, (_, index) => `fragment Part${index} on Show { id name venue { id name } }`);
  const spreads = parts.map((_, index) => `...Part${index}`).join(' ');
  expect(
    messageOf(`{ show { ${spreads} } events { nodes { shows { nodes { ${spreads} } } } } } ${parts.join(' ')}`),
  ).toBe(null);
});

it('the same field again and again is refused, at any level, also in a fragment that nobody uses', () => {
  const tooOften = Math.ceil(Math.sqrt(comparisonsMax)) + 1;
  expect(messageOf(`{ ${repeat(tooOften, 'serverTime')} }`)).toContain('the same fields too often');
  expect(messageOf(`{ ${repeat(tooOften, 'a: viewer { id }')} }`)).toContain('the same fields too often');
  expect(messageOf(`{ ok { ${repeat(tooOften, 'viewer { id }')} } }`)).toContain('the same fields too often');
  expect(messageOf(`{ ok } fragment Unused on Query { ${repeat(tooOften, 'viewer { id }')} }`)).toContain('too often');
  // Four times at each of six levels are 4096 fields of one name.
  let nested = 'id';
  for (let level = 0; level < 5; level += 1) nested = repeat(4, `a { ${nested} }`);
  expect(messageOf(`{ ${nested} }`)).toContain('the same fields too often');
});

it('fragments that use themselves or are too many are refused', () => {
  expect(messageOf('{ ...A } fragment A on Query { a { ...B } } fragment B on Query { ... { ...A } }')).toMatch(
    /Cannot spread fragment "[AB]" within itself/,
  );
  const many = Array.from({ length: fragmentsMax + 1 }, (_, index) => `fragment F${index} on Query { a }`);
  expect(messageOf(`{ a } ${many.join(' ')}`)).toContain(`at most ${fragmentsMax}`);
});

it('fragments that double at each step are refused at once', () => {
  const doubling = Array.from(
    { length: 40 },
    (_, index) => `fragment F${index} on Q { x { ...F${index + 1} } y { ...F${index + 1} } }`,
  );
  const startedMs = performance.now();
  expect(messageOf(`{ ...F0 } ${doubling.join(' ')} fragment F40 on Q { id }`)).toContain('too often');
  expect(performance.now() - startedMs).toBeLessThan(1000);
});
