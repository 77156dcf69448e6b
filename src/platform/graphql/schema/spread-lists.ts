import {
  defaultFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { RequestContext } from '../context';
import type { Turns } from '../limits/turns';

/** Lists of objects of a large operation are completed in several turns of the event loop; all others as before. */
export function spreadLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
      if (!isList || isLeafType(getNamedType(field.type))) continue;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context: RequestContext | null, info) => {
        const list: unknown = resolve(source, args, context, info);
        // Shared subscriptions, and tests that execute without the app, have no context.
        const turns = context?.budget.turns ?? null;
        if (turns === null) return list;
        return list instanceof Promise ? list.then((items) => spread(items, turns, info)) : spread(list, turns, info);
      };
    }
  }
}

const spread = (items: unknown, turns: Turns, { fieldNodes: [node] }: GraphQLResolveInfo): unknown =>
  node === undefined || !Array.isArray(items) ? items : turns.spread(items, node);
