import type { RequestContext } from '../context';

/** How `node(id)` finds the objects of one kind: the id's prefix, the GraphQL type, and the reader. */
export interface NodeFetcher {
  readonly kind: string;
  readonly typeName: string;
  /** Null if there is none or the caller may not see it. */
  fetch(id: string, context: RequestContext): Promise<object | null>;
}

const typeNames = new WeakMap<object, string>();

/** Records the GraphQL type of a value that is returned as a `Node`. */
export function asNode<T extends object>(value: T, typeName: string): T {
  typeNames.set(value, typeName);
  return value;
}

export function typeNameOfNode(value: object): string | undefined {
  return typeNames.get(value);
}
