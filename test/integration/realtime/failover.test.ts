import { Redis } from 'ioredis';
import pino from 'pino';
import { RedisConnections } from '../../../src/platform';
import { openTopics, type Topic, type TopicEvent, type Topics } from '../../../src/realtime';
import { eventually } from '../../support/eventually';
import { type Link, openLink } from '../../support/link';
import { RedisServer } from '../../support/redis-server';

const logger = pino({ level: 'silent' });

/** Two servers behind one address. The first one is the primary, the second one its replica. */
let first: RedisServer;
let second: RedisServer;
let link: Link;
const opened: { readonly topics: Topics; readonly redis: RedisConnections }[] = [];

const urlOf = ({ port }: RedisServer) => `redis://127.0.0.1:${port}`;

beforeEach(async () => {
  // A replica is sent the data at once, not after five seconds in which others might join.
  first = await RedisServer.start('--repl-diskless-sync-delay', '0');
  second = await RedisServer.start('--replicaof', '127.0.0.1', String(first.port));
  link = await openLink(urlOf(first));
});
afterEach(async () => {
  for (const { topics, redis } of opened.splice(0)) {
    await topics.close();
    await redis.close();
  }
  await link.close();
  await second.stop();
  await first.stop();
});

async function openProcess(): Promise<Topic<string>> {
  const redis = new RedisConnections({ kind: 'server', url: link.url }, 'test:', logger);
  await redis.ready();
  const topics = openTopics({ redis, logger, pollSeconds: 0.2 });
  opened.push({ topics, redis });
  return topics.openTopic<string>({ name: 'words', encode: (word) => word, decode: (text) => text });
}

/** As an operator or a sentinel does it; the former primary stays up, with its connections, as a read-only replica. */
async function failOver(): Promise<void> {
  const [old, next] = [new Redis(urlOf(first)), new Redis(urlOf(second))];
  await eventually(async () => (await next.info('replication')).includes('master_link_status:up'));
  await next.replicaof('NO', 'ONE');
  link.switchTo(urlOf(second));
  await old.replicaof('127.0.0.1', second.port);
  old.disconnect();
  next.disconnect();
}

/** The primary is there no more, and closes none of its connections. */
async function losePower(): Promise<void> {
  const next = new Redis(urlOf(second));
  await eventually(async () => (await next.info('replication')).includes('master_link_status:up'));
  link.freeze();
  await next.replicaof('NO', 'ONE');
  link.switchTo(urlOf(second));
  next.disconnect();
}

it.each([
  ['that publishes too', 'became a replica', failOver],
  ['that only reads', 'became a replica', failOver],
  ['that publishes too', 'lost power', losePower],
  ['that only reads', 'lost power', losePower],
])('a process %s receives everything without a restart after the primary of Redis %s', async (which, _, fail) => {
  const writer = await openProcess();
  const topic = which === 'that only reads' ? await openProcess() : writer;
  const reader = topic.subscribe('show', null);
  await reader.next();
  await writer.append('show', 'before');
  expect(wordOf((await reader.next()).value)).toBe('before');

  await fail();
  // As the outbox does: until it is published.
  await eventually(() => writer.append('show', 'after').then(() => true), 30_000);
  const received: (string | null)[] = [];
  while (!received.includes('after') && !received.includes('resync')) {
    received.push(wordOf((await reader.next()).value));
  }
  await writer.append('show', 'and on');
  while (!received.includes('and on')) received.push(wordOf((await reader.next()).value));
  const now = new Redis(urlOf(second));
  expect(await now.xlen('test:words:{show}')).toBeGreaterThan(0);
  now.disconnect();
  // Every connection leads to the new primary.
  for (const { redis } of opened) await eventually(() => redis.checkWritable().then(() => true), 30_000);
  await reader.return?.();
});

const wordOf = (event: TopicEvent<string> | undefined): string | null =>
  event === undefined ? null : event.kind === 'message' ? event.message : event.kind;
