import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Client } from 'graphql-ws';
import { openTestApp } from '../../support/test-app';

/** Every argument of the schema is given every hostile value: also those that are added later. */
const testApp = openTestApp();

const hostileStrings: readonly [name: string, value: string][] = [
  ['U+0000', 'x\u0000y'],
  ['a lone surrogate', 'x\ud800y'],
  ['too long', 'x'.repeat(20_000)],
];
const otherHostile: readonly unknown[] = [
  '',
  ' ',
  "'; drop table seat; --",
  '%00%_\\',
  '\u202ex',
  '0000-01-01T00:00:00Z',
  '275760-09-13T00:00:00.000Z',
  -1,
  2_147_483_647,
  -2_147_483_648,
  9_007_199_254_740_991,
  1e308,
  true,
  null,
  [],
  {},
  [[[['x']]]],
];

/** A value that the type accepts, so that only the hostile one is wrong. */
function usual(type: GraphQLInputType, depth = 0): unknown {
  if (isNonNullType(type)) return usual(type.ofType, depth);
  if (isListType(type)) return [usual(type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return depth > 4 ? {} : Object.fromEntries(required.map((field) => [field.name, usual(field.type, depth + 1)]));
  }
  const values: Readonly<Record<string, unknown>> = {
    Int: 1,
    Float: 1,
    SafeInt: 1,
    Boolean: true,
    DateTime: '2030-01-01T00:00:00.000Z',
    EmailAddress: 'a@example.com',
    CurrencyCode: 'EUR',
  };
  return values[type.name] ?? 'x';
}

interface Place {
  readonly path: readonly string[];
  readonly scalar: string;
  /** All variables, with the hostile value at this place. */
  with(hostile: unknown): unknown;
}

/** Every scalar inside of an argument's type. */
function placesOf(type: GraphQLInputType, path: readonly string[], depth = 0): Place[] {
  if (isNonNullType(type)) return placesOf(type.ofType, path, depth);
  if (isListType(type)) {
    return placesOf(type.ofType, [...path, '0'], depth).map((place) => ({
      ...place,
      with: (value) => [place.with(value)],
    }));
  }
  if (isInputObjectType(type)) {
    if (depth > 4) return [];
    const base = usual(type) as object;
    return Object.values(type.getFields()).flatMap((field) =>
      placesOf(field.type, [...path, field.name], depth + 1).map((place) => ({
        ...place,
        with: (value: unknown) => ({ ...base, [field.name]: place.with(value) }),
      })),
    );
  }
  return [{ path, scalar: type.name, with: (value) => value }];
}

/** A selection that needs no arguments. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (isUnionType(type) || !isObjectType(type)) return '{ __typename }';
  return '{ __typename }';
}

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly field: string;
  readonly query: string;
  readonly place: Place;
  readonly variablesOf: (value: unknown) => Record<string, unknown>;
}

/** Root fields, and the fields with arguments of objects that a root query returns by id. */
function cases(): Case[] {
  const { schema } = testApp.app;
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) => {
      const definitions = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
      const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
      const query = `${kind} (${definitions}) { ${field.name}(${given}) ${selectionOf(field)} }`;
      return field.args.flatMap((argument) =>
        placesOf(argument.type, [argument.name]).map((place) => ({
          name: `${field.name}(${place.path.join('.')})`,
          kind,
          field: field.name,
          query,
          place,
          variablesOf: (value: unknown) => ({
            ...Object.fromEntries(
              field.args.filter(({ type }) => isNonNullType(type)).map(({ name, type }) => [name, usual(type)]),
            ),
            [argument.name]: place.with(value),
          }),
        })),
      );
    }),
  );
}

type Errors = readonly { readonly path?: readonly unknown[]; readonly extensions?: Record<string, unknown> }[];

function overSocket(client: Client, query: string, variables: Record<string, unknown>): Promise<Errors> {
  return new Promise((resolve) => {
    const stop = client.subscribe(
      { query, variables },
      {
        next: ({ errors }) => {
          stop();
          resolve((errors ?? []) as Errors);
        },
        error: (errors) =>
          resolve(Array.isArray(errors) ? (errors as Errors) : [{ extensions: { code: String(errors) } }]),
        complete: () => resolve([]),
      },
    );
  });
}

const whoAsks = { anonymous: undefined, buyer: ['buyer'], organizer: ['organizer'] } as const;

describe.each(Object.entries(whoAsks))('As %s', (_who, roles) => {
  let token: string | undefined;
  let client: Client;
  beforeAll(async () => {
    token = roles === undefined ? undefined : await testApp.token({ roles: [...roles] });
    client = testApp.live.open(token);
  });

  const send = async (way: 'http' | 'socket', { query }: Case, variables: Record<string, unknown>): Promise<Errors> =>
    way === 'http'
      ? ((await testApp.graphql(query, variables, token)).body.errors ?? [])
      : overSocket(client, query, variables);

  it.each(['http', 'socket'] as const)(
    'a hostile string is BAD_USER_INPUT and names its place, over %s',
    async (way) => {
      const wrong: unknown[] = [];
      for (const each of cases()) {
        if (way === 'http' && each.kind === 'subscription') continue;
        if (!['String', 'ID', 'EmailAddress'].includes(each.place.scalar)) continue;
        for (const [name, value] of hostileStrings) {
          const [error] = await send(way, each, each.variablesOf(value));
          const { code, argument } = error?.extensions ?? {};
          const isRight =
            code === 'BAD_USER_INPUT' && argument === each.place.path.join('.') && error?.path?.[0] === each.field;
          if (!isRight) wrong.push([each.name, name, error]);
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it.each(['http', 'socket'] as const)(
    'nothing that is sent is an internal error, over %s',
    async (way) => {
      const wrong: unknown[] = [];
      for (const each of cases()) {
        if (each.kind === 'subscription') continue;
        for (const value of otherHostile) {
          const errors = await send(way, each, each.variablesOf(value));
          if (errors.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR')) {
            wrong.push([each.name, value, errors]);
          }
        }
      }
      expect(wrong).toEqual([]);
    },
    240_000,
  );
});

it('hostile operation names, headers and request ids are no internal errors', async () => {
  for (const operationName of ['x\u0000', 'x\ud800', 'x'.repeat(100_000), '__proto__', 7, {}, []]) {
    const { status, body } = await testApp.http.send('/graphql', { body: { query: '{ serverTime }', operationName } });
    expect([status < 500, body.errors?.[0]?.extensions?.code]).toEqual([true, expect.not.stringMatching('INTERNAL')]);
  }
  for (const headers of [
    { authorization: `Bearer ${'x'.repeat(9000)}` },
    { authorization: 'Bearer \u00ff\u00fe' },
    { 'x-request-id': 'x'.repeat(4000) },
    { 'x-forwarded-for': '999.1.1.1, ::::' },
    { 'apollographql-client-name': 'x'.repeat(4000) },
  ] as Record<string, string>[]) {
    const { status } = await testApp.http.send('/graphql', { body: { query: '{ serverTime }' }, headers });
    expect([headers, status < 500]).toEqual([headers, true]);
  }
});
