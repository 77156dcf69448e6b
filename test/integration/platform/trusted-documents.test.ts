import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Answer } from '../../support/graphql-client';
import { openTestApp } from '../../support/test-app';

const TIME = 'query Time { serverTime }';
const NODE = 'query Node($id: ID!) { node(id: $id) { id } }';
const SESSION = 'mutation Session { createGuestSession(input: {}) { token } }';
const TWO = 'query One { serverTime } query Two { two: serverTime }';
const LIVE = 'subscription Live($showId: ID!) { seatStatusChanged(showId: $showId) { __typename } }';
const OUTDATED = '{ wasOnceThere }';
const DEEP = `{ __schema { types { name } } }`;
const EVIL = '{ viewer { id } }';
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const folder = mkdtempSync(join(tmpdir(), 'frontrow-trusted-'));
const write = (name: string, manifest: unknown) => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(manifest));
  return file;
};
/** As gql.tada and Relay write it, with ids of their own; as Apollo's generator does. */
const flat = write('flat.json', {
  'time-1': TIME,
  [`sha256:${digest(NODE)}`]: NODE,
  [digest(TWO)]: TWO,
  old: OUTDATED,
});
const apollo = write('apollo.json', {
  ...{ format: 'apollo-persisted-query-manifest', version: 1 },
  operations: [SESSION, LIVE, DEEP].map((body) => ({ id: digest(body), name: 'Any', type: 'query', body })),
});

const testApp = openTestApp({ TRUSTED_DOCUMENTS: `${flat},${apollo}` });
const inApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
beforeEach(() => inApollo.mockClear());
afterAll(() => inApollo.mockRestore());

const persistedQuery = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });
const post = (body: unknown) => testApp.http.send('/graphql', { body });
const get = (body: Readonly<Record<string, unknown>>) => {
  const given = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return testApp.http.send(`/graphql?${new URLSearchParams(given)}`, {
    headers: { 'apollo-require-preflight': 'yes' },
  });
};
const codeOf = ({ body, status }: Answer) => [status, body.errors?.[0]?.extensions?.code];
const NOT_TRUSTED = [400, 'DOCUMENT_NOT_TRUSTED'];

/** A request by GET always passes Apollo; one by POST for a trusted document never does. */
describe.each([
  { way: 'short', send: post as typeof get, asked: 0 },
  { way: 'long', send: get, asked: 1 },
])('By the $way way', ({ send, asked }) => {
  it.each([
    ['its id', { documentId: 'time-1' }],
    ['its hash, as the proposal for GraphQL over HTTP has it', { documentId: `sha256:${digest(TIME)}` }],
    ['its hash, as Apollo’s clients send it', { extensions: persistedQuery(digest(TIME)) }],
    ['its whole text', { query: TIME }],
    ['its text and its hash', { query: TIME, extensions: persistedQuery(digest(TIME)) }],
    ['an empty text and its id', { query: '', documentId: 'time-1' }],
  ])('a document is named by %s', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 200, body: { data: { serverTime: expect.any(String) } } });
    expect(inApollo).toHaveBeenCalledTimes(asked);
  });

  it('variables, the name of an operation and limits count as with a text', async () => {
    const answer = await send({ documentId: digest(NODE), variables: { id: 'nobody' } });
    expect(answer).toMatchObject({ status: 200, body: { data: { node: null } } });
    expect(codeOf(await send({ documentId: digest(NODE), variables: { id: 'x'.repeat(200) } }))[1]).toBe(
      'BAD_USER_INPUT',
    );
    expect(await send({ documentId: digest(TWO), operationName: 'Two' })).toMatchObject({
      body: { data: { two: expect.any(String) } },
    });
    expect(codeOf(await send({ documentId: digest(TWO) }))).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
  });

  it.each([
    ['another text', { query: EVIL }],
    ['another text by its hash', { documentId: `sha256:${digest(EVIL)}` }],
    ['a text that differs by a blank', { query: `${TIME} ` }],
    ['a text under the hash of a trusted one', { query: EVIL, extensions: persistedQuery(digest(TIME)) }],
    ['a text beside a trusted id', { query: EVIL, documentId: 'time-1' }],
    ['a trusted text under the hash of another', { query: TIME, extensions: persistedQuery(digest(EVIL)) }],
    ['the question for the schema', { query: '{ __schema { queryType { name } } }' }],
    ['a name of every object', { documentId: 'constructor' }],
    ['an empty id', { documentId: '' }],
    ['a text as id', { documentId: EVIL }],
    ['nothing', {}],
  ])('%s is refused, and how to mend it is said', async (_, body) => {
    const answer = await send(body);
    expect(codeOf(answer)).toEqual(NOT_TRUSTED);
    expect(answer.body.errors?.[0]?.message).toMatch(/as "documentId", or ask the operator to add the document/);
    expect(inApollo).not.toHaveBeenCalled();
  });

  it.each([
    ['two trusted ones at once', { documentId: 'time-1', extensions: persistedQuery(digest(NODE)) }],
    ['one by id, another by text', { documentId: 'time-1', query: SESSION }],
    ['an id that is no text', { extensions: persistedQuery({ a: 1 }) }],
    ['a hash that is a list', { extensions: persistedQuery([digest(TIME)]) }],
    ['a persisted query that is no object', { extensions: { persistedQuery: 7 } }],
    ['a persisted query without a hash', { extensions: { persistedQuery: {} } }],
    ['an endless id', { documentId: 'x'.repeat(5000) }],
  ])('%s are refused', async (_, body) => {
    expect(codeOf(await send(body))).toEqual([400, 'BAD_USER_INPUT']);
    expect(inApollo).not.toHaveBeenCalled();
  });

  it('an untrusted document does not become known by being sent with its hash', async () => {
    for (let times = 0; times < 3; times += 1)
      expect(codeOf(await send({ query: EVIL, extensions: persistedQuery(digest(EVIL)) }))).toEqual(NOT_TRUSTED);
    expect(codeOf(await send({ extensions: persistedQuery(digest(EVIL)) }))).toEqual(NOT_TRUSTED);
  });

  it('a document of an older API is answered with what is wrong, and was warned of at the start', async () => {
    expect(codeOf(await send({ documentId: 'old' }))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(testApp.log).toContainEqual(expect.objectContaining({ document: OUTDATED, level: 40 }));
  });
});

describe('Over HTTP', () => {
  it('what a list allows is executed, the question for the schema too', async () => {
    expect(await post({ documentId: digest(DEEP) })).toMatchObject({ status: 200 });
    expect(await post({ documentId: digest(SESSION) })).toMatchObject({ status: 200, body: { data: {} } });
  });

  it('a mutation by GET and a subscription stay refused', async () => {
    expect((await get({ documentId: digest(SESSION) })).status).toBe(405);
    expect(codeOf(await post({ documentId: digest(LIVE), variables: { showId: 'x' } }))).toEqual([400, 'BAD_REQUEST']);
  });

  it('a batch, a body that is no object, and a parameter given twice go around nothing', async () => {
    expect((await post([{ query: EVIL }])).status).toBe(400);
    expect((await post('"{ viewer { id } }"')).status).toBe(400);
    const twice = `/graphql?query=${encodeURIComponent(TIME)}&query=${encodeURIComponent(EVIL)}`;
    const headers = { 'apollo-require-preflight': 'yes' };
    expect(codeOf(await testApp.http.send(twice, { headers }))).toEqual([400, 'BAD_USER_INPUT']);
    const beside = await testApp.http.send(`/graphql?query=${encodeURIComponent(EVIL)}`, {
      body: { documentId: 'time-1' },
    });
    expect(beside.body).toMatchObject({ data: { serverTime: expect.any(String) } });
    expect(codeOf(await testApp.http.send('/graphql?extensions={', { headers }))).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('there is no playground, and a browser reads why', async () => {
    const answer = await testApp.http.send('/graphql', { headers: { accept: 'text/html' } });
    expect(codeOf(answer)).toEqual(NOT_TRUSTED);
    expect((await testApp.http.send('/playground/anything.js')).status).toBe(404);
  });

  it('the page of the site says that ids are taken', async () => {
    expect((await testApp.http.send('/')).text).toContain('<meta name="documents" content="ids" />');
  });
});

/** Over a WebSocket of its own. */
const ask = async (payload: Readonly<Record<string, unknown>>, url = testApp.url) => {
  const client = createClient({
    url: url.replace('http', 'ws').concat('/graphql'),
    webSocketImpl: WebSocket,
  });
  try {
    return await new Promise((resolve) => {
      client.subscribe({ query: '', ...payload }, { next: resolve, error: resolve, complete: () => resolve(null) });
    });
  } finally {
    await client.dispose();
  }
};

describe('Over a WebSocket', () => {
  const time = { data: { serverTime: expect.any(String) } };
  const refused = (code: string) => [expect.objectContaining({ extensions: { code } })];

  it('a document is named by its id, hash or text', async () => {
    expect(await ask({ documentId: 'time-1' })).toMatchObject(time);
    expect(await ask({ extensions: persistedQuery(digest(TIME)) })).toMatchObject(time);
    expect(await ask({ query: TIME })).toMatchObject(time);
    expect(await ask({ documentId: digest(TWO), operationName: 'Two' })).toMatchObject({ data: { two: {} } });
  });

  it('a subscription is, too', async () => {
    const answer = await ask({ extensions: persistedQuery(digest(LIVE)), variables: { showId: 'nobody' } });
    expect(answer).toMatchObject({ errors: [{ message: 'There is no show nobody.' }] });
  });

  it('everything else is refused', async () => {
    for (const payload of [
      { query: EVIL },
      { documentId: digest(EVIL) },
      { query: EVIL, extensions: persistedQuery(digest(TIME)) },
      { query: '{ __schema { queryType { name } } }' },
      {},
    ])
      expect(await ask(payload)).toEqual(refused('DOCUMENT_NOT_TRUSTED'));
    expect(await ask({ query: TIME, documentId: digest(NODE) })).toEqual(refused('BAD_USER_INPUT'));
  });
});

describe('A server without a list', () => {
  it('tells a client that sends an id to send the text', async () => {
    const { url } = await testApp.openAnother({ TRUSTED_DOCUMENTS: '' });
    const answers = await Promise.all([
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documentId: 'time-1' }),
      }),
      fetch(`${url}/graphql?documentId=time-1`, { headers: { 'apollo-require-preflight': 'yes' } }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
    }
    for (const payload of [{ documentId: 'time-1' }, { extensions: persistedQuery(digest(TIME)) }])
      expect(await ask(payload, url)).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }]);
  });
});

describe('A list that cannot be', () => {
  it.each([
    ['a file that is not there', join(folder, 'nothing.json'), /nothing\.json cannot be read/],
    ['no JSON', write('text.json', 'x').replace('text', 'nojson'), /cannot be read/],
    ['an empty list', write('empty.json', {}), /empty\.json is no manifest/],
    ['a list of other things', write('other.json', { a: 1 }), /other\.json is no manifest/],
    ['the hash of another text', write('hash.json', { [`sha256:${digest(EVIL)}`]: TIME }), /is not the SHA-256/],
    ['an empty document', write('blank.json', { a: ' ' }), /the document a is empty/],
    ['one id for two documents', `${write('a.json', { a: TIME })},${write('b.json', { a: NODE })}`, /two documents/],
  ])('%s prevents the start, with the reason', async (_, files, reason) => {
    await expect(testApp.openAnother({ TRUSTED_DOCUMENTS: files })).rejects.toThrow(reason);
  });
});
