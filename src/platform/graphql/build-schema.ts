import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { type BuildSchemaOptions, buildSchema as build } from 'type-graphql';
import { DateTime } from './scalars';

/** Makes the schema of exactly these resolvers. Subscriptions bring their own streams, so type-graphql gets no broker. */
export async function buildSchema(resolvers: readonly object[]): Promise<GraphQLSchema> {
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  return build({
    // The house has at least the platform's own resolver, so the list is not empty.
    resolvers: [...byClass.keys()] as BuildSchemaOptions['resolvers'],
    // What is asked for is one of the classes above.
    container: { get: (wanted) => byClass.get(wanted) as object },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    // Each subscription has a `subscribe` of its own, so this broker is never asked.
    pubSub: { publish: () => undefined, subscribe: () => ({ [Symbol.asyncIterator]: noMessages }) },
  });
}

async function* noMessages(): AsyncGenerator<never> {}
