import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';
import { RawClient } from '../realtime/raw-client';

// What a stranger can make the process keep, counted over a thousand repeats.
const testApp = openTestApp();
const REPEATS = 1000;
/** What a thousand small requests may leave behind in caches that are bounded. */
const KEPT_BYTES_MAX = 8 * 1024 * 1024;

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

const SESSION = 'mutation ($email: EmailAddress) { createGuestSession(input: { email: $email }) { token } }';

it('guest sessions with the longest e-mail address', async () => {
  const local = 'a'.repeat(50);
  const domain = `${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;
  const grown = await growth(async (index) => {
    const { body } = await testApp.graphql(SESSION, { email: `${local}${index + 100}@${domain}` });
    expect(body.errors).toBeUndefined();
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('guest sessions with an e-mail address of 60 kB, which are refused', async () => {
  const grown = await growth(async (index) => {
    const { body } = await testApp.graphql(SESSION, { email: `${'a'.repeat(60_000)}${index}@example.org` });
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('tokens that are refused: of another key, and too long', async () => {
  const token = await testApp.token();
  const [header = '', payload = ''] = token.split('.');
  const grown = await growth(async (index) => {
    const signature = Buffer.from(`${index}`.repeat(64)).toString('base64url').slice(0, 86);
    const padding = index % 2 === 0 ? '' : 'x'.repeat(12_000);
    const answer = await testApp.graphql('{ viewer { id } }', {}, `${header}.${payload}.${signature}${padding}`);
    expect(answer.status === 401 || answer.status === 431).toBe(true);
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});

it('documents that differ, over HTTP and over a socket', async () => {
  const client = await RawClient.open(`${testApp.url.replace('http', 'ws')}/graphql`, {});
  const filler = 'x'.repeat(7000);
  const grown = await growth(async (index) => {
    const query = `query Q${index + 100} { serverTime } # ${filler}`;
    await testApp.graphql(query);
    client.subscribe(`${index}`, query);
    await eventually(() => client.messages.some(({ id, type }) => id === `${index}` && type === 'complete'));
    client.messages.splice(0);
    client.texts.splice(0);
  });
  expect(client.closed).toBeNull();
  expect(grown).toBeLessThan(3 * KEPT_BYTES_MAX);
  client.ws.close();
});

it('operation ids of 60 kB close the socket, and nothing of them stays', async () => {
  const url = `${testApp.url.replace('http', 'ws')}/graphql`;
  const grown = await growth(async (index) => {
    const client = await RawClient.open(url, {});
    client.subscribe(`${index}${'i'.repeat(60_000)}`, '{ serverTime }');
    expect((await client.closing()).code).toBe(4400);
  });
  expect(grown).toBeLessThan(KEPT_BYTES_MAX);
});
