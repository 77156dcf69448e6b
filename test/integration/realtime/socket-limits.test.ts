import { setTimeout as delay } from 'node:timers/promises';
import { CloseCode } from '../../../src/realtime';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import type { RawClient } from './raw-client';
import { TestSocketServer } from './test-socket-server';

const posted = 'subscription ($channel: ID!) { posted(channel: $channel) { words } }';
const postedEach = 'subscription ($channel: ID!) { postedEach(channel: $channel) { words } }';
const filler = 'query ($size: Int!) { filler(size: $size) }';

let redis: RedisServer;
let testServer: TestSocketServer;

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterEach(() => testServer.close());
afterAll(() => redis.stop());

const open = async (limits: Parameters<typeof TestSocketServer.open>[1] = {}): Promise<void> => {
  testServer = await TestSocketServer.open(redis, { messagesPerSecondMax: 20, messageBurstMax: 100, ...limits });
};

describe('Within the documented limits', () => {
  it('a client changes from a page of 20 subscriptions to another one, in either order, without losing any', async () => {
    await open();
    const client = await testServer.raw();
    const subscribe = (page: string) => {
      for (let i = 0; i < 20; i += 1) client.subscribe(`${page} ${i}`, posted, { channel: `${page} ${i}` });
    };
    const complete = (page: string) => {
      for (let i = 0; i < 20; i += 1) client.send({ type: 'complete', id: `${page} ${i}` });
    };
    subscribe('a');
    complete('a');
    subscribe('b');
    // The new page first, as a client does that renders before it cleans up.
    subscribe('c');
    complete('b');
    await eventually(() => Array.from({ length: 20 }, (_, i) => `c ${i}`).every((id) => nextsOf(client, id) === 1));
    for (let i = 0; i < 20; i += 1) await testServer.post(`c ${i}`, 'still here');
    await eventually(() => Array.from({ length: 20 }, (_, i) => `c ${i}`).every((id) => nextsOf(client, id) === 2));
    expect(client.messages.filter(({ type }) => type === 'error')).toEqual([]);
    expect(client.closed).toBeNull();
    await eventually(() => testServer.sockets.counts().operations === 20 && testServer.sockets.counts().groups === 20);
  });

  it('a client that sends faster is slowed down, not closed, and everything is answered in order', async () => {
    await open({ messagesPerSecondMax: 100, messageBurstMax: 10 });
    const client = await testServer.raw();
    const startedAt = performance.now();
    for (let i = 0; i < 60; i += 1) client.send({ type: 'ping', payload: { i } });
    const pongs = await client.atLeast(60);
    expect(pongs.map(({ payload }) => payload)).toEqual(Array.from({ length: 60 }, (_, i) => ({ i })));
    // Fifty beyond the burst, at a hundred per second.
    expect(performance.now() - startedAt).toBeGreaterThan(400);
    expect(client.closed).toBeNull();
  });

  it('a flood of a single packet is bounded by the size of a packet', async () => {
    await open({ messagesPerSecondMax: 1000, messageBurstMax: 10 });
    const [flooder, other] = [await testServer.raw(), await testServer.raw()];
    for (let i = 0; i < 3000; i += 1) flooder.send({ type: 'ping' });
    other.subscribe('1', '{ greeting }');
    await other.atLeast(2);
    expect(flooder.messages.length).toBeLessThan(3000);
    expect(flooder.closed).toBeNull();
    await flooder.atLeast(3000);
  });
});

describe('Beyond them', () => {
  it('an operation too many waits for another one to end', async () => {
    await open({ operationsPerSocketMax: 3, operationWaitSeconds: 1000 });
    const client = await testServer.raw();
    for (let i = 0; i < 4; i += 1) client.subscribe(String(i), posted, { channel: 'main' });
    await eventually(() => ['0', '1', '2'].every((id) => nextsOf(client, id) === 1));
    client.subscribe('5', '{ greeting }');
    client.send({ type: 'complete', id: '1' });
    await eventually(() => nextsOf(client, '3') === 1);
    client.send({ type: 'complete', id: '2' });
    await eventually(() => nextsOf(client, '5') === 1);
    expect(client.closed).toBeNull();
  });

  it('one that waits too long is refused with RATE_LIMITED, and the others continue', async () => {
    await open({ operationsPerSocketMax: 2, operationsWaitingMax: 1, operationWaitSeconds: 0.2 });
    const client = await testServer.raw();
    for (let i = 0; i < 4; i += 1) client.subscribe(String(i), posted, { channel: 'main' });
    await eventually(() => client.messages.filter(({ type }) => type === 'error').length === 2);
    const refused = client.messages.filter(({ type }) => type === 'error');
    // The one that finds no place to wait at once, the other after its wait.
    expect(refused.map(({ id }) => id)).toEqual(['3', '2']);
    for (const { payload } of refused) {
      expect(payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }]);
    }
    await eventually(() => nextsOf(client, '0') === 1 && nextsOf(client, '1') === 1);
    await testServer.post('main', 'on');
    await eventually(() => nextsOf(client, '0') === 2 && nextsOf(client, '1') === 2);
    // Its id is free again.
    client.send({ type: 'complete', id: '0' });
    client.subscribe('3', posted, { channel: 'main' });
    await eventually(() => nextsOf(client, '3') === 1);
  });

  it('one that was completed while it waited is not executed', async () => {
    await open({ operationsPerSocketMax: 1, operationWaitSeconds: 1000 });
    const client = await testServer.raw();
    client.subscribe('0', posted, { channel: 'completed' });
    client.subscribe('1', 'mutation { post(channel: "completed", word: "unwanted") }');
    client.send({ type: 'complete', id: '1' });
    await eventually(() => nextsOf(client, '0') === 1);
    client.send({ type: 'complete', id: '0' });
    client.subscribe('1', 'mutation { post(channel: "completed", word: "wanted") }');
    await eventually(() => nextsOf(client, '1') === 1);
    const reader = testServer.topic.subscribe('completed', null);
    const position = String((await reader.next()).value?.revision);
    await reader.return?.();
    expect(position.split('-')[1]).toBe('2');
  });
});

describe('A client that does not read', () => {
  it('and answers pings is closed, whatever it asked for, and holds little until then', async () => {
    await open({ stuckSeconds: 1, pingSeconds: 0.2, messagesPerSecondMax: 1000, messageBurstMax: 1000 });
    const client = await testServer.raw();
    const connection = testServer.connections[0];
    connection?.setMaxListeners(100);
    client.ws.pause();
    let sent = 0;
    let backlogMax = 0;
    await eventually(async () => {
      if (client.ws.readyState === client.ws.OPEN && sent < 500) {
        client.subscribe(String(sent), filler, { size: 300_000 });
        client.ws.pong();
        sent += 1;
      }
      backlogMax = Math.max(backlogMax, connection?.writableLength ?? 0);
      return (await testServer.closedWith(CloseCode.readsTooSlowly)) === 1;
    });
    expect(backlogMax).toBeLessThan(256 * 1024 + 5 * 300_100);
    client.ws.terminate();
    await eventually(() => testServer.sockets.counts().sockets === 0);
    expect(testServer.sockets.counts().operations).toBe(0);
  });

  it('but slowly is served as long as it reads', async () => {
    await open({ stuckSeconds: 0.6, congestedSecondsMax: 1000, pingSeconds: 1000 });
    const client = await testServer.raw();
    client.subscribe('1', filler, { size: 12_000_000 });
    const raw = client.ws as unknown as { _socket: NodeJS.ReadableStream };
    // Twenty times a tenth of a second of silence: more in all than a client may be stuck.
    for (let i = 0; i < 20 && client.messages.length === 0; i += 1) {
      raw._socket.pause();
      await delay(100);
      raw._socket.resume();
      await delay(2);
    }
    await client.atLeast(2);
    expect(client.closed).toBeNull();
  });
});

describe('Nothing is kept', () => {
  /** Nested so deeply that JSON.stringify overflows the stack. */
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it('of two hundred subscriptions with a deep variable that is not declared', async () => {
    await open({ messagesPerSecondMax: 100_000, messageBurstMax: 100_000 });
    const client = await testServer.raw();
    for (let i = 0; i < 200; i += 1) {
      const query = JSON.stringify(i % 2 === 0 ? postedEach : posted);
      const id = String(i);
      client.ws.send(
        `{"type":"subscribe","id":"${id}","payload":{"query":${query},"variables":{"channel":"main","x":${deep(20_000)}}}}`,
      );
      await eventually(() => nextsOf(client, id) === 1 || client.closed !== null);
      client.send({ type: 'complete', id });
      client.messages.splice(0);
      client.texts.splice(0);
    }
    expect(client.closed).toBeNull();
    await nothingLeft(1);
  });

  it.each(['in the stream that it opens', 'between opening and returning it', 'in the event that it renders'])(
    'of a thousand subscriptions that fail %s',
    async (where) => {
      await open({ messagesPerSecondMax: 100_000, messageBurstMax: 100_000 });
      const client = await testServer.raw();
      const channel = {
        'in the stream that it opens': 'broken stream',
        'between opening and returning it': 'broken iterator',
      }[where];
      for (let i = 0; i < 1000; i += 1) {
        const id = String(i);
        // The first context is that of the operation, the second one that of the event.
        testServer.contextsUntilFault = where === 'in the event that it renders' ? 2 : 0;
        client.subscribe(id, i % 2 === 0 ? postedEach : postedEach.replace('postedEach', 'postedAlone'), {
          channel: channel ?? 'main',
        });
        await eventually(() => client.messages.some((message) => message.id === id) || client.closed !== null);
        client.send({ type: 'complete', id });
        expect(JSON.stringify(client.messages)).not.toContain('secret');
        client.messages.splice(0);
        client.texts.splice(0);
      }
      expect(client.closed).toBeNull();
      await nothingLeft(1);
    },
  );

  it('of clients that leave at any moment of a subscription', async () => {
    await open({ messagesPerSecondMax: 100_000, messageBurstMax: 100_000 });
    for (let round = 0; round < 50; round += 1) {
      const clients = await Promise.all(Array.from({ length: 20 }, () => testServer.raw()));
      for (const [i, client] of clients.entries()) {
        client.subscribe('1', postedEach, { channel: 'main' });
        client.subscribe('2', posted, { channel: 'main' });
        if (i % 3 === 0) client.ws.terminate();
        else if (i % 3 === 1) void client.atLeast(1).then(() => client.ws.terminate());
        else client.ws.close();
      }
    }
    await nothingLeft(0);
  });

  async function nothingLeft(sockets: number): Promise<void> {
    await eventually(() => testServer.openStreams === 0 && testServer.topics.counts().streams === 0);
    await eventually(() => {
      const counts = testServer.sockets.counts();
      return counts.operations === 0 && counts.groups === 0 && counts.sockets === sockets;
    });
  }
});

it('documents are cached within a bound of bytes', async () => {
  await open({ messagesPerSecondMax: 100_000, messageBurstMax: 100_000, documentsBytesMax: 8 * 1024 * 1024 });
  const client = await testServer.raw();
  const fields = (length: number) => Array.from({ length }, (_, i) => `g${i % 15}: greeting`).join(' ');
  for (let i = 0; i < 400; i += 1) {
    const id = String(i);
    // More fields of one name would be refused for what their validation takes.
    client.subscribe(id, `query Q${i} { ${fields(225)} }`);
    client.subscribe(`${id}c`, `query C${i} { greeting } ${'#\n'.repeat(2000)}`);
    await eventually(() => nextsOf(client, id) === 1 && nextsOf(client, `${id}c`) === 1);
  }
  expect(testServer.sockets.counts().documentBytes).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(testServer.sockets.counts().documentBytes).toBeGreaterThan(6 * 1024 * 1024);
});

function nextsOf(client: RawClient, id: string): number {
  return client.messages.filter((message) => message.id === id && message.type === 'next').length;
}

describe('Many forms of one subscription from one network', () => {
  // Names of fields make a form of its own, with the same events.
  const form = (number: number) => `subscription ($channel: ID!) { posted(channel: $channel) { w${number}: words } }`;
  const separate = 'subscription ($channel: ID!) { ... { posted(channel: $channel) { words } } }';
  const errorsOf = (client: RawClient) =>
    client.messages.filter(({ payload }) => typeof payload === 'object' && payload !== null && 'errors' in payload);
  const refusal = { errors: [{ extensions: { code: 'RATE_LIMITED' } }] };

  it('are refused beyond the limit, by channel; equal ones are not counted, and those that end make room', async () => {
    await open({ formsPerNetworkMax: 3 });
    const clients = [await testServer.raw(), await testServer.raw()] as const;
    for (const client of clients) {
      for (const number of [0, 1, 2]) client.subscribe(`main ${number}`, form(number), { channel: 'main' });
      client.subscribe('other', form(3), { channel: 'other' });
      await client.atLeast(4);
      expect(errorsOf(client)).toEqual([]);
    }
    clients[0].subscribe('fourth', form(3), { channel: 'main' });
    await eventually(() => errorsOf(clients[0]).length === 1);
    expect(errorsOf(clients[0])).toMatchObject([{ id: 'fourth', payload: refusal }]);
    // One client of two ends it: the form is still open.
    clients[0].send({ type: 'complete', id: 'main 0' });
    clients[0].subscribe('fifth', form(3), { channel: 'main' });
    await eventually(() => errorsOf(clients[0]).length === 2);
    clients[1].ws.terminate();
    await eventually(() => testServer.sockets.counts().sockets === 1);
    clients[0].subscribe('sixth', form(3), { channel: 'main' });
    await eventually(() => nextsOf(clients[0], 'sixth') === 1);
    await testServer.post('main', 'still here');
    for (const id of ['main 1', 'main 2', 'sixth']) await eventually(() => nextsOf(clients[0], id) === 2);
  });

  it.each([
    [
      'a skipped field before it',
      '... @skip(if: true) { postedEach(channel: $channel) { words } } posted(channel: $channel) { words }',
    ],
    ['a skipped fragment before it', '...N @include(if: false) posted(channel: $channel) { words }'],
    ['a fragment in a fragment', '... { ... { posted(channel: $channel) { words } } }'],
    ['a directive on it', 'posted(channel: $channel) @include(if: true) { words }'],
  ])('one cannot be hidden from the count by %s', async (_, selection) => {
    await open({ separatePerNetworkMax: 1 });
    const client = await testServer.raw();
    const fragment = selection.includes('...N')
      ? 'fragment N on Subscription { postedEach(channel: "x") { words } }'
      : '';
    const query = `subscription ($channel: ID!) { ${selection} } ${fragment}`;
    client.subscribe('first', query, { channel: 'main' });
    await eventually(() => nextsOf(client, 'first') === 1);
    client.subscribe('second', query, { channel: 'main' });
    await eventually(() => errorsOf(client).length === 1);
    expect(errorsOf(client)).toMatchObject([{ id: 'second', payload: refusal }]);
  });

  it('so are those that cannot be shared, and those that fail or end are not counted', async () => {
    await open({ separatePerNetworkMax: 2 });
    const client = await testServer.raw();
    for (let i = 0; i < 5; i += 1) client.subscribe(`nowhere ${i}`, separate, { channel: 'nowhere' });
    await eventually(() => errorsOf(client).length === 5);
    for (let round = 0; round < 5; round += 1) {
      client.subscribe(`first ${round}`, separate, { channel: 'main' });
      client.subscribe(`second ${round}`, separate, { channel: 'main' });
      client.subscribe(`third ${round}`, separate, { channel: 'main' });
      await eventually(() => errorsOf(client).length === 6 + round);
      expect(errorsOf(client).at(-1)).toMatchObject({ payload: refusal });
      const refused = errorsOf(client).at(-1)?.id;
      const served = ['first', 'second', 'third'].filter((name) => `${name} ${round}` !== refused);
      await eventually(() => served.every((name) => nextsOf(client, `${name} ${round}`) === 1));
      for (const name of served) client.send({ type: 'complete', id: `${name} ${round}` });
      await eventually(() => testServer.sockets.counts().operations === 0);
    }
  });
});
