import { type Platform, RedisConnections } from '../../platform';
import { openNatsTarget } from './nats-target';
import { openRedisTarget } from './redis-target';
import type { EventLogTarget } from './target';

/** The server that keeps the log, by the settings; null where there is none. Another kind of server is one more file. */
export function openTarget({
  config,
  redis,
  logger,
}: Pick<Platform, 'config' | 'redis' | 'logger'>): EventLogTarget | null {
  const { EVENT_LOG, EVENT_LOG_URL: url, EVENT_LOG_NAME: stream, EVENT_LOG_LENGTH: length } = config;
  switch (EVENT_LOG) {
    case 'off':
      return null;
    case 'redis': {
      const own =
        url === undefined ? undefined : new RedisConnections({ kind: 'server', url }, config.REDIS_PREFIX, logger);
      return openRedisTarget({ connections: own ?? redis, ownsConnections: own !== undefined, stream, length });
    }
    case 'nats':
      if (url === undefined) throw new Error('EVENT_LOG_URL is required with EVENT_LOG=nats');
      return openNatsTarget({ url, stream, length });
  }
}
