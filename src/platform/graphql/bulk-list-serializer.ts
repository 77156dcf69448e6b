import type { ExecutionResult, GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { RequestContext } from './context';

/** Two digits and a comma: most versions of seats are small. */
const BYTES_PER_NUMBER = 3;

/**
 * For a resolver that returns a long list of valid numbers. GraphQL completes a list item by item, which takes 9 ms of
 * processor time for 50,000 numbers; here the execution completes an empty list, and the whole one is put into the
 * answer before it is serialized.
 */
export function longList(
  context: RequestContext,
  { path }: GraphQLResolveInfo,
  numbers: readonly number[],
): readonly number[] {
  context.budget.spend({ bytes: numbers.length * BYTES_PER_NUMBER });
  const lists = context.budget.longLists;
  if (lists === null) return numbers;
  lists.push({ path, numbers });
  return [];
}

/** From now on the operation's long lists are left to `putLongLists`. */
export function deferLongLists({ budget }: RequestContext): void {
  budget.longLists = [];
}

/** Puts the operation's long lists into its result. */
export function putLongLists({ data }: ExecutionResult, { budget }: RequestContext): void {
  for (const { path, numbers } of budget.longLists ?? []) {
    const [last, ...above] = keysUpwards(path);
    // An error of a sibling field may have nulled the parent.
    const parent = above.reduceRight<unknown>(below, data);
    if (last !== undefined && typeof parent === 'object' && parent !== null) Reflect.set(parent, last, numbers);
  }
}

function keysUpwards(path: ResponsePath): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: ResponsePath | undefined = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys;
}

function below(parent: unknown, key: string | number): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : null;
}
