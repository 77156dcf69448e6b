import 'reflect-metadata';
import { assertValidSchema, type GraphQLSchema, type GraphQLUnionType, isUnionType } from 'graphql';
import { type BuildSchemaOptions, buildSchema as build } from 'type-graphql';
import type { RequestContext } from '../context';
import { notePlainFields, readPlainly } from './plain-fields';
import { DateTime } from './scalars';
import { spreadLists } from './spread-lists';

/** Opens one client's stream of a subscription field: each value becomes the root value of one execution. */
export type OpenStream = (
  args: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;

/** Where the events of a subscription field come from. A module declares one for each of its subscription fields. */
export interface SubscriptionSource {
  readonly open: OpenStream;
  /** The field's value for an event, in place of the resolver's method: type-graphql makes each call of one asynchronous. */
  resolve?(value: unknown, args: Readonly<Record<string, unknown>>): unknown;
}

/**
 * The `subscribe` option of every `@Subscription`. type-graphql calls that option without the resolver's instance, so
 * `buildSchema` replaces it by the source that the module declares in `AppModule.subscriptions`.
 */
export const streamOfModule = (): never => {
  throw new Error('No module declares this subscription');
};

/** Builds the schema of exactly these resolvers and subscriptions. */
export async function buildSchema(
  resolvers: readonly object[],
  subscriptions: ReadonlyMap<string, SubscriptionSource> = new Map(),
): Promise<GraphQLSchema> {
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  readPlainly();
  const schema = await build({
    // The app has at least the platform's own resolver, so the list is not empty.
    resolvers: [...byClass.keys()] as BuildSchemaOptions['resolvers'],
    // type-graphql requests only the classes above.
    container: { get: (wanted) => byClass.get(wanted) as object },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    // type-graphql checks the schema by executing an introspection of all of it, a third of the time of a start.
    skipCheck: true,
    // Every subscription has a source of its own, so this broker is never used.
    pubSub: { publish: () => undefined, subscribe: () => ({ [Symbol.asyncIterator]: noMessages }) },
  });
  assertValidSchema(schema);
  for (const type of Object.values(schema.getTypeMap())) if (isUnionType(type)) resolveByKind(type);
  notePlainFields(schema);
  spreadLists(schema);
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const [name, field] of Object.entries(fields)) {
    const source = subscriptions.get(name);
    if (source === undefined) throw new Error(`No module declares the subscription ${name}`);
    field.subscribe = (_root, args, context) => source.open(args, context);
    if (source.resolve !== undefined) field.resolve = (value, args) => source.resolve?.(value, args);
  }
  return schema;
}

/**
 * A value with a `kind` is of the type of that name. type-graphql awaits every call of a union's `resolveType`, which made
 * each execution with a union asynchronous and half as fast.
 */
function resolveByKind(type: GraphQLUnionType): void {
  const { resolveType } = type;
  type.resolveType = (value, ...rest) => {
    const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
    return typeof kind === 'string' ? kind : resolveType?.(value, ...rest);
  };
}

async function* noMessages(): AsyncGenerator<never> {}
