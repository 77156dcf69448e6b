import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  parse,
} from 'graphql';
import pino from 'pino';
import { documentLimits, makeContext, OperationGuard } from '../../../src/platform';

const { costMax, fieldsMax } = documentLimits;

const schema: GraphQLSchema = buildSchema(/* GraphQL */ `
  input Inner { text: String, ids: [ID!] }
  input Outer { inner: Inner, name: String! }
  type Page { nodes: [Seat!]!, edges: [Edge!]! }
  type Edge { node: Seat! }
  type Seat { id: ID! neighbor: Seat seats(first: Int = 20): Page! map: String! tags: [Seat!]! }
  type Query { seat(number: Int! = 1, id: ID): Seat seats(first: Int = 20): Page! find(input: Outer): Seat }
  type Mutation { hold(id: ID!): Seat release(id: ID!): Seat }
`);
const seat = schema.getType('Seat');
if (isObjectType(seat))
  Object.assign(seat.getFields().map ?? {}, { extensions: { work: { records: 50_000, bytes: 200_000 } } });

const calls: { mutations: readonly string[]; points: number }[] = [];
const rateLimits = {
  refusal: async (_context: unknown, mutations: readonly string[]) => {
    calls.push({ mutations, points: 0 });
    return null;
  },
  costRefusal: async () => null,
  settleCost: async () => 7,
};
// The guard needs no more of the limits than this.
const guard = new OperationGuard(schema, rateLimits as never);
const logger = pino({ level: 'silent' });
const newContext = () => makeContext({ requestId: 'r', clientAddress: '192.0.2.1', logger, caller: null });

async function admit(query: string, variables: Record<string, unknown> = {}, document = parse(query)) {
  const operation = getOperationAST(document, undefined);
  if (!operation) throw new Error('There is one operation');
  const context = newContext();
  const errors = await guard.admit({ document, operation, variables }, context);
  // Apollo hands a copy to its plugins.
  guard.release({ ...context });
  return errors.map(({ message, path, extensions }) => ({ message, path, ...extensions }));
}

const costOf = (query: string, data: Record<string, unknown> | null) => costOfIn(parse(query), {}, data);

async function costOfIn(
  document: DocumentNode,
  variables: Record<string, unknown>,
  data: Record<string, unknown> | null = null,
) {
  const operation = getOperationAST(document, undefined);
  if (!operation) throw new Error('There is one operation');
  const context = newContext();
  expect(await guard.admit({ document, operation, variables }, context)).toEqual([]);
  const { extensions } = await guard.complete<ExecutionResult>({ data }, context);
  guard.release(context);
  // Set by the guard.
  return extensions?.cost as { requested: number; actual: number; left: number };
}

it('a heavy operation ends its turn, also by a copy of its context', async () => {
  const heavy = 'query { seats(first: 100) { nodes { seats(first: 100) { nodes { id } } } } }';
  expect(await costOf(heavy, { seats: { nodes: [] } })).toMatchObject({ requested: expect.any(Number) });
  expect(await admit(heavy)).toEqual([]);
  expect(await admit(heavy)).toEqual([]);
});

describe('The cost of an operation', () => {
  const lists =
    'query ($first: Int) { seats(first: $first) { nodes { seats(first: 100) { nodes { seats(first: 20) { nodes { id } } } } } } }';

  it('multiplies pages by their length', async () => {
    expect(await admit(lists, { first: 10 })).toEqual([]);
    expect((await admit(lists, { first: 100 }))[0]?.message).toMatch(
      new RegExp(`costs 2\\d+ points .* at most ${costMax}`),
    );
    expect(await admit('{ seats(first: 70000) { nodes { id } } }')).toHaveLength(1);
  });

  it('counts a field by the records and bytes that it stands for, under each alias', async () => {
    const one = await costOf('{ seat { map } }', { seat: { map: '' } });
    const two = await costOf('{ seat { map other: map } }', { seat: { map: '', other: '' } });
    expect(one.requested).toBeGreaterThan(700);
    expect(two.requested - one.requested).toBeGreaterThan(700);
    const aliases = Array.from(
      { length: 15 },
      (_, i) => `a${i}: seat { ${Array.from({ length: 15 }, (_, j) => `m${j}: map`).join(' ')} }`,
    );
    expect((await admit(`{ ${aliases.join(' ')} }`))[0]?.message).toMatch(/costs/);
  });

  it('counts what fragments repeat once, and what they add', async () => {
    const once = await costOf('{ seat { id } }', null);
    const twice = await costOf('{ seat { id ...F ... { id } } } fragment F on Seat { id }', null);
    expect(twice.requested).toBe(once.requested);
  });

  it('is counted again for other numbers or choices', async () => {
    const document = parse(
      'query ($first: Int, $all: Boolean!) { seats(first: $first) { nodes { id seats(first: 100) @include(if: $all) { nodes { seats(first: 100) { nodes { id } } } } } } }',
    );
    expect(await admit('', { first: 10, all: false }, document)).toEqual([]);
    expect(await admit('', { first: 10, all: true }, document)).toHaveLength(1);
    expect(await admit('', { first: 1, all: true }, document)).toEqual([]);
    expect(await admit('', { first: 10, all: false }, document)).toEqual([]);
  });

  it('has an end: fragments that unfold without end are refused', async () => {
    const names = (count: number, field: string) =>
      Array.from({ length: count }, (_, i) => `n${i}: ${field}`).join(' ');
    const doubling = Array.from(
      { length: 12 },
      (_, i) => `fragment F${i} on Seat { ${names(8, `neighbor { ${i < 11 ? `...F${i + 1}` : 'id'} }`)} }`,
    );
    expect((await admit(`{ seat { ...F0 } } ${doubling.join(' ')}`))[0]?.message).toContain(
      `more than ${fieldsMax} fields`,
    );
  });

  it('is told with the answer: as requested, as it was, and what is left', async () => {
    const cost = await costOf('{ seats(first: 100) { nodes { id } } }', {
      seats: { nodes: [{ id: '1' }, { id: '2' }] },
    });
    expect(cost.requested).toBeGreaterThan(140);
    expect(cost.actual).toBeLessThan(50);
    expect(cost.left).toBe(7);
  });
});

it('an operation that was prepared before is counted and its input is looked at each time', async () => {
  const query = '{ seat { id } }';
  const document = parse(query);
  calls.length = 0;
  expect(await admit(query, {}, document)).toEqual([]);
  expect(await admit(query, {}, document)).toEqual([]);
  expect(calls).toHaveLength(2);
  // Declared nowhere, and never handed to recursive code all the same.
  const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ inner }), {});
  expect(await admit(query, { deep }, document)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
});

it('each value of a variable is looked at, whatever came before it', async () => {
  const document = parse('query ($first: Int, $id: ID) { seat(id: $id) { seats(first: $first) { nodes { id } } } }');
  const requested = async (variables: Record<string, unknown>) => (await costOfIn(document, variables)).requested;
  const ten = await requested({ first: 10, id: 'a' });
  expect(await requested({ first: 10, id: 'a' })).toBe(ten);
  expect(await requested({ first: 50, id: 'a' })).toBeGreaterThan(ten);
  expect(await requested({ first: 10 })).toBe(ten);
  for (const wrong of [
    { first: 10, id: {} },
    { first: 'ten', id: 'a' },
    { first: 10, id: 'a'.repeat(5000) },
  ])
    expect(await admit('', wrong, document)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  expect(await requested({ first: 10, id: 'a' })).toBe(ten);
});

it('what is left out by a literal or a variable is estimated for itself', async () => {
  const query = 'query ($no: Boolean!) { seat { id neighbor @skip(if: $no) { map } } }';
  const document = parse(query);
  const { requested: whole } = await costOfIn(document, { no: false });
  const { requested: part } = await costOfIn(document, { no: true });
  expect(part).toBeLessThan(whole);
});

it('each root field of a mutation counts', async () => {
  calls.length = 0;
  await admit(
    'mutation { a: hold(id: "1") { id } b: hold(id: "2") { id } ... on Mutation { release(id: "1") { id } } }',
  );
  await admit('{ seat { id } }');
  expect(calls.map(({ mutations }) => mutations)).toEqual([['hold', 'hold', 'release'], []]);
});

describe('Input', () => {
  const find = 'query ($input: Outer) { found: find(input: $input) { id } }';
  const bad = (argument: string, message: string, path: readonly string[] | null = ['found']) => [
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      argument,
      message: expect.stringContaining(message),
      ...(path === null ? {} : { path }),
    }),
  ];

  it.each([
    ['U+0000', 'a\u0000', 'U+0000'],
    ['a lone surrogate', 'a\ud800', 'surrogate'],
    ['a long text', 'a'.repeat(1001), '1001 characters'],
  ])('%s is refused wherever it is', async (_, text, message) => {
    expect(await admit(find, { input: { name: text } })).toEqual(bad('input.name', message));
    expect(await admit(find, { input: { name: 'n', inner: { text } } })).toEqual(bad('input.inner.text', message));
    expect(await admit(find, { input: { name: 'n', inner: { ids: ['1', text] } } })).toEqual(
      bad('input.inner.ids.1', message),
    );
    // GraphQL itself refuses a lone surrogate in a document.
    if (text === 'a\ud800') return;
    expect(await admit(`{ found: find(input: { name: ${JSON.stringify(text)} }) { id } }`)).toEqual(
      bad('input.name', message),
    );
    expect(await admit(`{ seat { id } found: seat(id: ${JSON.stringify(text)}) { id } }`)).toEqual(bad('id', message));
  });

  it('whole characters outside the first plane pass', async () => {
    expect(await admit(find, { input: { name: 'Zoë 🎭' } })).toEqual([]);
  });

  it('a list has a length', async () => {
    const ids = Array.from({ length: 101 }, String);
    expect(await admit(find, { input: { name: 'n', inner: { ids } } })).toEqual(bad('input.inner.ids', '101 items'));
  });

  it('what does not fit its type is named by its place', async () => {
    expect(await admit(find, { input: { name: 7 } })).toEqual(bad('input.name', 'String'));
    expect(await admit('query ($number: Int = 1) { seat(number: $number) { id } }', { number: null })).toHaveLength(1);
  });

  it('variables that are nested without end are refused, declared or not', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(await admit('{ seat { id } }', { undeclared: deep })).toEqual(bad('', 'nested', null));
    expect(await admit(find, { input: { name: 'n', inner: { ids: deep } } })).toEqual(bad('', 'nested', null));
    expect(await admit('{ seat { id } }', { many: Array(20_001).fill(1) })).toEqual(bad('', '20000 values', null));
  });
});
