import type { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config/load-config';
import { networkOf } from '../../http/network-of';
import type { Logger } from '../../logger';
import type { RedisConnections } from '../../redis/redis-connections';
import type { Caller, RequestContext } from '../context';
import { rateLimited, serviceUnavailable } from '../errors';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

/**
 * Somebody whom an organizer or the operator gave a role. Their mutations count for themselves alone: the devices of all
 * gates of a venue share one address, and with the visitors' telephones.
 */
const isStaff = (caller: Caller | null): boolean =>
  caller !== null && [...caller.roles].some((role) => role !== 'buyer');

/**
 * Limits by buyer and by network. Mutations and guest sessions are counted in Redis for all processes together; while
 * Redis is unreachable they are allowed or refused, as RATE_LIMITS_WITHOUT_REDIS says. The cost of operations is counted
 * in each process: what it protects is the processor of this process, and a query needs no round trip for it.
 */
export class RateLimits {
  private readonly byBuyer: RateLimiterRedis;
  private readonly byNetwork: RateLimiterRedis;
  private readonly sessions: RateLimiterRedis;
  private readonly costs: RateLimiterMemory;

  constructor(
    private readonly config: Config,
    redis: RedisConnections,
    private readonly logger: Logger,
  ) {
    const limiter = (name: string, points: number, duration: number) =>
      new RateLimiterRedis({ storeClient: redis.commands, keyPrefix: redis.key('rate', name), points, duration });
    this.byBuyer = limiter('buyer', config.MUTATIONS_PER_MINUTE_BY_BUYER, MINUTE_SECONDS);
    this.byNetwork = limiter('address', config.MUTATIONS_PER_MINUTE_BY_ADDRESS, MINUTE_SECONDS);
    this.sessions = limiter('sessions', config.GUEST_SESSIONS_PER_HOUR_BY_ADDRESS, HOUR_SECONDS);
    this.costs = new RateLimiterMemory({ points: config.COST_PER_MINUTE_BY_ADDRESS, duration: MINUTE_SECONDS });
  }

  /** Counts the mutations of one operation: each root field is one. Null if it may run. */
  refusal(context: RequestContext, mutations: readonly string[]): Promise<GraphQLError | null> | null {
    return this.config.RATE_LIMITS && mutations.length > 0 ? this.countMutations(context, mutations) : null;
  }

  private async countMutations(context: RequestContext, mutations: readonly string[]): Promise<GraphQLError | null> {
    const { caller } = context;
    const network = networkOf(context.clientAddress);
    const sessions = mutations.filter((name) => name === 'createGuestSession').length;
    return (
      (caller === null ? null : await this.consume(this.byBuyer, caller.id, mutations.length)) ??
      (isStaff(caller) ? null : await this.consume(this.byNetwork, network, mutations.length)) ??
      (sessions === 0 ? null : await this.consume(this.sessions, network, sessions))
    );
  }

  /** Counts the estimated cost of an operation. Null if it may run. */
  costRefusal({ clientAddress }: RequestContext, points: number): Promise<GraphQLError | null> | null {
    return this.config.RATE_LIMITS ? this.consume(this.costs, networkOf(clientAddress), points) : null;
  }

  /** Returns what an operation cost less than was estimated, and returns the points left; null without limits. */
  settleCost({ clientAddress }: RequestContext, unusedPoints: number): Promise<number> | null {
    if (!this.config.RATE_LIMITS) return null;
    return this.costs
      .reward(networkOf(clientAddress), Math.max(0, unusedPoints))
      .then(({ remainingPoints }) => Math.max(0, remainingPoints));
  }

  private async consume(
    limiter: RateLimiterRedis | RateLimiterMemory,
    key: string,
    points: number,
  ): Promise<GraphQLError | null> {
    try {
      await limiter.consume(key, points);
      return null;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return rateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
      this.logger.debug({ err: refusal }, 'A rate limit could not be counted');
      return this.config.RATE_LIMITS_WITHOUT_REDIS === 'closed' ? serviceUnavailable() : null;
    }
  }
}
