import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';
import { documentLimits } from '../../../src/platform';
import type { Answer } from '../../support/graphql-client';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const post = (body: unknown, headers: Record<string, string> = {}) =>
  testApp.http.send('/graphql', { method: 'POST', body, headers });
const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  testApp.http.send(`/graphql?${new URLSearchParams(parameters)}`, { headers });
/** Tells browsers to ask first, which a page of another site may not. */
const preflighted = { 'apollo-require-preflight': 'yes' };

/** Status and code of a refusal, which has no data. */
function refusal({ status, body }: Answer): [number, unknown] {
  expect(body).not.toHaveProperty('data');
  expect(body.errors?.[0]?.message).toBeTruthy();
  return [status, body.errors?.[0]?.extensions?.code];
}

const names = (count: number, field: string) => Array.from({ length: count }, (_, i) => `n${i}: ${field}`).join(' ');
const createGuestSession = 'mutation { createGuestSession(input: {}) { token } }';

afterEach(async () => {
  // Whatever was sent, the server lives.
  expect(await testApp.ask('{ __typename }')).toEqual({ __typename: 'Query' });
});

describe('What is no request gets a 4xx that says why', () => {
  it('malformed JSON', async () => {
    expect(refusal(await post('{"query": "{ serverTime'))).toEqual([400, 'BAD_REQUEST']);
  });

  it('no body, and a body that is no object', async () => {
    expect(refusal(await post(''))).toEqual([400, 'BAD_REQUEST']);
    expect(refusal(await post('null'))).toEqual([400, 'BAD_REQUEST']);
    expect(refusal(await post('"{ serverTime }"'))).toEqual([400, 'BAD_REQUEST']);
  });

  it('several requests at once', async () => {
    expect(refusal(await post([{ query: '{ serverTime }' }]))).toEqual([400, 'BAD_REQUEST']);
  });

  it('a body that is too large', async () => {
    const answer = await post({ query: `{ serverTime } #${'x'.repeat(256 * 1024)}` });
    expect(refusal(answer)).toEqual([413, 'BAD_REQUEST']);
    expect(answer.body.errors?.[0]?.message).toContain('262144 bytes');
  });

  it('another content type', async () => {
    for (const type of [
      'application/graphql',
      'text/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]) {
      expect([type, ...refusal(await post('query={serverTime}', { 'content-type': type }))]).toEqual([
        type,
        415,
        'BAD_REQUEST',
      ]);
    }
    // What a browser sends to any site without asking first.
    expect(refusal(await post('{"query":"{ serverTime }"}', { 'content-type': 'text/plain' }))).toEqual([
      400,
      'BAD_REQUEST',
    ]);
  });

  it('another method', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await testApp.http.send('/graphql', { method });
      expect([method, ...refusal(answer)]).toEqual([method, 405, 'BAD_REQUEST']);
      expect(answer.headers.allow).toBe('GET, POST');
    }
  });

  it('another path', async () => {
    expect(refusal(await testApp.http.send('/graphiql'))).toEqual([404, 'BAD_REQUEST']);
  });

  it('headers that are none', async () => {
    const { hostname, port } = new URL(testApp.url);
    const received = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('GET /graphql HTTP/9\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('A document that cannot be run gets a 400', () => {
  it.each([
    ['does not parse', '{', 'GRAPHQL_PARSE_FAILED'],
    ['does not validate', '{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
    ['has too many tokens', `{ ${'serverTime '.repeat(documentLimits.tokensMax)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['is too deep', nested(documentLimits.depthMax + 1), 'GRAPHQL_VALIDATION_FAILED'],
    ['asks for 5,000 names of a field', `{ ${names(5000, 'serverTime')} }`, 'GRAPHQL_PARSE_FAILED'],
    ['asks for 500 names of a field', `{ ${names(500, 'serverTime')} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['has too many directives', `{ serverTime ${'@skip(if: false) '.repeat(50)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has too many operations',
      Array.from({ length: 50 }, (_, i) => `query Q${i} { serverTime }`).join(' '),
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['selects one field again and again', `{ ${'viewer { id } '.repeat(150)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has fragments that use each other',
      `{ ...F0 } ${Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${(i + 1) % 40} ...F${(i + 7) % 40} serverTime }`).join(' ')}`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'costs too much',
      '{ events(first: 100) { nodes { shows(first: 100) { nodes { event { shows(first: 100) { nodes { id } } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('where it %s', async (_, query, code) => {
    expect(refusal(await post({ query, operationName: query.includes('Q0') ? 'Q0' : null }))).toEqual([400, code]);
  });

  it('where it names an operation that it does not have', async () => {
    expect(refusal(await post({ query: 'query A { serverTime }', operationName: 'B' }))).toEqual([
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ]);
  });

  it('where its variables do not fit', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    expect(refusal(await post({ query }))).toEqual([400, 'BAD_USER_INPUT']);
    expect(refusal(await post({ query, variables: { id: {} } }))).toEqual([400, 'BAD_USER_INPUT']);
    const mutation = 'mutation ($email: EmailAddress) { createGuestSession(input: { email: $email }) { token } }';
    expect(refusal(await post({ query: mutation, variables: { email: 'nobody' } }))).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('where it is a subscription, with a word on where those are', async () => {
    const answer = await post({ query: 'subscription { queuePosition(showId: "x") { __typename } }' });
    expect(refusal(answer)).toEqual([400, 'BAD_REQUEST']);
    expect(answer.body.errors?.[0]?.message).toContain('graphql-transport-ws');
  });

  it('and the introspection of GraphiQL passes all limits', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true });
    expect(await post({ query })).toMatchObject({ status: 200, body: { data: { __schema: expect.anything() } } });
  });
});

function nested(depth: number): string {
  const fragment = 'shows(first: 1) { nodes { event { ';
  const levels = Math.ceil(depth / 3);
  return `{ events(first: 1) { nodes { ${fragment.repeat(levels)} id ${'} } }'.repeat(levels)} } } }`;
}

describe('By GET', () => {
  it('a query is answered', async () => {
    const answer = await get(
      { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: '{"id":"x_y"}' },
      preflighted,
    );
    expect(answer).toMatchObject({ status: 200, body: { data: { node: null } } });
  });

  it('a query that any page of another site could send is not', async () => {
    expect(refusal(await get({ query: '{ serverTime }' }))).toEqual([400, 'BAD_REQUEST']);
  });

  it('a mutation is not run', async () => {
    const answer = await get({ query: createGuestSession }, preflighted);
    expect(refusal(answer)).toEqual([405, 'BAD_REQUEST']);
    expect(answer.headers.allow).toBe('POST');
  });
});

describe('Persisted queries', () => {
  const query = `{ __typename } # ${Math.random()}`;
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };

  it('are asked for once, and known by their hash from then on, by POST and GET', async () => {
    const unknown = await post({ extensions });
    expect(unknown.body.errors?.[0]?.extensions?.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await post({ query, extensions })).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    expect(await post({ extensions })).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    const byGet = await get({ extensions: JSON.stringify(extensions) }, preflighted);
    expect(byGet).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  it('are not taken under the hash of another', async () => {
    expect(refusal(await post({ query: '{ serverTime }', extensions }))[0]).toBe(400);
    expect(await post({ extensions })).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  it('do not go around the limits', async () => {
    const long = `{ ${names(500, 'serverTime')} }`;
    const hash = createHash('sha256').update(long).digest('hex');
    const ofLong = { persistedQuery: { version: 1, sha256Hash: hash } };
    expect(refusal(await post({ query: long, extensions: ofLong }))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    const again = await post({ extensions: ofLong });
    expect(again.body.errors?.[0]?.extensions?.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('A fault of ours', () => {
  it('is masked, and logged under the id that the client reads, with the id of the request', async () => {
    const token = await testApp.token({ roles: ['organizer'] });
    await testApp.database.dataSource.query('alter table event rename to event_away');
    const answer = await testApp.graphql('{ first: events { nodes { id } } serverTime }', {}, token);
    await testApp.database.dataSource.query('alter table event_away rename to event');
    expect(answer.status).toBe(200);
    const [error, ...others] = answer.body.errors ?? [];
    expect(others).toEqual([]);
    expect(error).toMatchObject({ path: ['first'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    const errorId = error?.extensions?.errorId;
    expect(error?.message).toContain(errorId);
    expect(answer.text).not.toMatch(/relation|event_away|select|stack/i);
    expect(testApp.log).toContainEqual(
      expect.objectContaining({
        level: 50,
        errorId,
        requestId: answer.headers['x-request-id'],
        err: expect.objectContaining({ message: expect.stringContaining('does not exist') }),
      }),
    );
  });
});

describe('Pages of other sites', () => {
  const origin = 'https://tickets.example.com';
  const askFirst = (from: string) =>
    testApp.http.send('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const allowed = ({ headers }: Answer) => headers['access-control-allow-origin'];

  it('may not read anything by default', async () => {
    expect(allowed(await askFirst(origin))).toBeUndefined();
    expect(allowed(await post({ query: '{ serverTime }' }, { origin }))).toBeUndefined();
  });

  it('may where their origin is configured, and no other may', async () => {
    const open = await testApp.openAnother({ CORS_ORIGINS: `${origin},http://127.0.0.1:5173` });
    const sendTo = async (from: string, method: string) => {
      const response = await fetch(`${open.url}/graphql`, {
        method,
        headers: { origin: from, 'content-type': 'application/json', 'access-control-request-method': 'POST' },
        ...(method === 'POST' ? { body: '{"query":"{ serverTime }"}' } : {}),
      });
      await response.text();
      return response.headers.get('access-control-allow-origin');
    };
    for (const method of ['OPTIONS', 'POST']) {
      expect(await sendTo(origin, method)).toBe(origin);
      expect(await sendTo('https://elsewhere.example', method)).toBeNull();
    }
  });
});

describe('Answers are compressed', () => {
  /** The answer as it passes through the network; `fetch` would decompress it. */
  const sent = (query: string, encodings: string) =>
    new Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'accept-encoding': encodings };
      const asked = request(`${testApp.url}/graphql`, { method: 'POST', headers }, async (response) => {
        const body = Buffer.concat(await response.toArray());
        resolve({ encoding: response.headers['content-encoding'], vary: response.headers.vary, body });
      });
      asked.on('error', reject).end(JSON.stringify({ query }));
    });
  const long = getIntrospectionQuery();
  const manyNames = Array.from({ length: 10 }, (_, k) => `${'n'.repeat(600)}${k}: __typename`).join(' ');

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const)('as the client prefers: %s', async (encodings, encoding, decompress) => {
    const plain = await sent(long, 'identity');
    const answer = await sent(long, encodings);
    expect([plain.encoding, answer.encoding]).toEqual([undefined, encoding]);
    expect([plain.vary, answer.vary]).toEqual(['Accept-Encoding', 'Accept-Encoding']);
    expect(decompress(answer.body).equals(plain.body)).toBe(true);
    expect(answer.body.length).toBeLessThan(plain.body.length / 4);
  });

  it('but not where they are small, nor where they could carry secrets', async () => {
    expect((await sent('{ serverTime }', 'br')).encoding).toBeUndefined();
    const query = await sent(`{ ${manyNames} }`, 'br');
    const mutation = await sent(`mutation { ${manyNames} }`, 'br');
    expect([query.encoding, mutation.encoding]).toEqual(['br', undefined]);
    expect(JSON.parse(mutation.body.toString()).data).toBeTruthy();
  });
});
