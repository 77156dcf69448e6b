import { WebSocket } from 'ws';
import { graphql } from '../../support/graphql';
import { openTestApp } from '../../support/test-app';
import { RawClient } from './raw-client';

describe('The socket of the app', () => {
  const testApp = openTestApp();
  const open = (init: Record<string, unknown> = {}) =>
    RawClient.open(`${testApp.url.replace('http', 'ws')}/graphql`, init);

  /** What HTTP answers to the same request. */
  async function overHttp(query: string, operationName: string | undefined) {
    const response = await fetch(`${testApp.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName }),
    });
    // A refusal, in the shape that GraphQL gives it.
    return (await response.json()) as {
      readonly errors: readonly { readonly extensions: { readonly code: string } }[];
    };
  }

  it('takes the same tokens as HTTP', async () => {
    const id = '0190d9a4-6a53-7c0c-9a34-5b7c52cf6f0e';
    const client = await open({ authorization: `Bearer ${await testApp.token({ id })}` });
    client.subscribe('1', '{ viewer { id } }');
    const [answer] = await client.atLeast(1);
    const { viewer } = await testApp.ask(graphql('{ viewer { id } }'), {}, await testApp.token({ id }));
    expect(answer?.payload).toMatchObject({ data: { viewer } });
  });

  it('refuses a page of another origin, as CORS does', async () => {
    const url = `${testApp.url.replace('http', 'ws')}/graphql`;
    const outcomeOf = (origin: string) =>
      new Promise<string>((resolve) => {
        const ws = new WebSocket(url, 'graphql-transport-ws', { origin });
        ws.on('open', () => {
          ws.close();
          resolve('open');
        });
        ws.on('error', ({ message }) => resolve(message));
      });
    expect(await outcomeOf('https://evil.example')).toContain('403');
    expect(await outcomeOf('null')).toContain('403');
    expect(await outcomeOf(testApp.url)).toBe('open');
  });

  it('is closed with 4403 for a wrong token', async () => {
    const client = await open({ authorization: 'Bearer wrong' });
    expect(await client.closing()).toEqual({
      code: 4403,
      reason: 'The token is not valid. Get a new one from createGuestSession.',
    });
  });

  it('is closed with 4440 for a token that has expired before, as for one that expires later', async () => {
    const token = await testApp.token({ lifeSeconds: 60 });
    testApp.clock.advanceSeconds(61);
    const client = await open({ authorization: `Bearer ${token}` });
    expect(await client.closing()).toEqual({
      code: 4440,
      reason: 'The token has expired. Get a new one from createGuestSession.',
    });
  });

  it('is closed with 4440 when its token expires', async () => {
    const client = await open({ authorization: `Bearer ${await testApp.token({ lifeSeconds: 60 })}` });
    testApp.clock.advanceSeconds(61);
    expect((await client.closing()).code).toBe(4440);
  });

  it.each<{ what: string; query: string; code: string; operationName?: string }>([
    { what: 'a field that is not there', query: '{ nonsense }', code: 'GRAPHQL_VALIDATION_FAILED' },
    {
      what: 'a subscription that is not there',
      query: 'subscription { nonsense }',
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    { what: 'a document that does not parse', query: '{ serverTime', code: 'GRAPHQL_PARSE_FAILED' },
    {
      what: 'a document of too many tokens',
      query: `{ ${'serverTime '.repeat(5000)} }`,
      code: 'GRAPHQL_PARSE_FAILED',
    },
    {
      what: 'two operations of which none is named',
      query: 'query A { serverTime } query B { serverTime }',
      code: 'OPERATION_RESOLUTION_FAILURE',
    },
    {
      what: 'an operation that is not in the document',
      query: 'query A { serverTime }',
      operationName: 'B',
      code: 'OPERATION_RESOLUTION_FAILURE',
    },
    {
      what: 'a variable that is missing',
      query: 'query ($id: ID!) { node(id: $id) { id } }',
      code: 'BAD_USER_INPUT',
    },
    {
      what: 'many aliases',
      query: `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: serverTime`).join(' ')} }`,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
  ])('refuses $what with $code, as HTTP does', async ({ query, operationName, code }) => {
    const client = await open();
    client.send({
      type: 'subscribe',
      id: '1',
      payload: { query, ...(operationName !== undefined && { operationName }) },
    });
    const { errors } = await overHttp(query, operationName);
    expect(await client.atLeast(1)).toEqual([{ type: 'error', id: '1', payload: errors }]);
    expect(errors[0]?.extensions.code).toBe(code);
    client.subscribe('alive', '{ __typename }');
    expect((await client.atLeast(2))[1]?.payload).toMatchObject({ data: { __typename: 'Query' } });
  });

  it('answers the subscription to a show that is not there with an error, and goes on', async () => {
    const client = await open();
    client.subscribe('1', 'subscription { seatStatusChanged(showId: "show_x") { revision } }');
    const [answer, complete] = await client.atLeast(2);
    expect(answer).toMatchObject({
      type: 'next',
      payload: { errors: [{ message: 'There is no show show_x.', extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    expect(complete).toEqual({ type: 'complete', id: '1' });
    expect(client.closed).toBeNull();
  });
});
