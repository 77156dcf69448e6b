import 'reflect-metadata';
import { type GraphQLSchema, type GraphQLUnionType, isUnionType } from 'graphql';
import { type BuildSchemaOptions, buildSchema as build } from 'type-graphql';
import type { RequestContext } from './context';
import { DateTime } from './scalars';

/** Opens the stream behind one subscription field: each value becomes the root of one execution. */
export type OpenStream = (
  args: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;

/** A stream whose values become the field's at once, without the resolver, which type-graphql waits for. */
export interface ReadyStream {
  readonly open: OpenStream;
  resolve(value: unknown, args: Readonly<Record<string, unknown>>): unknown;
}

/**
 * What a subscription's decorator names as its `subscribe`. type-graphql calls it without the resolver's instance, so
 * the stream comes from the room: `buildSchema` puts it in this one's place.
 */
export const streamOfModule = (): never => {
  throw new Error('No room opens this stream');
};

/** Makes the schema of exactly these resolvers and streams. */
export async function buildSchema(
  resolvers: readonly object[],
  streams: ReadonlyMap<string, OpenStream | ReadyStream> = new Map(),
): Promise<GraphQLSchema> {
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const schema = await build({
    // The app has at least the platform's own resolver, so the list is not empty.
    resolvers: [...byClass.keys()] as BuildSchemaOptions['resolvers'],
    // What is asked for is one of the classes above.
    container: { get: (wanted) => byClass.get(wanted) as object },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    // Every stream comes from a room, so this broker is never asked.
    pubSub: { publish: () => undefined, subscribe: () => ({ [Symbol.asyncIterator]: noMessages }) },
  });
  for (const type of Object.values(schema.getTypeMap())) if (isUnionType(type)) resolveByKind(type);
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const [name, field] of Object.entries(fields)) {
    const stream = streams.get(name);
    if (stream === undefined) throw new Error(`No room opens the stream of the subscription ${name}`);
    const open = typeof stream === 'function' ? stream : stream.open;
    field.subscribe = (_root, args, context) => open(args, context);
    if (typeof stream !== 'function') field.resolve = (value, args) => stream.resolve(value, args);
  }
  return schema;
}

/**
 * A value that says its kind is of the type of that name. type-graphql waits for every answer of a union's `resolveType`,
 * which made each execution with a union asynchronous and half as fast.
 */
function resolveByKind(type: GraphQLUnionType): void {
  const { resolveType } = type;
  type.resolveType = (value, ...rest) => {
    const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
    return typeof kind === 'string' ? kind : resolveType?.(value, ...rest);
  };
}

async function* noMessages(): AsyncGenerator<never> {}
