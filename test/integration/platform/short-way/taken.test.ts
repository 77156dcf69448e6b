import { ApolloServer } from '@apollo/server';
import { openTestApp } from '../../../support/test-app';

const QUERY = 'query Now { serverTime }';
let asked: jest.SpyInstance;

beforeEach(() => {
  asked = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
});
afterEach(() => asked.mockRestore());

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const GRAPHQL = 'application/graphql-response+json';

describe('as the service runs', () => {
  const testApp = openTestApp();

  it('a document takes the short way from its third time on, and answers the same', async () => {
    const answers = [];
    for (let times = 0; times < 4; times += 1) {
      const answer = await post(testApp.url, { query: '{ nothing: show(id: "nothing") { id } }' });
      const { date: _, 'x-request-id': __, ...headers } = Object.fromEntries(answer.headers);
      answers.push({ status: answer.status, headers, body: await answer.text() });
    }
    expect(asked).toHaveBeenCalledTimes(2);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('one who accepts another media type receives it on both ways', async () => {
    const types = [];
    for (let times = 0; times < 4; times += 1)
      types.push((await post(testApp.url, { query: QUERY }, { accept: GRAPHQL })).headers.get('content-type'));
    expect(new Set(types)).toEqual(new Set([`${GRAPHQL}; charset=utf-8`]));
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('one who accepts nothing that there is is refused, however often', async () => {
    for (let times = 0; times < 4; times += 1)
      expect((await post(testApp.url, { query: QUERY }, { accept: 'text/csv' })).status).toBe(406);
  });
});

describe('where every document is known at once', () => {
  process.env.FRONTROW_TEST_SHORT_WAY = 'on';
  const testApp = openTestApp();
  delete process.env.FRONTROW_TEST_SHORT_WAY;

  it('a valid document never meets Apollo, with whatever else a client sends beside it', async () => {
    for (const more of [
      {},
      { variables: null },
      { variables: {}, operationName: 'Now' },
      { extensions: { client: {} } },
    ])
      expect(await (await post(testApp.url, { query: QUERY, ...more })).json()).toMatchObject({ data: {} });
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([
    ['no document', { query: '{ nothing }' }],
    ['an operation that is not there', { query: QUERY, operationName: 'Later' }],
    ['a subscription', { query: 'subscription { seatStatusChanged(showId: "x") { revision } }' }],
    ['variables in a list', { query: QUERY, variables: [] }],
    ['a persisted query', { query: QUERY, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ])('%s does, and is refused by it', async (_what, body) => {
    expect((await post(testApp.url, body)).status).toBe(400);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('a token that is not valid does, and is refused by it', async () => {
    expect((await post(testApp.url, { query: QUERY }, { authorization: 'Bearer nonsense' })).status).toBe(401);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('what is refused before the framework sees it was counted once, and is refused in the same way', async () => {
    const query = 'query Refused($first: Int!) { events(first: $first) { edges { cursor } } }';
    const refused = async () => (await post(testApp.url, { query, variables: { first: 'many' } })).status;
    const line = /_seconds_count\{operation="events",transport="http",outcome="BAD_USER_INPUT"\} (\d+)/;
    const counted = async () => Number(line.exec(await testApp.app.platform.metrics.read())?.[1]);
    await post(testApp.url, { query: QUERY });
    const first = await refused();
    const before = await counted();
    expect([await refused(), await refused()]).toEqual([first, first]);
    expect(await counted()).toBe(before + 2);
    expect(first).toBe(400);
  });
});
