import { buildSchema, type ExecutionResult, graphqlSync } from 'graphql';
import pino from 'pino';
import {
  badUserInput,
  forbidden,
  maskError,
  rateLimited,
  serviceUnavailable,
  unauthenticated,
} from '../../../src/platform';

const schema = buildSchema(/* GraphQL */ `
  type Query { number(of: Int! = 1): Int required: Int! }
`);

let log: Record<string, unknown>[] = [];
const logger = pino({}, { write: (line) => log.push(JSON.parse(line)) });
beforeEach(() => {
  log = [];
});

const masked = ({ errors = [] }: ExecutionResult) => errors.map((error) => maskError(error, logger));
/** The answer where the field does this. */
const answer = (number: () => unknown, source = '{ number }', variableValues = {}) =>
  masked(graphqlSync({ schema, source, rootValue: { number, required: number }, variableValues }));
const throwing = (error: unknown) =>
  answer(() => {
    throw error;
  });

describe('Passes', () => {
  it.each([badUserInput('No.', { field: 'x' }), unauthenticated(), forbidden(), rateLimited(7), serviceUnavailable()])(
    'a refusal of ours: %s',
    (refusal) => {
      const [error] = throwing(refusal);
      expect(error).toEqual({
        message: refusal.message,
        path: ['number'],
        locations: [{ line: 1, column: 3 }],
        extensions: refusal.extensions,
      });
      expect(log).toEqual([]);
    },
  );

  it('what graphql-js says of variables and arguments that do not fit', () => {
    const variables = answer(() => 1, 'query ($of: Int!) { number(of: $of) }', { of: 'many' });
    expect(variables).toMatchObject([
      { message: expect.stringContaining('"$of"'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const argument = answer(() => 1, 'query ($of: Int) { number(of: $of) }', { of: null });
    expect(argument).toMatchObject([
      { message: expect.stringContaining('"of"'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(log).toEqual([]);
  });
});

describe('Is masked, and logged under the id that is shown', () => {
  const expectMasked = (
    errors: readonly { message: string; extensions?: Record<string, unknown> }[],
    secret: RegExp,
  ) => {
    const [error] = errors;
    expect(error?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) });
    expect(error?.message).toBe(`An internal error occurred. Quote ${error?.extensions?.errorId} when you report it.`);
    expect(JSON.stringify(error)).not.toMatch(secret);
    expect(log).toMatchObject([
      { level: 50, errorId: error?.extensions?.errorId, err: { message: expect.stringMatching(secret) } },
    ]);
  };

  it('an exception', () => expectMasked(throwing(new TypeError('secret of the app')), /secret/));
  it('an exception that is no error', () => expectMasked(throwing('secret of the app'), /secret/));
  it('an error whose code nobody has heard of', () => {
    const error = Object.assign(badUserInput('secret'), {});
    error.extensions.code = 'TEAPOT';
    expectMasked(throwing(error), /secret/);
  });
  it('a value that does not fit its type', () =>
    expectMasked(
      answer(() => 'secret'),
      /secret/,
    ));
  it('a null where there may be none', () =>
    expectMasked(
      answer(() => null, '{ required }'),
      /non-nullable/,
    ));
});

it('a database that cannot be reached is told as that', () => {
  const [error] = throwing(Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }));
  expect(error).toMatchObject({ path: ['number'], extensions: { code: 'SERVICE_UNAVAILABLE' } });
  expect(JSON.stringify(error)).not.toContain('10.0.0.7');
  expect(log).toMatchObject([{ level: 40 }]);
});

it('a lock that was waited for too long is no fault of the service: the client may try again', () => {
  const timeout = { code: '55P03', routine: 'ProcessInterrupts' };
  const [error] = throwing(Object.assign(new Error('canceling statement due to lock timeout'), timeout));
  expect(error).toMatchObject({
    message: expect.stringMatching(/Try again\.$/),
    path: ['number'],
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  expect(log).toMatchObject([{ level: 40, path: 'number' }]);
});
