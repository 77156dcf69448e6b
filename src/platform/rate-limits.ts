import { isIPv6 } from 'node:net';
import type { GraphQLError } from 'graphql';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from './config';
import type { RequestContext } from './graphql/context';
import { rateLimited, serviceUnavailable } from './graphql/errors';
import type { Logger } from './logger';
import type { RedisConnections } from './redis-connections';

/**
 * Limits of mutations by buyer and by network address, counted in Redis for all processes together. Where Redis is
 * away they let everyone pass or refuse, as RATE_LIMITS_WITHOUT_REDIS says.
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

/**
 * What counts as one network address: an IPv4 address, or the 64 bits of an IPv6 address that one subscriber is given at
 * least, who can take any address within.
 */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const known = groupsOf(front);
  const missing = back === undefined ? 0 : 8 - known.length - groupsOf(back).length;
  const groups = [...known, ...Array<string>(missing).fill('0'), ...groupsOf(back ?? '')];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
