import type { Message, RawClient } from './raw-client';
import { RedisServer } from './redis-server';
import { Stage } from './stage';
import { until } from './until';

const calledEach = /* GraphQL */ `
  subscription Called($room: ID!, $after: String) {
    called: calledEach(room: $room, after: $after) { revision resyncRequired words }
  }
`;
const alone = calledEach.replace('calledEach(', 'calledAlone(');

let redis: RedisServer;
let stage: Stage;

beforeAll(async () => {
  redis = await RedisServer.start();
});
beforeEach(async () => {
  stage = await Stage.open(redis, { backlogBytesMax: 64 * 1024, stuckSeconds: 1000, pingSeconds: 1000 });
});
afterEach(() => stage.close());
afterAll(() => redis.stop());

const wordsOf = ({ payload }: Message): string[] => {
  // Every `next` of these tests is a `called`; others have no words.
  const { data } = payload as { data?: { called?: { words?: string[] } } };
  return data?.called?.words ?? [];
};

/** What a client got for an id, letter by letter but for the id. */
const textsOf = (client: RawClient, id: string): string[] =>
  client.texts.filter((text) => text.includes(`"id":"${id}"`)).map((text) => text.replace(id, 'ID'));

it('an event that many streams have in common is executed once, and each client hears its own id', async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => stage.raw()));
  for (const [i, client] of clients.entries()) client.subscribe(`sub-${i}-ü`, calledEach, { room: 'hall' });
  await Promise.all(clients.map((client) => client.atLeast(1)));
  const before = stage.executions;
  await stage.call('hall', 'ένα', 'two');
  for (const [i, client] of clients.entries()) {
    const messages = await client.atLeast(3);
    expect(messages.map(({ id }) => id)).toEqual(Array(3).fill(`sub-${i}-ü`));
    expect(messages.map(wordsOf)).toEqual([[], ['ένα'], ['two']]);
  }
  expect(stage.executions - before).toBe(2);
});

it('other selections hear of the same event what they asked for', async () => {
  const client = await stage.raw();
  client.subscribe('words', 'subscription { calledEach(room: "a") { words } }');
  client.subscribe('alias', 'subscription { heard: calledEach(room: "a") { words } }');
  client.subscribe('listener', 'subscription { calledEach(room: "a") { listener } }');
  await client.atLeast(3);
  await stage.call('a', 'x');
  const payloads = (await client.atLeast(6)).slice(3).map(({ id, payload }) => [id, payload]);
  expect(Object.fromEntries(payloads)).toEqual({
    words: { data: { calledEach: { words: ['x'] } } },
    alias: { data: { heard: { words: ['x'] } } },
    // Nobody in particular asks.
    listener: { data: { calledEach: { listener: null } } },
  });
});

it('messages and errors are those of ordinary execution', async () => {
  const start = await stage.call('hall', 'before');
  await stage.call('hall', 'missed');
  const client = await stage.raw();
  for (const [name, query] of Object.entries({ each: calledEach, alone })) {
    client.subscribe(`${name} 0`, query, { room: 'hall', after: start });
    client.subscribe(`${name} 1`, query, { room: 'hall' });
    client.subscribe(`${name} 2`, query, { room: 'nowhere' });
    client.subscribe(`${name} 3`, query.replace('words', 'fault'), { room: 'hall' });
  }
  await client.atLeast(8);
  await stage.call('hall', 'one');
  await client.atLeast(8 + 6);
  for (const i of [0, 1, 2]) expect(textsOf(client, `each ${i}`)).toEqual(textsOf(client, `alone ${i}`));
  // The id of a fault is another each time.
  expect(textsOf(client, 'each 3').map((text) => text.length)).toEqual(
    textsOf(client, 'alone 3').map((text) => text.length),
  );
});

it('`complete` works in both directions, and an id may be used again', async () => {
  const client = await stage.raw();
  client.subscribe('1', calledEach, { room: 'hall' });
  await client.atLeast(1);
  client.send({ type: 'complete', id: '1' });
  await until(() => stage.sockets.counts().operations === 0);
  await stage.call('hall', 'unheard');
  client.subscribe('1', calledEach, { room: 'hall' });
  await client.atLeast(2);
  await stage.call('hall', 'heard');
  expect((await client.atLeast(3)).flatMap(wordsOf)).toEqual(['heard']);
});

it('a client that stops to read costs a bounded backlog, delays nobody, and goes on where its stream is', async () => {
  const long = 'x'.repeat(20_000);
  const [slow, quick] = [await stage.raw(), await stage.raw()];
  for (const client of [slow, quick]) client.subscribe('1', calledEach, { room: 'slow' });
  await Promise.all([slow.atLeast(1), quick.atLeast(1)]);
  slow.ws.pause();
  const connection = stage.connections[0];
  let backlogMax = 0;
  for (let i = 0; i < 1000; i += 1) {
    await stage.call('slow', `${i} ${long}`);
    await quick.atLeast(i + 2);
    backlogMax = Math.max(backlogMax, connection?.writableLength ?? 0);
  }
  expect(backlogMax).toBeGreaterThan(64 * 1024);
  expect(backlogMax).toBeLessThan(64 * 1024 + long.length + 1000);
  slow.ws.resume();
  const told = () => slow.messages.length;
  await until(() => told() > 1 && (connection?.writableLength ?? 1) === 0);
  await stage.call('slow', 'and on');
  await until(() => slow.messages.some((message) => wordsOf(message).includes('and on')));
});
