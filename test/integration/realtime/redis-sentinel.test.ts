import pino from 'pino';
import { loadConfig, RedisConnections, redisTargetOf } from '../../../src/platform';
import { openTopics, type Topic, type TopicEvent, type Topics } from '../../../src/realtime';
import { eventually } from '../../support/eventually';
import { describeWithPrograms } from '../../support/programs';
import { type RedisSentinels, startRedisSentinels } from '../../support/redis-sentinel';

const logger = pino({ level: 'silent' });
const FAILOVER_MS_MAX = 30_000;

describeWithPrograms('With Redis Sentinels', ['redis-server'], () => {
  let servers: RedisSentinels;
  const opened: { readonly topics: Topics; readonly redis: RedisConnections }[] = [];

  beforeEach(async () => {
    servers = await startRedisSentinels();
  });
  afterEach(async () => {
    for (const { topics, redis } of opened.splice(0)) {
      await topics.close();
      await redis.close();
    }
    await servers.stop();
  });

  async function openProcess(): Promise<Topic<string>> {
    const target = redisTargetOf(loadConfig(servers.environment));
    if (target === null) throw new Error('The settings name Sentinels');
    const redis = new RedisConnections(target, 'test:', logger);
    await redis.ready();
    const topics = openTopics({ redis, logger, pollSeconds: 0.5 });
    opened.push({ topics, redis });
    return topics.openTopic<string>({ name: 'words', encode: (word) => word, decode: (text) => text });
  }

  it.each([
    ['killed', 'SIGKILL'],
    ['suspended, so that its connections stay open', 'SIGSTOP'],
  ] as const)('readers receive what is appended after the primary was %s', async (_, signal) => {
    const [writer, other] = [await openProcess(), await openProcess()];
    const reader = other.subscribe('show', null);
    await reader.next();
    await writer.append('show', 'before');
    expect(wordOf((await reader.next()).value)).toBe('before');

    if (signal === 'SIGKILL') await servers.primary.kill();
    else servers.primary.freeze();
    await eventually(() => writer.append('show', 'after').then(() => true), FAILOVER_MS_MAX);
    let word = wordOf((await reader.next()).value);
    while (word !== 'after' && word !== 'resync') word = wordOf((await reader.next()).value);
    await writer.append('show', 'and on');
    while (word !== 'and on') word = wordOf((await reader.next()).value);
    for (const { redis } of opened) await eventually(() => redis.checkWritable().then(() => true), FAILOVER_MS_MAX);
    await reader.return?.();

    // A process that starts later finds the primary, although the Sentinel that it asks first is away.
    await servers.killSentinel();
    const late = (await openProcess()).subscribe('show', null);
    await late.next();
    await writer.append('show', 'to all');
    expect(wordOf((await late.next()).value)).toBe('to all');
    await late.return?.();
  });
});

const wordOf = (event: TopicEvent<string> | undefined): string | null =>
  event === undefined ? null : event.kind === 'message' ? event.message : event.kind;
