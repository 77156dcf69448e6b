import type { FastifyInstance } from 'fastify';
import type { DeadLetterSource } from './graphql/dead-letters/dead-letter';
import type { SubscriptionSource } from './graphql/schema/build-schema';
import type { NodeFetcher } from './graphql/schema/node';
import type { Stop } from './lifecycle';

/** What a module adds to the app. Its public API adds the use cases that modules of higher layers may call. */
export interface AppModule {
  /** Instances of type-graphql's resolver classes. */
  readonly resolvers?: readonly object[];
  readonly nodes?: readonly NodeFetcher[];
  /** The sources of this module's subscription fields, by the field's name. */
  readonly subscriptions?: Readonly<Record<string, SubscriptionSource>>;
  /** What of this module may wait for an operator. */
  readonly deadLetters?: readonly DeadLetterSource[];
  /** HTTP routes beside `/graphql`. */
  readonly routes?: (http: FastifyInstance) => void;
  /** Does what the first of a crowd would wait for, without an effect. */
  readonly rehearse?: () => Promise<void>;
  /** Starts background work. */
  readonly start?: () => Promise<Stop>;
}
