import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { type BuildSchemaOptions, buildSchema as build } from 'type-graphql';
import type { RequestContext } from './context';
import { DateTime } from './scalars';

/** Opens the stream behind one subscription field: each value becomes the root of one execution. */
export type OpenStream = (
  args: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;

/**
 * What a subscription's decorator names as its `subscribe`. type-graphql calls it without the resolver's instance, so
 * the stream comes from the room: `buildSchema` puts it in this one's place.
 */
export const streamOfRoom = (): never => {
  throw new Error('No room opens this stream');
};

/** Makes the schema of exactly these resolvers and streams. */
export async function buildSchema(
  resolvers: readonly object[],
  streams: ReadonlyMap<string, OpenStream> = new Map(),
): Promise<GraphQLSchema> {
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const schema = await build({
    // The house has at least the platform's own resolver, so the list is not empty.
    resolvers: [...byClass.keys()] as BuildSchemaOptions['resolvers'],
    // What is asked for is one of the classes above.
    container: { get: (wanted) => byClass.get(wanted) as object },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    // Every stream comes from a room, so this broker is never asked.
    pubSub: { publish: () => undefined, subscribe: () => ({ [Symbol.asyncIterator]: noMessages }) },
  });
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const [name, field] of Object.entries(fields)) {
    const open = streams.get(name);
    if (open === undefined) throw new Error(`No room opens the stream of the subscription ${name}`);
    field.subscribe = (_root, args, context) => open(args, context);
  }
  return schema;
}

async function* noMessages(): AsyncGenerator<never> {}
