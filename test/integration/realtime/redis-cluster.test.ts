import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import pino from 'pino';
import { RedisConnections, redisTargetOf } from '../../../src/platform';
import { hashSlot } from '../../../src/platform/redis/hash-slot';
import { openTopics, type Topic, type TopicEvent, type Topics } from '../../../src/realtime';
import { eventually } from '../../support/eventually';
import { describeWithPrograms } from '../../support/programs';
import { asked, type RedisCluster, startRedisCluster } from '../../support/redis-cluster';

const logger = pino({ level: 'silent' });
/** Suspicion, election, and a busy machine. */
const FAILOVER_MS_MAX = 30_000;

describeWithPrograms('In a Redis Cluster', ['redis-server', 'redis-cli'], () => {
  let cluster: RedisCluster;
  const opened: { readonly topics: Topics; readonly redis: RedisConnections }[] = [];

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterEach(async () => {
    for (const { topics, redis } of opened.splice(0)) {
      await topics.close();
      await redis.close();
    }
    await cluster.repair();
  });
  afterAll(() => cluster.stop());

  async function openProcess(): Promise<{ topic: Topic<string>; redis: RedisConnections }> {
    const target = redisTargetOf({ REDIS_CLUSTER_NODES: cluster.nodes.split(',') });
    if (target === null) throw new Error('The settings name a cluster');
    const redis = new RedisConnections(target, 'test:', logger);
    await redis.ready();
    const topics = openTopics({ redis, logger, pollSeconds: 0.5 });
    opened.push({ topics, redis });
    return { redis, topic: topics.openTopic({ name: 'words', encode: (word) => word, decode: (text) => text }) };
  }

  it('names have the slots that Redis gives them', async () => {
    const [server] = cluster.servers;
    if (server === undefined) throw new Error('There are six');
    const names = ['', 'a', 'frontrow:x', '{tag}rest', 'x{tag}rest', '{}x', 'x{', 'x}{y}', 'ünï', randomUUID()];
    for (const name of names) expect(await asked(server, ['CLUSTER', 'KEYSLOT', name])).toBe(hashSlot(name));
  });

  it('a cluster that is named as one server is reported once', async () => {
    const lines: string[] = [];
    const url = cluster.nodes.split(',')[0] ?? '';
    const logging = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const redis = new RedisConnections({ kind: 'server', url }, 'test:', logging);
    await redis.ready();
    // Some of them are on another master.
    await Promise.allSettled(Array.from({ length: 20 }, (_, index) => redis.commands.set(`key-${index}`, '1')));
    await redis.close();
    expect(lines).toEqual([expect.stringContaining('name the cluster by REDIS_CLUSTER_NODES')]);
  });

  it('a message goes to the subscribers at the master of its topic, and to nobody else', async () => {
    const [writer, other] = [await openProcess(), await openProcess()];
    const reader = other.topic.subscribe('show', null);
    await reader.next();
    await writer.topic.append('show', 'one');
    expect(wordOf((await reader.next()).value)).toBe('one');
    const owner = await cluster.masterOf('test:words:{show}');
    for (const server of cluster.servers) {
      const sharded = await asked(server, ['PUBSUB', 'SHARDCHANNELS']);
      expect(sharded).toEqual(server === owner ? ['test:words:{show}'] : []);
      expect(await asked(server, ['PUBSUB', 'CHANNELS'])).toEqual([]);
    }
    await reader.return?.();
  });

  it.each([
    ['killed', 'SIGKILL'],
    ['suspended, so that its connections stay open', 'SIGSTOP'],
  ] as const)('readers receive what is appended after a master was %s', async (_, signal) => {
    const [writer, other] = [await openProcess(), await openProcess()];
    // Whichever master it is, some of the topics are elsewhere.
    const keys = Array.from({ length: 12 }, (_each, index) => `show-${index}`);
    const readers = keys.map((key) => other.topic.subscribe(key, null));
    for (const reader of readers) await reader.next();
    for (const key of keys) await writer.topic.append(key, 'before');
    for (const reader of readers) expect(wordOf((await reader.next()).value)).toBe('before');

    const master = await cluster.masterOf('test:words:{show-0}');
    if (signal === 'SIGKILL') await master.kill();
    else master.freeze();
    await Promise.all(
      keys.map((key) => eventually(() => writer.topic.append(key, 'after').then(() => true), FAILOVER_MS_MAX)),
    );
    for (const reader of readers) {
      // A replica that has taken over is another run of Redis: its streams begin again.
      let word = wordOf((await reader.next()).value);
      while (word !== 'after' && word !== 'resync') word = wordOf((await reader.next()).value);
      await reader.return?.();
    }
  });

  it('readers go with a slot that moves to another master', async () => {
    const [writer, other] = [await openProcess(), await openProcess()];
    const reader = other.topic.subscribe('moving', null);
    await reader.next();
    await writer.topic.append('moving', 'before');
    expect(wordOf((await reader.next()).value)).toBe('before');

    const stream = 'test:words:{moving}';
    await cluster.moveSlot(hashSlot(stream), [stream]);
    await eventually(() => writer.topic.append('moving', 'after').then(() => true));
    let word = wordOf((await reader.next()).value);
    while (word !== 'after' && word !== 'resync') word = wordOf((await reader.next()).value);
    const owner = await cluster.masterOf(stream);
    await eventually(async () => String(await asked(owner, ['PUBSUB', 'SHARDCHANNELS'])) === stream);
    await writer.topic.append('moving', 'and on');
    while (word !== 'and on') word = wordOf((await reader.next()).value);
    await reader.return?.();
  });

  it('jobs are done after the master of their queue was killed', async () => {
    const { redis } = await openProcess();
    const prefix = redis.jobsPrefix('words');
    const done: string[] = [];
    const queue = new Queue<string>('words', { connection: redis.commands, prefix, skipWaitingForReady: true });
    queue.on('error', () => undefined);
    const worker = new Worker<string>('words', async ({ data }) => void done.push(data), {
      connection: redis.newBlockingConnection(),
      prefix,
    });
    worker.on('error', () => undefined);
    await queue.add('word', 'before');
    await eventually(() => done.includes('before'));

    const master = await cluster.masterOf(prefix);
    await master.kill();
    await eventually(() => queue.add('word', 'after').then(() => true), FAILOVER_MS_MAX);
    await eventually(() => done.includes('after'), FAILOVER_MS_MAX);
    await worker.close(true);
    await queue.close();
  });
});

const wordOf = (event: TopicEvent<string> | undefined): string | null =>
  event === undefined ? null : event.kind === 'message' ? event.message : event.kind;
