import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { CloseCode } from '../../../src/realtime';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import type { Message, RawClient } from './raw-client';
import { type Post, TestSocketServer } from './test-socket-server';

const posted = /* GraphQL */ `
  subscription Posted($channel: ID!, $after: String) {
    posted(channel: $channel, after: $after) { revision resyncRequired words }
  }
`;
/** The same, executed for each client alone. */
const alone = posted.replace(' posted(', ' posted: postedAlone(');

let redis: RedisServer;
let testServer: TestSocketServer;

beforeAll(async () => {
  redis = await RedisServer.start();
});
beforeEach(async () => {
  testServer = await TestSocketServer.open(redis);
});
afterEach(() => testServer.close());
afterAll(() => redis.stop());

describe('Over a socket', () => {
  it('queries and mutations are answered with the id that the client chose', async () => {
    const client = await testServer.raw();
    client.subscribe('q', 'query Greet($name: String) { greeting(name: $name) }', { name: 'Ada' });
    expect(await client.atLeast(2)).toEqual([
      { id: 'q', type: 'next', payload: { data: { greeting: 'Hello Ada' } } },
      { id: 'q', type: 'complete' },
    ]);
    client.subscribe('m', 'mutation { post(channel: "main", word: "bravo") }');
    const [, , next] = await client.atLeast(4);
    expect(next).toEqual({
      id: 'm',
      type: 'next',
      payload: { data: { post: await testServer.topic.position('main') } },
    });
  });

  it("graphql-ws's own client works unchanged, with many operations on one socket", async () => {
    const client = testServer.client();
    let subscribed = 0;
    const received = await Promise.all(
      Array.from({ length: 5 }, async (_, i) => {
        const words: string[] = [];
        const variables = { channel: `channel ${i % 2}` };
        for await (const { data } of client.iterate<{ posted: Post }>({ query: posted, variables })) {
          words.push(...(data?.posted.words ?? []));
          if (words.length === 3) break;
          if (words.length > 0) continue;
          subscribed += 1;
          if (subscribed === 5)
            for (const channel of ['channel 0', 'channel 1'])
              void testServer.post(channel, ...`a b c ${channel}`.split(' '));
        }
        return words.join(' ');
      }),
    );
    expect(received).toEqual(Array(5).fill('a b c'));
    expect(await client.iterate({ query: '{ greeting }' }).next()).toEqual({
      done: false,
      value: { data: { greeting: 'Hello nobody' } },
    });
    await eventually(() => testServer.sockets.counts().operations === 0 && testServer.sockets.counts().groups === 0);
    expect(testServer.sockets.counts().sockets).toBe(1);
  });

  it('equal subscriptions share one execution for each event, and each client receives its own id', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => testServer.raw()));
    for (const [i, client] of clients.entries()) client.subscribe(`sub-${i}-ü"`, posted, { channel: 'main' });
    await Promise.all(clients.map((client) => client.atLeast(1)));
    expect(testServer.sockets.counts()).toMatchObject({ sockets: 20, operations: 20, groups: 1 });
    const before = testServer.executions;
    const revision = await testServer.post('main', 'ένα', 'two');
    for (const [i, client] of clients.entries()) {
      const messages = await client.atLeast(3);
      expect(messages.map(({ id }) => id)).toEqual(Array(3).fill(`sub-${i}-ü"`));
      expect(messages.map(wordsOf)).toEqual([[], ['ένα'], ['two']]);
      expect(messages[2]?.payload).toEqual({ data: { posted: { revision, resyncRequired: false, words: ['two'] } } });
    }
    expect(testServer.executions - before).toBe(2);
  });

  it('other selections, channels and aliases are other groups, and each gets what it asked for', async () => {
    const client = await testServer.raw();
    const documents = [
      'subscription { posted(channel: "a") { words } }',
      'subscription { posted(channel: "a") { revision } }',
      'subscription { received: posted(channel: "a") { words } }',
      'subscription { posted(channel: "b") { words } }',
      'subscription S { posted(channel: "a") { ...W } } fragment W on Posted { words }',
    ];
    for (const [i, document] of documents.entries()) client.subscribe(String(i), document);
    await client.atLeast(5);
    expect(testServer.sockets.counts().groups).toBe(5);
    const revision = await testServer.post('a', 'x');
    await testServer.post('b', 'y');
    const payloads = (await client.atLeast(10)).slice(5).sort((a, b) => Number(a.id) - Number(b.id));
    expect(payloads.map(({ payload }) => payload)).toEqual([
      { data: { posted: { words: ['x'] } } },
      { data: { posted: { revision } } },
      { data: { received: { words: ['x'] } } },
      { data: { posted: { words: ['y'] } } },
      { data: { posted: { words: ['x'] } } },
    ]);
  });

  it('shared and ordinary execution send the same messages', async () => {
    const start = await testServer.post('main', 'before');
    await testServer.post('main', 'missed', 'missed too');
    const client = await testServer.raw();
    const variables = [{}, { after: start }, { after: 'nonsense' }, { after: null }].map((more) => ({
      channel: 'main',
      ...more,
    }));
    for (const [i, each] of variables.entries()) client.subscribe(`shared ${i}`, posted, each);
    for (const [i, each] of variables.entries()) client.subscribe(`alone ${i}`, alone, each);
    await client.atLeast(10);
    await testServer.post('main', 'one', 'two', 'three');
    await client.atLeast(10 + 3 * 8);
    for (const i of variables.keys()) {
      const shared = textsOf(client, `shared ${i}`);
      expect(shared).toEqual(textsOf(client, `alone ${i}`));
      expect(shared.length).toBe(i === 1 ? 5 : 4);
    }
  });

  it('errors are the same for shared and ordinary execution', async () => {
    const client = await testServer.raw();
    const cases: [string, Record<string, unknown>][] = [
      [posted, { channel: 'nowhere' }],
      [posted, {}],
      [posted, { channel: 'main', after: 7 }],
      [posted.replace('words', 'nonsense'), { channel: 'main' }],
      [posted.replace('}', '}}'), { channel: 'main' }],
      [posted.replace('resyncRequired', 'fault'), { channel: 'main' }],
    ];
    for (const [i, [document, variables]] of cases.entries()) {
      client.subscribe(`shared ${i}`, document, variables);
      client.subscribe(`alone ${i}`, document.replace(' posted(', ' posted: postedAlone('), variables);
    }
    // Two for what the source refuses; one for what is invalid, and for a first event.
    await client.atLeast(2 * (2 + 5));
    const plain = (texts: string[]) => texts.map((text) => text.replaceAll(/[0-9a-f-]{36}/g, 'id'));
    for (const i of cases.keys()) {
      const shared = plain(textsOf(client, `shared ${i}`));
      expect(shared.length).toBeGreaterThan(0);
      expect(shared.join()).toContain('"message"');
      expect(shared.join()).not.toContain('secret');
      const location = (text: string) => text.replaceAll(/"column":\d+/g, '');
      expect(shared.map(location)).toEqual(plain(textsOf(client, `alone ${i}`)).map(location));
    }
  });

  it('a subscription to a missing channel ends with a clear error', async () => {
    const client = await testServer.raw();
    client.subscribe('1', posted, { channel: 'nowhere' });
    const error = {
      message: 'There is no such channel',
      locations: [{ line: 3, column: 5 }],
      path: ['posted'],
      extensions: { code: 'BAD_USER_INPUT' },
    };
    expect(await client.atLeast(2)).toEqual([
      { id: '1', type: 'next', payload: { errors: [error] } },
      { id: '1', type: 'complete' },
    ]);
    expect(testServer.sockets.counts()).toMatchObject({ sockets: 1, operations: 0, groups: 0 });
  });

  it('a subscription that waits too long for Redis ends with SERVICE_UNAVAILABLE, and a later one succeeds', async () => {
    await testServer.close();
    const away = await RedisServer.start();
    testServer = await TestSocketServer.open(away, {}, { openSecondsMax: 0.2 });
    await away.kill();
    const client = await testServer.raw();
    client.subscribe('shared', posted, { channel: 'main' });
    client.subscribe('alone', alone, { channel: 'main' });
    await client.atLeast(2);
    for (const { type, payload } of client.messages) {
      expect(type).toBe('error');
      expect(payload).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    }
    await eventually(() => testServer.sockets.counts().operations === 0 && testServer.sockets.counts().groups === 0);
    await away.resume();
    await eventually(() =>
      testServer.topic.position('main').then(
        () => true,
        () => false,
      ),
    );
    client.messages.splice(0);
    for (let times = 0; client.messages.every(({ type }) => type !== 'next'); times += 1) {
      client.subscribe(`again ${times}`, posted, { channel: 'main' });
      await client.atLeast(times + 1);
    }
    expect(client.closed).toBeNull();
    await testServer.close();
    await away.stop();
    testServer = await TestSocketServer.open(redis);
  });

  it('faults are masked, over the socket as over HTTP', async () => {
    const client = await testServer.raw();
    client.subscribe('1', '{ fault }');
    expect(JSON.stringify(await client.atLeast(2))).toMatch(/"code":"INTERNAL_SERVER_ERROR"/);
    expect(client.texts.join()).not.toContain('secret');
  });

  it('an ordinary operation has a caller, a shared one has none', async () => {
    const client = await testServer.raw({ init: { authorization: 'ada' } });
    client.subscribe('1', '{ whoAmI }');
    expect((await client.atLeast(2))[0]?.payload).toEqual({ data: { whoAmI: 'ada' } });
    const asking = posted.replace('words', 'listener');
    client.subscribe('2', asking, { channel: 'main' });
    client.subscribe('3', asking.replace(' posted(', ' posted: postedAlone('), { channel: 'main' });
    await client.atLeast(4);
    expect(textsOf(client, '2').join()).toContain('"listener":null');
    expect(textsOf(client, '3').join()).toContain('"listener":"ada"');
  });

  it('`complete` works in both directions, and an id may be used again at once', async () => {
    const client = await testServer.raw();
    client.subscribe('1', posted, { channel: 'main' });
    await client.atLeast(1);
    // All in one packet, so that the server reads them in one go, while it still prepares the first.
    const packet = holdBack(client);
    for (let round = 0; round < 6; round += 1) {
      client.send({ type: 'complete', id: '1' });
      client.subscribe(
        '1',
        `subscription($channel: ID!) { r${round}: ${round % 2 ? 'posted' : 'postedAlone'}(channel: $channel) { words } }`,
        { channel: `channel ${round}` },
      );
    }
    packet.send();
    const isLast = ({ payload }: Message) => JSON.stringify(payload ?? {}).includes('"r5"');
    await eventually(() => client.messages.some(isLast));
    const before = client.messages.length;
    for (let round = 0; round < 6; round += 1) await testServer.post(`channel ${round}`, 'still here');
    expect(JSON.stringify((await client.atLeast(before + 1)).slice(before))).toContain('"words":["still here"]');
    expect(client.messages.slice(before - 1).every(isLast)).toBe(true);
    expect(client.messages.every(({ type }) => type === 'next')).toBe(true);
    await eventually(() => testServer.sockets.counts().operations === 1 && testServer.sockets.counts().groups === 1);
    await testServer.topics.close();
    expect((await client.atLeast(before + 2)).slice(before + 1)).toEqual([{ id: '1', type: 'complete' }]);
    expect(client.closed).toBeNull();
  });

  it('clients that subscribe and leave in bursts receive each message once and in order', async () => {
    let published = 0;
    let stop = false;
    const publishing = (async () => {
      while (!stop) {
        published += 1;
        await testServer.post('storm', String(published));
      }
    })();
    const clients = await Promise.all(Array.from({ length: 30 }, () => testServer.raw()));
    await Promise.all(
      clients.map(async (client, i) => {
        for (let round = 0; round < 15; round += 1) {
          const id = `${i}-${round}`;
          const from = client.messages.length;
          client.subscribe(id, round % 3 === 0 ? alone : posted, { channel: 'storm' });
          await client.atLeast(from + 1 + ((i + round) % 7));
          client.send({ type: 'complete', id });
        }
      }),
    );
    stop = true;
    await publishing;
    for (const [i, client] of clients.entries()) {
      for (let round = 0; round < 15; round += 1) {
        const received = client.messages.filter(({ id }) => id === `${i}-${round}`);
        const numbers = received.flatMap(wordsOf).map(Number);
        expect(numbers).toEqual(numbers.map((_, k) => (numbers[0] ?? 0) + k));
        // The first tells the place, and the next message is the one after that place; number one opened the stream.
        const [, place] = String(fieldOf(received[0], 'revision')).split('-').map(Number);
        if (numbers.length > 0) expect(numbers[0]).toBe((place ?? 0) - 1 + 1);
      }
    }
    await eventually(() => testServer.sockets.counts().groups === 0 && testServer.topics.counts().streams === 0);
    expect(testServer.sockets.counts()).toMatchObject({ sockets: 30, operations: 0, groups: 0 });
  });

  it('a message that arrives during a round is written together with the messages of that round, once and in order', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => testServer.raw()));
    const ids = Array.from({ length: 20 }, (_, i) => String(i));
    for (const client of clients) for (const id of ids) client.subscribe(id, posted, { channel: 'many' });
    await Promise.all(clients.map((client) => client.atLeast(20)));
    expect(testServer.sockets.counts().groups).toBe(1);
    const writes = testServer.connections.map((connection) => jest.spyOn(connection, 'write'));
    const numbers = Array.from({ length: 100 }, (_, i) => String(i));
    await Promise.all(numbers.map((number) => testServer.post('many', number)));
    await Promise.all(clients.map((client) => client.atLeast(20 + 20 * 100)));
    for (const client of clients) {
      for (const own of ids) {
        expect(client.messages.filter(({ id }) => id === own).flatMap(wordsOf)).toEqual(numbers);
      }
    }
    for (const write of writes) expect(write.mock.calls.length).toBeLessThan((20 * 100) / 2);
  });

  it('clients that resume receive what they missed, whichever group they join', async () => {
    const [first] = [await testServer.raw()];
    first.subscribe('1', posted, { channel: 'resume' });
    const start = String(fieldOf((await first.atLeast(1))[0], 'revision'));
    await testServer.post('resume', ...Array.from({ length: 10 }, (_, i) => String(i)));
    const messages = await first.atLeast(11);
    const others = await Promise.all(
      messages.map(async (message, i) => {
        const client = await testServer.raw();
        client.subscribe('r', posted, { channel: 'resume', after: String(fieldOf(message, 'revision')) });
        await client.atLeast(Math.max(1, 10 - i));
        return client;
      }),
    );
    expect(testServer.sockets.counts().groups).toBe(1);
    await testServer.post('resume', 'next');
    for (const [i, client] of others.entries()) {
      const words = (await client.atLeast(Math.max(1, 10 - i) + 1)).flatMap(wordsOf);
      expect(words).toEqual([...Array.from({ length: 10 }, (_, k) => String(k)).slice(i), 'next']);
    }
    expect(fieldOf(messages[0], 'revision')).toBe(start);
  });
});

describe('A client that stops reading', () => {
  const backlogBytesMax = 64 * 1024;
  const long = 'x'.repeat(20_000);

  it('costs a bounded backlog, delays nobody, and gets a resync when it continues', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { backlogBytesMax, stuckSeconds: 1000, pingSeconds: 1000 });
    const slow = await testServer.raw();
    const others = await Promise.all([testServer.raw(), testServer.raw(), testServer.raw()]);
    for (const client of [slow, ...others]) client.subscribe('1', posted, { channel: 'slow' });
    await Promise.all([slow, ...others].map((client) => client.atLeast(1)));
    slow.ws.pause();
    const connection = testServer.connections[0];
    let backlogMax = 0;
    // Some megabytes fill the kernel's buffers first; then as much again, which must be dropped.
    for (let i = 0; i < 1000; i += 1) {
      await testServer.post('slow', `${i} ${long}`);
      await Promise.all(others.map((client) => client.atLeast(i + 2)));
      backlogMax = Math.max(backlogMax, connection?.writableLength ?? 0);
    }
    // The first that had to wait is below the stream, and is counted by the bound as well.
    expect(backlogMax).toBeGreaterThan(backlogBytesMax - long.length);
    expect(backlogMax).toBeLessThan(backlogBytesMax + long.length + 1000);
    for (const client of others) expect(numbersOf(client)).toEqual(Array.from({ length: 1000 }, (_, i) => i));

    slow.ws.resume();
    await eventually(() => slow.messages.some((message) => fieldOf(message, 'resyncRequired') === true));
    const revision = await testServer.topic.position('slow');
    const last = slow.messages.at(-1);
    expect(last?.payload).toEqual({ data: { posted: { revision, resyncRequired: true, words: [] } } });
    const before = numbersOf(slow);
    expect(before.length).toBeLessThan(1000);
    expect(before).toEqual(before.map((_, i) => i));
    const received = slow.messages.length;
    await testServer.post('slow', 'and on');
    expect(wordsOf((await slow.atLeast(received + 1))[received])).toEqual(['and on']);
  });

  it('is closed with a code of its own when it stays stuck', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { backlogBytesMax, stuckSeconds: 0.5, pingSeconds: 1000 });
    const slow = await testServer.raw();
    slow.subscribe('1', posted, { channel: 'stuck' });
    await slow.atLeast(1);
    slow.ws.pause();
    await eventually(async () => {
      await testServer.post('stuck', long);
      return (await testServer.closedWith(CloseCode.readsTooSlowly)) === 1;
    });
    // When the client reads again, it finds the reason at the end of what was sent.
    slow.ws.resume();
    expect(await slow.closing()).toEqual({ code: 4441, reason: 'The client reads too slowly' });
    await eventually(() => testServer.sockets.counts().sockets === 0 && testServer.sockets.counts().groups === 0);
  });

  it('cannot fill the memory with answers to its queries', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { stuckSeconds: 1, pingSeconds: 1000 });
    const slow = await testServer.raw();
    slow.ws.pause();
    const connection = testServer.connections[0];
    let backlogMax = 0;
    const ask = (i: number) =>
      slow.subscribe(String(i), 'query($size: Int!) { filler(size: $size) }', { size: 2_000_000 });
    for (let i = 0; i < 40; i += 1) ask(i);
    await eventually(async () => {
      backlogMax = Math.max(backlogMax, connection?.writableLength ?? 0);
      return (await testServer.closedWith(CloseCode.readsTooSlowly)) === 1;
    });
    // As many as are executed at once; the kernel has taken some megabytes.
    expect(backlogMax).toBeGreaterThan(1_000_000);
    expect(backlogMax).toBeLessThan(5 * 2_000_100);
    slow.ws.terminate();
  });
});

describe('A socket is closed', () => {
  const query = '{ greeting }';

  it.each<{ why: string; code: number; limits?: object; send: (client: RawClient) => void; init?: false }>([
    { why: 'an invalid message', code: 4400, send: (client) => client.ws.send('{') },
    { why: 'a subscription before the acknowledgement', code: 4401, init: false, send: (c) => c.subscribe('1', query) },
    {
      why: 'an id that is in use',
      code: 4409,
      send: (client) => {
        client.subscribe('1', posted, { channel: 'main' });
        client.subscribe('1', posted, { channel: 'main' });
      },
    },
    { why: 'a second connection_init', code: 4429, send: (client) => client.send({ type: 'connection_init' }) },
    { why: 'a message that is too large', code: 1009, send: (client) => client.ws.send('x'.repeat(70_000)) },
    {
      why: 'an operation id that is too long',
      code: 4400,
      send: (client) => client.subscribe('ü'.repeat(65), query),
    },
    {
      why: 'a connection_init that is too large',
      code: 4400,
      init: false,
      send: (client) => client.send(initWith('x'.repeat(9_000))),
    },
    { why: 'no connection_init in time', code: 4408, limits: { initSeconds: 0.2 }, init: false, send: () => undefined },
    { why: 'a token that is not good', code: 4403, init: false, send: (c) => c.send(initWith('wrong')) },
    { why: 'a token that has expired', code: 4440, init: false, send: (c) => c.send(initWith('ada 2020-01-01')) },
  ])('with $code for $why', async ({ code, limits, send, init }) => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, limits);
    const client = await testServer.raw(init === false ? { init } : {});
    send(client);
    expect((await client.closing()).code).toBe(code);
    await eventually(() => testServer.sockets.counts().sockets === 0 && testServer.sockets.counts().groups === 0);
  });

  it('with 4440 when its token runs out while it is open', async () => {
    const client = await testServer.raw({ init: { authorization: 'ada 2030-01-01' } });
    const anonymous = await testServer.raw();
    testServer.clock.at = new Date('2030-01-01');
    expect(await client.closing()).toEqual({ code: 4440, reason: 'The token has expired' });
    expect(anonymous.closed).toBeNull();
  });

  it('with 1013 where one address opens too many, until one of them is gone', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { socketsPerAddressMax: 2 });
    const [first] = [await testServer.raw(), await testServer.raw()];
    const third = await testServer.raw({ init: false });
    expect(await third.closing()).toEqual({ code: 1013, reason: 'Too many sockets from this address' });
    first.ws.close();
    await eventually(() => testServer.sockets.counts().sockets === 1);
    expect((await testServer.raw()).closed).toBeNull();
  });

  it('before it opens where the process is full or the path is another', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { socketsMax: 1 });
    await testServer.raw();
    await expect(testServer.raw()).rejects.toThrow('503');
    await expect(testServer.raw({ path: '/elsewhere' })).rejects.toThrow('404');
  });

  it('with 4406 where it speaks another subprotocol', async () => {
    const ws = new WebSocket(testServer.url, 'graphql-ws');
    ws.on('error', () => undefined);
    const code = await new Promise((resolve) => {
      ws.on('close', resolve);
    });
    // A client of `ws` gives up by itself where none of its protocols was taken.
    expect([1006, 4406]).toContain(code);
  });

  it('if its client does not answer a ping', async () => {
    await testServer.close();
    testServer = await TestSocketServer.open(redis, { pingSeconds: 0.2 });
    const alive = await testServer.raw();
    const dead = await testServer.raw({ autoPong: false });
    alive.subscribe('1', posted, { channel: 'main' });
    dead.subscribe('1', posted, { channel: 'main' });
    expect((await dead.closing()).code).toBe(1006);
    expect(alive.closed).toBeNull();
    expect(testServer.sockets.counts()).toMatchObject({ sockets: 1, operations: 1, groups: 1 });
  });

  it('with 1001 when the process goes down, after running operations had their grace', async () => {
    const client = await testServer.raw();
    const silent = await testServer.raw();
    client.subscribe('1', posted, { channel: 'main' });
    await client.atLeast(1);
    const down = testServer.sockets.close(0.3);
    await expect(testServer.raw()).rejects.toThrow('503');
    await testServer.post('main', 'last words');
    expect(wordsOf((await client.atLeast(2))[1])).toEqual(['last words']);
    expect(await client.closing()).toEqual({ code: 1001, reason: 'Going away' });
    expect(await silent.closing()).toEqual({ code: 1001, reason: 'Going away' });
    await down;
    expect(testServer.sockets.counts()).toMatchObject({ sockets: 0, operations: 0, groups: 0 });
  });
});

/** Collects what a client sends until it is sent as one packet. */
function holdBack({ ws }: RawClient): { send(): void } {
  // Not in the types, but how `ws` has always posted its connection.
  const { _socket: socket } = ws as unknown as { _socket: Socket };
  socket.cork();
  return { send: () => socket.uncork() };
}

function initWith(authorization: string): object {
  return { type: 'connection_init', payload: { authorization } };
}

function fieldOf(message: Message | undefined, field: string): unknown {
  // Every `next` of these tests is a `posted`; others have no such field.
  const payload = message?.payload as { data?: { posted?: Record<string, unknown> } } | undefined;
  return payload?.data?.posted?.[field];
}

function wordsOf(message: Message | undefined): string[] {
  const words = fieldOf(message, 'words');
  return Array.isArray(words) ? words : [];
}

function numbersOf(client: RawClient): number[] {
  return client.messages.flatMap(wordsOf).map((word) => Number(word.split(' ')[0]));
}

/** The texts that a client got for an id, without the id. */
function textsOf(client: RawClient, id: string): string[] {
  return client.texts.filter((text) => text.includes(`"id":"${id}"`)).map((text) => text.replace(id, 'ID'));
}
