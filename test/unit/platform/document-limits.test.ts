import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { documentLimits, limitRules } from '../../../src/platform';

const { aliasesOfFieldMax, depthMax, directivesOnNodeMax, operationsMax } = documentLimits;

const schema: GraphQLSchema = buildSchema(/* GraphQL */ `
  interface Thing { id: ID! }
  type Seat implements Thing { id: ID! neighbour: Seat seats(first: Int = 20): [Seat!]! }
  type Row implements Thing { id: ID! }
  type Query { seat(number: Int! = 1): Seat seats(first: Int = 20): [Seat!]! thing: Thing }
`);

const refusals = (query: string): string[] => validate(schema, parse(query), limitRules).map(({ message }) => message);

const nested = (levels: number, field: string, leaf: string): string =>
  levels === 0 ? leaf : `${field} { ${nested(levels - 1, field, leaf)} }`;
const names = (count: number, field: string) => Array.from({ length: count }, (_, i) => `n${i}: ${field}`).join(' ');

describe('Depth', () => {
  const query = (depth: number) => `{ seat { ${nested(depth - 2, 'neighbour', 'id')} } }`;

  it('may reach the limit and not pass it', () => {
    expect(refusals(query(depthMax))).toEqual([]);
    expect(refusals(query(depthMax + 1))).toEqual([
      `The document is ${depthMax + 1} levels deep; at most ${depthMax} are allowed.`,
    ]);
  });

  it('is counted through fragments', () => {
    const fragments = `fragment A on Seat { neighbour { ...B } } fragment B on Seat { ${nested(depthMax, 'neighbour', 'id')} }`;
    expect(refusals(`{ seat { ...A } } ${fragments}`)).toHaveLength(1);
    expect(refusals(`{ seat { ... on Seat { ...A } } } ${fragments}`)).toHaveLength(1);
  });

  it('of a fragment inside itself has an end', () => {
    expect(refusals('{ seat { ...A } } fragment A on Seat { neighbour { ...A } }')).toEqual([]);
  });
});

describe('Names for one field at one place', () => {
  it('may reach the limit and not pass it', () => {
    expect(refusals(`{ ${names(aliasesOfFieldMax, 'seat { id }')} }`)).toEqual([]);
    expect(refusals(`{ ${names(aliasesOfFieldMax + 1, 'seat { id }')} }`)).toEqual([
      `The field "seat" is selected under ${aliasesOfFieldMax + 1} names at one place; at most ${aliasesOfFieldMax} are allowed.`,
    ]);
  });

  it('are counted through fragments', () => {
    const [first, second] = [names(10, 'id'), names(20, 'id')];
    expect(
      refusals(`{ seat { ...A ...B } } fragment A on Seat { ${first} } fragment B on Seat { ${second} }`),
    ).toHaveLength(1);
    expect(refusals(`{ seat { ... { ${first} } ... { ${second} } } }`)).toHaveLength(1);
  });

  it('are counted together however the type is named', () => {
    const parts = Array.from(
      { length: 4 },
      (_, i) => `... on Query { ${names(10, 'seat { id }').replaceAll('n', `p${i}n`)} }`,
    );
    expect(refusals(`{ ${parts.join(' ')} }`)).toHaveLength(1);
    expect(refusals(`{ ${names(10, 'seat { id }')} ${parts[0]} }`)).toHaveLength(1);
  });

  it('are not counted twice where parts of a page ask for the same', () => {
    const parts = Array.from({ length: 40 }, (_, i) => `fragment P${i} on Seat { id __typename }`);
    expect(refusals(`{ seat { ${parts.map((_, i) => `...P${i}`).join(' ')} } } ${parts.join(' ')}`)).toEqual([]);
  });

  it('are counted for each type of a thing by itself', () => {
    expect(
      refusals(
        `{ thing { ... on Seat { ${names(10, 'id')} } ... on Row { ${names(10, 'id').replaceAll('n', 'm')} } } }`,
      ),
    ).toEqual([]);
  });

  it('are counted for introspection too', () => {
    expect(refusals(`{ ${names(aliasesOfFieldMax + 1, '__schema { description }')} }`)).toHaveLength(1);
    expect(refusals(`{ ${names(aliasesOfFieldMax + 1, '__typename')} }`)).toHaveLength(1);
  });
});

it('a node may have a few directives', () => {
  const query = (count: number) => `{ seat { id ${'@include(if: true) '.repeat(count)} } }`;
  expect(refusals(query(directivesOnNodeMax))).toEqual([]);
  expect(refusals(query(directivesOnNodeMax + 1))).toHaveLength(1);
});

it('a document may have a few operations', () => {
  const query = (count: number) => Array.from({ length: count }, (_, i) => `query Q${i} { seat { id } }`).join(' ');
  expect(refusals(query(operationsMax))).toEqual([]);
  expect(refusals(query(operationsMax + 1))).toHaveLength(1);
});
