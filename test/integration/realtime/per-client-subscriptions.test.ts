import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import type { Message, RawClient } from './raw-client';
import { TestSocketServer } from './test-socket-server';

const postedEach = /* GraphQL */ `
  subscription Posted($channel: ID!, $after: String) {
    posted: postedEach(channel: $channel, after: $after) { revision resyncRequired words }
  }
`;
const alone = postedEach.replace('postedEach(', 'postedAlone(');

let redis: RedisServer;
let testServer: TestSocketServer;

beforeAll(async () => {
  redis = await RedisServer.start();
});
beforeEach(async () => {
  testServer = await TestSocketServer.open(redis, {
    backlogBytesMax: 64 * 1024,
    stuckSeconds: 1000,
    pingSeconds: 1000,
  });
});
afterEach(() => testServer.close());
afterAll(() => redis.stop());

const wordsOf = ({ payload }: Message): string[] => {
  // Every `next` of these tests is a `posted`; others have no words.
  const { data } = payload as { data?: { posted?: { words?: string[] } } };
  return data?.posted?.words ?? [];
};

/** The texts that a client got for an id, without the id. */
const textsOf = (client: RawClient, id: string): string[] =>
  client.texts.filter((text) => text.includes(`"id":"${id}"`)).map((text) => text.replace(id, 'ID'));

it('an event that many streams have in common is executed once, and each client receives its own id', async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => testServer.raw()));
  for (const [i, client] of clients.entries()) client.subscribe(`sub-${i}-ü`, postedEach, { channel: 'main' });
  await Promise.all(clients.map((client) => client.atLeast(1)));
  const before = testServer.executions;
  await testServer.post('main', 'ένα', 'two');
  for (const [i, client] of clients.entries()) {
    const messages = await client.atLeast(3);
    expect(messages.map(({ id }) => id)).toEqual(Array(3).fill(`sub-${i}-ü`));
    expect(messages.map(wordsOf)).toEqual([[], ['ένα'], ['two']]);
  }
  expect(testServer.executions - before).toBe(2);
});

it('other selections receive of the same event what they asked for', async () => {
  const client = await testServer.raw();
  client.subscribe('words', 'subscription { postedEach(channel: "a") { words } }');
  client.subscribe('alias', 'subscription { received: postedEach(channel: "a") { words } }');
  client.subscribe('listener', 'subscription { postedEach(channel: "a") { listener } }');
  await client.atLeast(3);
  await testServer.post('a', 'x');
  const payloads = (await client.atLeast(6)).slice(3).map(({ id, payload }) => [id, payload]);
  expect(Object.fromEntries(payloads)).toEqual({
    words: { data: { postedEach: { words: ['x'] } } },
    alias: { data: { received: { words: ['x'] } } },
    // It is executed without a caller.
    listener: { data: { postedEach: { listener: null } } },
  });
});

it('messages and errors are those of ordinary execution', async () => {
  const start = await testServer.post('main', 'before');
  await testServer.post('main', 'missed');
  const client = await testServer.raw();
  for (const [name, query] of Object.entries({ each: postedEach, alone })) {
    client.subscribe(`${name} 0`, query, { channel: 'main', after: start });
    client.subscribe(`${name} 1`, query, { channel: 'main' });
    client.subscribe(`${name} 2`, query, { channel: 'nowhere' });
    client.subscribe(`${name} 3`, query.replace('words', 'fault'), { channel: 'main' });
  }
  await client.atLeast(8);
  await testServer.post('main', 'one');
  await client.atLeast(8 + 6);
  for (const i of [0, 1, 2]) expect(textsOf(client, `each ${i}`)).toEqual(textsOf(client, `alone ${i}`));
  // The id of a fault is another each time.
  expect(textsOf(client, 'each 3').map((text) => text.length)).toEqual(
    textsOf(client, 'alone 3').map((text) => text.length),
  );
});

it('`complete` works in both directions, and an id may be used again', async () => {
  const client = await testServer.raw();
  client.subscribe('1', postedEach, { channel: 'main' });
  await client.atLeast(1);
  client.send({ type: 'complete', id: '1' });
  await eventually(() => testServer.sockets.counts().operations === 0);
  await testServer.post('main', 'missed');
  client.subscribe('1', postedEach, { channel: 'main' });
  await client.atLeast(2);
  await testServer.post('main', 'received');
  expect((await client.atLeast(3)).flatMap(wordsOf)).toEqual(['received']);
});

it('a client that stops reading costs a bounded backlog, delays nobody, and continues where its stream is', async () => {
  const long = 'x'.repeat(20_000);
  const [slow, quick] = [await testServer.raw(), await testServer.raw()];
  for (const client of [slow, quick]) client.subscribe('1', postedEach, { channel: 'slow' });
  await Promise.all([slow.atLeast(1), quick.atLeast(1)]);
  slow.ws.pause();
  const connection = testServer.connections[0];
  let backlogMax = 0;
  for (let i = 0; i < 1000; i += 1) {
    await testServer.post('slow', `${i} ${long}`);
    await quick.atLeast(i + 2);
    backlogMax = Math.max(backlogMax, connection?.writableLength ?? 0);
  }
  // The first that had to wait is below the stream, and is counted by the bound as well.
  expect(backlogMax).toBeGreaterThan(64 * 1024 - long.length);
  expect(backlogMax).toBeLessThan(64 * 1024 + long.length + 1000);
  slow.ws.resume();
  const received = () => slow.messages.length;
  await eventually(() => received() > 1 && (connection?.writableLength ?? 1) === 0);
  await testServer.post('slow', 'and on');
  await eventually(() => slow.messages.some((message) => wordsOf(message).includes('and on')));
});
