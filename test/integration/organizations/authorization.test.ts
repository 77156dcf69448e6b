import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import {
  type Answer,
  guardedTypes,
  mutationRules,
  queryRules,
  type Rule,
  subscriptionRules,
} from '../../support/authorization-rules';
import {
  addRun,
  type CallerName,
  callers,
  makePeople,
  makeWorld,
  type People,
  type World,
} from '../../support/authorization-world';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ WEBHOOK_LOCAL_TARGETS: 'on' });
let people: People;
let shared: World;
let withRun: World;
beforeAll(async () => {
  people = await makePeople(testApp);
  withRun = await addRun(testApp, people);
  shared = await makeWorld(testApp, people);
});

type Field = GraphQLField<unknown, unknown>;
type RootName = 'Mutation' | 'Query' | 'Subscription';
const keywords = { Mutation: 'mutation', Query: 'query', Subscription: 'subscription' } as const;
const fieldsOf = (type: string): Record<string, Field> => {
  const found = testApp.app.schema.getType(type);
  if (!isObjectType(found)) throw new Error(`There is no type ${type}`);
  return found.getFields();
};

/** A value for an argument or a field of an input: what the world has under this name, else the simplest that is valid. */
function someValueOf(name: string, type: GraphQLInputType, world: World): unknown {
  if (isNonNullType(type)) return someValueOf(name, type.ofType, world);
  if (isListType(type)) return [someValueOf(name.replace(/s$/, ''), type.ofType, world)];
  if (isInputObjectType(type)) return inputOf(type.getFields(), world);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const simple: Record<string, unknown> = {
    Int: 1,
    Float: 1,
    SafeInt: 1,
    Boolean: true,
    DateTime: new Date().toISOString(),
    EmailAddress: 'ada@mail.example',
    CurrencyCode: 'EUR',
  };
  const known = { seatId: world.freeSeatId, code: world.ticketCode, quoteId: world.quoteId ?? 'quote_x' } as Record<
    string,
    string | undefined
  >;
  return world[name] ?? known[name] ?? simple[String(type)] ?? 'x';
}

/** Only what must be given: what may be left out is left out. */
function inputOf(
  fields: Readonly<Record<string, { readonly type: GraphQLInputType; readonly defaultValue?: unknown }>>,
  world: World,
): Record<string, unknown> {
  const needed = Object.entries(fields).filter(([, it]) => isNonNullType(it.type) && it.defaultValue === undefined);
  return Object.fromEntries(needed.map(([name, { type }]) => [name, someValueOf(name, type, world)]));
}

interface Question {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

function questionOf(
  root: RootName,
  field: Field,
  world: World,
  input?: (world: World) => Record<string, unknown>,
): Question {
  const given = input?.(world);
  const isWrapped = field.args.length === 1 && field.args[0]?.name === 'input';
  const needed = inputOf(Object.fromEntries(field.args.map((arg) => [arg.name, arg])), world);
  const variables = given === undefined ? needed : isWrapped ? { input: given } : given;
  const used = field.args.filter(({ name }) => name in variables);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const leaf = /^\[?(Int|Float|String|Boolean|ID|DateTime)/.test(String(field.type)) ? '' : '{ __typename }';
  return {
    document: `${keywords[root]} ${declared && `(${declared})`} { it: ${field.name}${passed && `(${passed})`} ${leaf} }`,
    variables,
  };
}

const HIDING = /^(Order|Ticket|Hold|Member)NotFound$|^NotInvited$/;
const UNKNOWN = /no such|not the id|You are in no|of yours|There is no/i;

function answerOf(body: {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}): Answer | string {
  const [error] = body.errors ?? [];
  if (error !== undefined) {
    const code = String(error.extensions?.code);
    if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') return code;
    // The question is wrong, not the answer.
    const isWrong = /^Variable |got invalid value/.test(error.message);
    if (isWrong || code === 'INTERNAL_SERVER_ERROR' || code.startsWith('GRAPHQL')) return `${code}: ${error.message}`;
    return UNKNOWN.test(error.message) ? 'HIDDEN' : 'PASSED';
  }
  const found = body.data?.it;
  if (found === null || found === undefined) return 'HIDDEN';
  const name = typeof found === 'object' && '__typename' in found ? String(found.__typename) : '';
  return HIDING.test(name) ? 'HIDDEN' : 'PASSED';
}

function expectedOf(rule: Rule, caller: CallerName): Answer {
  if (rule.passes.includes(caller)) return 'PASSED';
  if (caller === 'ANONYMOUS') return rule.anonymous ?? rule.others;
  if (caller === 'buyer' || caller === 'theBuyer') return rule.buyers ?? rule.others;
  if (caller === 'device') return rule.device ?? rule.others;
  if (caller === 'stranger' || caller === 'organizer') return rule.others;
  return rule.members ?? rule.others;
}

const auditCount = async (action: string): Promise<number> => {
  const [row] = await testApp.database.dataSource.query(
    'select count(*)::int as n from organizer_audit where action = $1',
    [action],
  );
  return row.n;
};

it('every mutation, query, subscription and every field of a guarded type has a rule', () => {
  const named = (type: string) => Object.keys(fieldsOf(type)).sort();
  expect(Object.keys(mutationRules).sort()).toEqual(named('Mutation'));
  expect(Object.keys(queryRules).sort()).toEqual(named('Query'));
  expect(Object.keys(subscriptionRules).sort()).toEqual(named('Subscription'));
  for (const [type, { guarded, open }] of Object.entries(guardedTypes)) {
    expect([...Object.keys(guarded), ...open.split(/\s+/)].sort()).toEqual(named(type));
  }
});

/** The mutations that are there when this file is loaded; the test above fails where one of the schema is missing. */
it.each(Object.keys(mutationRules))('mutation %s is for whom its rule says, and is audited', async (name) => {
  const tried = mutationRules[name];
  const field = fieldsOf('Mutation')[name];
  if (tried === undefined || field === undefined) throw new Error(`There is no ${name}`);
  const answers: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const caller of callers as readonly CallerName[]) {
    const passes = tried.rule.passes.includes(caller);
    // What is done changes the world; what is refused does not.
    const isFresh = passes && tried.rule.passes.length < callers.length - 1;
    const world = tried.needsRun ? withRun : isFresh ? await makeWorld(testApp, people) : shared;
    const before = tried.isAudited ? await auditCount(name) : 0;
    const { document, variables } = questionOf('Mutation', field, world, tried.input);
    const { body } = await testApp.graphql(document, variables, people.tokens.get(caller));
    answers[caller] = answerOf(body);
    expected[caller] = expectedOf(tried.rule, caller);
    if (tried.isAudited) {
      expect([caller, body.errors ?? 'no error', (await auditCount(name)) - before]).toEqual([
        ...[caller, passes ? 'no error' : expect.anything()],
        passes ? 1 : 0,
      ]);
    }
  }
  expect(answers).toEqual(expected);
});

it.each(Object.keys(queryRules))('query %s is for whom its rule says', async (name) => {
  const tried = queryRules[name];
  const field = fieldsOf('Query')[name];
  if (tried === undefined || field === undefined) throw new Error(`There is no ${name}`);
  const answers: Record<string, unknown> = {};
  const { document, variables } = questionOf(
    'Query',
    field,
    tried.needsRun ? withRun : await makeWorld(testApp, people),
    tried.input,
  );
  for (const caller of callers) {
    answers[caller] = answerOf((await testApp.graphql(document, variables, people.tokens.get(caller))).body);
  }
  expect(answers).toEqual(
    Object.fromEntries(callers.map((caller) => [caller, expectedOf(tried.rule, caller as CallerName)])),
  );
});

it.each(Object.keys(subscriptionRules))('subscription %s is for whom its rule says', async (name) => {
  const tried = subscriptionRules[name];
  const field = fieldsOf('Subscription')[name];
  if (tried === undefined || field === undefined) throw new Error(`There is no ${name}`);
  const { document, variables } = questionOf('Subscription', field, tried.needsRun ? withRun : shared, tried.input);
  const answers: Record<string, unknown> = {};
  for (const caller of callers) {
    const live = testApp.subscribe<Record<string, unknown>>(document, variables, people.tokens.get(caller));
    await eventually(() => live.messages.length > 0 || live.errors.length > 0 || live.ended());
    const errors = live.errors.flat() as { message: string; extensions?: Record<string, unknown> }[];
    answers[caller] = answerOf({ data: live.messages[0] ?? null, errors });
    live.stop();
  }
  expect(answers).toEqual(
    Object.fromEntries(callers.map((caller) => [caller, expectedOf(tried.rule, caller as CallerName)])),
  );
});

it.each(Object.keys(guardedTypes))('the guarded fields of %s are for whom their rules say', async (type) => {
  const { id, guarded } = guardedTypes[type] ?? { id: '', guarded: {} };
  for (const [name, rule] of Object.entries(guarded)) {
    const world = name === 'refundRun' ? withRun : shared;
    if (name === 'waitingRoom') {
      const input = { showId: world.showId, shopSize: 10 };
      await testApp.graphql(
        'mutation ($input: ConfigureWaitingRoomInput!) { configureWaitingRoom(input: $input) { __typename } }',
        { input },
        people.organization.owner.token,
      );
    }
    const document = `query ($id: ID!) { node(id: $id) { ... on ${type} { it: ${name} { __typename } } } }`;
    const answers: Record<string, unknown> = {};
    for (const caller of callers) {
      const asked = await testApp.graphql<{ node: Record<string, unknown> | null }>(
        document,
        { id: world[id] },
        people.tokens.get(caller),
      );
      answers[caller] = answerOf({
        data: asked.body.data?.node ?? null,
        ...(asked.body.errors ? { errors: asked.body.errors as [] } : {}),
      });
    }
    expect({ [name]: answers }).toEqual({
      [name]: Object.fromEntries(callers.map((caller) => [caller, expectedOf(rule, caller as CallerName)])),
    });
  }
});
