import {
  coerceInputValue,
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
import { documentLimits, newId } from '../../../src/platform';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { ticketsOf } from '../../support/tickets';
import { walksAll } from '../../support/walks';

/**
 * Every argument of the schema is given every hostile value: also those that are added later. Valid documents take the
 * short way; `npm run test:walks` goes both.
 */
process.env.FRONTROW_TEST_SHORT_WAY ??= walksAll ? 'off' : 'on';
const testApp = openTestApp();
let show: MadeShow;
let eventId: string;
/** The buyer of an order with tickets. */
const buyerId = newId();
let orderId: string;
let ticketId: string;
let organizationId: string;

beforeAll(async () => {
  show = await makeShow(testApp);
  const { show: found } = await testApp.ask<{ show: { event: { id: string } } }>(
    'query ($id: ID!) { show(id: $id) { event { id } } }',
    { id: show.id },
  );
  eventId = found.event.id;
  const token = await testApp.token({ id: buyerId });
  orderId = (await buy(testApp, show, [0, 1], token)).id;
  ticketId = (await ticketsOf(testApp, orderId, token))[0]?.id ?? '';
  const { createOrganization } = await testApp.ask<{ createOrganization: { organization: { id: string } } }>(
    'mutation { createOrganization(input: { name: "The hall" }) { organization { id } } }',
    {},
    await testApp.token({ roles: ['admin'] }),
  );
  organizationId = createOrganization.organization.id;
});

/** How a query reaches an object of each type that has fields with arguments. A new one must be added here. */
const parents: Readonly<Record<string, (inside: string) => string>> = {
  Query: (inside) => inside,
  Show: (inside) => `show(id: "${show.id}") { ${inside} }`,
  Event: (inside) => `event(id: "${eventId}") { ${inside} }`,
  Viewer: (inside) => `viewer { ${inside} }`,
  Order: (inside) => `order(id: "${orderId}") { ${inside} }`,
  Ticket: (inside) => `ticket(id: "${ticketId}") { ${inside} }`,
  Organization: (inside) => `organization(id: "${organizationId}") { ${inside} }`,
};
const asIs = (fields: string) => fields;
/** Objects that a mutation alone returns. */
const returned: Readonly<Record<string, (inside: string) => string>> = {
  ReturnQuote: (inside) =>
    `quoteReturn(input: { orderId: "${orderId}", ticketIds: ["${ticketId}"] }) { ... on ReturnQuote { ${inside} } }`,
};

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
  /** Where the field is below its root. */
  readonly inside: (fields: string) => string;
  readonly place: Place;
  readonly type: GraphQLInputType;
  readonly arguments: GraphQLField<unknown, unknown>['args'];
  readonly selection: string;
  readonly argument: string;
  /** An error under one name leaves the others as they are, so that several values can be sent together. */
  readonly isAlone: boolean;
}

/** Every argument of a root field, and of a field of any object that a query reaches. */
function cases(): Case[] {
  const { schema } = testApp.app;
  const kinds = new Map<string, string>([
    ['Mutation', 'mutation'],
    ['Subscription', 'subscription'],
  ]);
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const kind = kinds.get(type.name) ?? (type.name in returned ? 'mutation' : 'query');
    return Object.values(type.getFields()).flatMap((field) => {
      if (field.args.length === 0) return [];
      const inside = kinds.has(type.name) && kind !== 'query' ? asIs : (parents[type.name] ?? returned[type.name]);
      if (inside === undefined) throw new Error(`"parents" has no way to an object of the type ${type.name}`);
      return field.args.flatMap((argument) =>
        placesOf(argument.type, [argument.name]).map((place) => ({
          name: `${type.name}.${field.name}(${place.path.join('.')})`,
          kind,
          field: field.name,
          inside,
          place,
          type: argument.type,
          arguments: field.args,
          selection: selectionOf(field),
          argument: argument.name,
          isAlone: kind !== 'query' || (type.name === 'Query' && isNonNullType(field.type)),
        })),
      );
    });
  });
}

interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** One operation that selects the field, and its parents, once for each value of the argument. */
function operationOf(
  { kind, field, inside, selection, arguments: args, argument }: Case,
  values: readonly unknown[],
): Operation {
  const definitions: string[] = [];
  const variables: Record<string, unknown> = {};
  const fields = values.map((value, index) => {
    const given = args.flatMap(({ name, type }) => {
      if (name !== argument && !isNonNullType(type)) return [];
      definitions.push(`$${name}${index === 0 ? '' : index}: ${type}`);
      variables[`${name}${index === 0 ? '' : index}`] = name === argument ? value : usual(type);
      return [`${name}: $${name}${index === 0 ? '' : index}`];
    });
    return `${index === 0 ? '' : `n${index}: `}${inside(`${field}(${given.join(', ')}) ${selection}`)}`;
  });
  return { query: `${kind} (${definitions.join(', ')}) { ${fields.join(' ')} }`, variables };
}

type Errors = readonly { readonly path?: readonly unknown[]; readonly extensions?: Record<string, unknown> }[];

/** A socket is limited to some messages a second after a burst, so each is used for a burst. */
const OPERATIONS_PER_SOCKET = 40;
const AT_ONCE = 8;

/** Runs the work of all, some at once. */
async function forEach<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const run = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}

class Sockets {
  private client: Client | undefined;
  private used = 0;

  constructor(private readonly token: string | undefined) {}

  send({ query, variables }: Operation): Promise<Errors> {
    if (this.client === undefined || this.used >= OPERATIONS_PER_SOCKET) {
      this.client = testApp.live.open(this.token);
      this.used = 0;
    }
    this.used += 1;
    const { client } = this;
    return new Promise((resolve) => {
      const stop = client.subscribe(
        { query, variables },
        {
          next: ({ errors }) => {
            if (query.startsWith('subscription')) stop();
            resolve((errors ?? []) as Errors);
          },
          error: (errors) =>
            resolve(Array.isArray(errors) ? (errors as Errors) : [{ extensions: { code: String(errors) } }]),
          complete: () => resolve([]),
        },
      );
    });
  }
}

/** Whether the value has the shape of the type, so that it reaches the checks of the service and its resolvers. */
function fits(value: unknown, type: GraphQLInputType): boolean {
  let isFit = true;
  coerceInputValue(value, type, () => {
    isFit = false;
  });
  return isFit;
}

const whoAsks = { anonymous: undefined, buyer: ['buyer'], organizer: ['organizer'] } as const;
/** Both ways lead to the same checks: `npm test` tries the socket, with all subscriptions, as a buyer. */
const waysOf = (who: string) => (walksAll || who === 'buyer' ? (['http', 'socket'] as const) : (['http'] as const));

describe.each(Object.entries(whoAsks))('As %s', (who, roles) => {
  let token: string | undefined;
  let sockets: Sockets;
  beforeAll(async () => {
    token = roles === undefined ? undefined : await testApp.token({ roles: [...roles], id: buyerId });
    sockets = new Sockets(token);
  });

  const send = async (way: 'http' | 'socket', operation: Operation): Promise<Errors> =>
    way === 'http'
      ? ((await testApp.graphql(operation.query, operation.variables, token)).body.errors ?? [])
      : sockets.send(operation);

  it.each(waysOf(who))(
    'a hostile string is BAD_USER_INPUT and names its place, over %s',
    async (way) => {
      const wrong: unknown[] = [];
      const all = cases().filter(
        ({ kind, place }) =>
          !(way === 'http' && kind === 'subscription') && ['String', 'ID', 'EmailAddress'].includes(place.scalar),
      );
      await forEach(all, async (each) => {
        for (const [name, value] of hostileStrings) {
          const [error] = await send(way, operationOf(each, [each.place.with(value)]));
          const { code, argument } = error?.extensions ?? {};
          const isRight =
            code === 'BAD_USER_INPUT' && argument === each.place.path.join('.') && error?.path?.includes(each.field);
          if (!isRight) wrong.push([each.name, name, error]);
        }
      });
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it.each(waysOf(who))(
    'nothing that is sent is an internal error, over %s',
    async (way) => {
      const wrong: unknown[] = [];
      await forEach(
        cases().filter(({ kind }) => kind !== 'subscription'),
        async (each) => {
          const values = otherHostile.map((value) => each.place.with(value));
          // A date that is refused would keep the values beside it from being tried.
          const accepted = values.filter((value) => fits(value, each.type));
          const isAlone = each.isAlone || each.place.scalar === 'DateTime';
          const groups = isAlone ? accepted.map((value) => [value]) : [accepted];
          // These are refused before anything runs, each with an error of its own.
          const refused = values.filter((value) => !fits(value, each.type));
          const { aliasesOfFieldMax } = documentLimits;
          groups.push(refused.slice(0, aliasesOfFieldMax), refused.slice(aliasesOfFieldMax));
          for (const group of groups) {
            if (group.length === 0) continue;
            const errors = await send(way, operationOf(each, group));
            const isAnswered = errors.every(({ extensions }) => !String(extensions?.code).startsWith('GRAPHQL_'));
            if (!isAnswered || errors.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR')) {
              wrong.push([each.name, group, errors]);
            }
          }
        },
      );
      expect(wrong).toEqual([]);
    },
    120_000,
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
