import { RedisServer } from './redis-server';
import { Stage } from './stage';
import { until } from './until';

const called = /* GraphQL */ `
  subscription Called($room: ID!, $after: String) {
    called(room: $room, after: $after) { revision resyncRequired words }
  }
`;

describe('Over a socket', () => {
  let redis: RedisServer;
  let stage: Stage;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  beforeEach(async () => {
    stage = await Stage.open(redis);
  });
  afterEach(() => stage.close());
  afterAll(() => redis.stop());

  it('queries and mutations are answered with the id that the client chose', async () => {
    const client = await stage.raw();
    client.subscribe('q', 'query Greet($name: String) { greeting(name: $name) }', { name: 'Ada' });
    expect(await client.atLeast(2)).toEqual([
      { id: 'q', type: 'next', payload: { data: { greeting: 'Hello Ada' } } },
      { id: 'q', type: 'complete' },
    ]);
    client.subscribe('m', 'mutation { call(room: "hall", word: "bravo") }');
    const [, , next] = await client.atLeast(4);
    expect(next).toEqual({ id: 'm', type: 'next', payload: { data: { call: await stage.topic.position('hall') } } });
  });

  it('equal subscriptions share one execution for each event, and each client hears its own id', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => stage.raw()));
    for (const [i, client] of clients.entries()) client.subscribe(`sub-${i}-ü"`, called, { room: 'hall' });
    await Promise.all(clients.map((client) => client.atLeast(1)));
    expect(stage.sockets.counts()).toEqual({ sockets: 20, operations: 20, groups: 1 });
    const before = stage.executions;
    const revision = await stage.call('hall', 'ένα', 'two');
    for (const [i, client] of clients.entries()) {
      const messages = await client.atLeast(3);
      expect(messages.map(({ id }) => id)).toEqual(Array(3).fill(`sub-${i}-ü"`));
      expect(messages.map(({ payload }) => words(payload))).toEqual([[], ['ένα'], ['two']]);
      expect(messages[2]?.payload).toEqual({ data: { called: { revision, resyncRequired: false, words: ['two'] } } });
    }
    expect(stage.executions - before).toBe(2);
  });

  it('a subscription to what does not exist ends with a clear error', async () => {
    const client = await stage.raw();
    client.subscribe('1', called, { room: 'nowhere' });
    client.subscribe('2', called.replace(' called(', ' called: calledAlone('), { room: 'nowhere' });
    const messages = await client.atLeast(4);
    const of = (id: string) =>
      messages.filter((message) => message.id === id).map((message) => ({ ...message, id: '' }));
    expect(of('1')).toEqual([
      {
        id: '',
        type: 'next',
        payload: {
          errors: [
            {
              message: 'There is no such room',
              locations: [{ line: 3, column: 5 }],
              path: ['called'],
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        },
      },
      { id: '', type: 'complete' },
    ]);
    expect(of('2')).toEqual(of('1'));
    await until(() => stage.sockets.counts().groups === 0);
  });
});

function words(payload: unknown): unknown {
  // Every `next` of these tests is a `called`.
  return (payload as { data: { called: { words: string[] } } }).data.called.words;
}
