import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { join } from '../../support/queue';
import { openTestApp } from '../../support/test-app';
import { RawClient } from '../realtime/raw-client';

// What a stranger can make the process keep, counted over a thousand repeats.
const testApp = openTestApp();
const REPEATS = 1000;
/** What a thousand small requests may leave behind in caches that are bounded. */
const KEPT_BYTES_MAX = 8 * 1024 * 1024;
/** A thousand of them are well over the bound. */
const LONG = 20_000;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

async function heapBytes(): Promise<number> {
  // What a request leaves to timers and promises is gone after a turn or two.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** By how much a thousand repeats make the process grow, after the first ones have filled what is filled once. */
async function growth(repeat: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < 50; index += 1) await repeat(-1 - index);
  const before = await heapBytes();
  for (let index = 0; index < REPEATS; index += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, offset) => repeat(index + offset)));
  }
  return (await heapBytes()) - before;
}

it('guest sessions with the longest e-mail address', async () => {
  const { tokens } = testApp.app.modules.accounts;
  const domain = `${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;
  const grown = await growth(async (index) => {
    const email = `${'a'.repeat(50)}${index + 100}@${domain}`;
    const { token } = await tokens.issue({ email, roles: ['buyer'], lifeSeconds: 3600 });
    expect(await tokens.authenticate(`Bearer ${token}`)).toMatchObject({ email });
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('tokens that are refused: of another key, and too long', async () => {
  const { tokens } = testApp.app.modules.accounts;
  const [header = '', payload = ''] = (await testApp.token()).split('.');
  const grown = await growth(async (index) => {
    const signature = Buffer.from(`${index + 100}`.repeat(64))
      .toString('base64url')
      .slice(0, 86);
    const padding = index % 2 === 0 ? '' : 'x'.repeat(LONG);
    await expect(tokens.authenticate(`Bearer ${header}.${payload}.${signature}${padding}`)).rejects.toThrow();
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('requests with e-mail addresses of 60 kB, which are refused, by documents that differ', async () => {
  const grown = await growth(async (index) => {
    const query = `mutation Session${index + 100}($email: EmailAddress) {
      s${index + 100}: createGuestSession(input: { email: $email }) { token viewer { id email } }
    }`;
    const { body } = await testApp.graphql(query, { email: `${'a'.repeat(3 * LONG)}${index}@example.org` });
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
  // Documents are cached, in a bounded cache.
  expect(grown).toBeLessThan(3 * KEPT_BYTES_MAX);
});

it('operation ids of 20 kB close the socket, and nothing of them stays', async () => {
  const url = `${testApp.url.replace('http', 'ws')}/graphql`;
  const grown = await growth(async (index) => {
    const client = await RawClient.open(url, {});
    client.subscribe(`${index}${'i'.repeat(LONG)}`, '{ serverTime }');
    expect((await client.closing()).code).toBe(4400);
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('positions in a queue that are subscribed to with a deep variable that is not declared', async () => {
  const show = await makeShow(testApp);
  await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, { active: true });
  const token = await testApp.token();
  await join(testApp, show.id, token);
  const connectedBuyers = async () => {
    const { text } = await testApp.http.send('/metrics');
    return Number(/^frontrow_queue_connected_buyers (\d+)$/m.exec(text)?.[1]);
  };
  const query = JSON.stringify('subscription ($id: ID!) { queuePosition(showId: $id) { __typename } }');
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const url = `${testApp.url.replace('http', 'ws')}/graphql`;
  // As many messages for each socket as may come at once.
  const [sockets, subscriptions] = [21, 48];
  for (let socket = 0; socket < sockets; socket += 1) {
    const client = await RawClient.open(url, { authorization: `Bearer ${token}` });
    for (let index = 0; index < subscriptions; index += 1) {
      client.ws.send(
        `{"type":"subscribe","id":"${index}","payload":{"query":${query},"variables":{"id":"${show.id}","x":${deep}}}}`,
      );
      client.send({ type: 'complete', id: String(index) });
    }
    if (socket === 0) {
      // Without `complete`, to see that it is counted at all.
      client.subscribe('open', 'subscription ($id: ID!) { queuePosition(showId: $id) { __typename } }', {
        id: show.id,
      });
      await eventually(async () => (await connectedBuyers()) === 1);
      client.send({ type: 'complete', id: 'open' });
    }
    client.subscribe('last', '{ serverTime }');
    await eventually(() => client.messages.some(({ id, type }) => id === 'last' && type === 'complete'));
    expect(client.closed).toBeNull();
    // It stays open: what is left must not depend on the end of the socket.
    testApp.closing(async () => client.ws.terminate());
  }
  await eventually(async () => (await connectedBuyers()) === 0);
});
