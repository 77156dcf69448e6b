import type { FastifyInstance } from 'fastify';
import type { OpenStream, ReadyStream } from './graphql/build-schema';
import type { NodeFetcher } from './graphql/node';
import type { Stop } from './lifecycle';

/** What a room brings into the house. A room's own door adds the verbs that rooms above may call. */
export interface AppModule {
  /** Instances of type-graphql's resolver classes. */
  readonly resolvers?: readonly object[];
  readonly nodes?: readonly NodeFetcher[];
  /** The streams behind this room's subscription fields, by the field's name. */
  readonly streams?: Readonly<Record<string, OpenStream | ReadyStream>>;
  /** HTTP routes beside `/graphql`. */
  readonly routes?: (http: FastifyInstance) => void;
  /** Starts background work. */
  readonly start?: () => Promise<Stop>;
}
