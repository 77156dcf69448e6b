import type { GraphQLError } from 'graphql';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config/load-config';
import { networkOf } from '../../http/network-of';
import type { Logger } from '../../logger';
import type { RedisConnections } from '../../redis/redis-connections';
import type { RequestContext } from '../context';
import { rateLimited, serviceUnavailable } from '../errors';

/**
 * Limits of mutations by buyer and by network, counted in Redis for all processes together. While Redis is unreachable
 * they allow or refuse everything, as RATE_LIMITS_WITHOUT_REDIS says.
 */
export class RateLimits {
  private readonly limiters: readonly {
    limiter: RateLimiterRedis;
    keyOf: (context: RequestContext) => string | null;
  }[];

  constructor(
    private readonly config: Config,
    redis: RedisConnections,
    private readonly logger: Logger,
  ) {
    const limiter = (name: string, points: number) =>
      new RateLimiterRedis({ storeClient: redis.commands, keyPrefix: redis.key('rate', name), points, duration: 60 });
    this.limiters = config.RATE_LIMITS
      ? [
          {
            limiter: limiter('buyer', config.MUTATIONS_PER_MINUTE_BY_BUYER),
            keyOf: (context) => context.caller?.id ?? null,
          },
          {
            limiter: limiter('address', config.MUTATIONS_PER_MINUTE_BY_ADDRESS),
            keyOf: (context) => networkOf(context.clientAddress),
          },
        ]
      : [];
  }

  /** Counts one mutation. Null where it may go on. */
  async refusal(context: RequestContext): Promise<GraphQLError | null> {
    for (const { limiter, keyOf } of this.limiters) {
      const key = keyOf(context);
      if (key === null) continue;
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return rateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
        this.logger.debug({ err: refusal }, 'A rate limit could not be counted');
        if (this.config.RATE_LIMITS_WITHOUT_REDIS === 'closed') return serviceUnavailable();
      }
    }
    return null;
  }
}
