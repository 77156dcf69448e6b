import type { RequestContext } from './context';

/** How `node(id)` finds the things of one kind: the kind in front of the id, the GraphQL type, and the reader. */
export interface NodeFetcher {
  readonly kind: string;
  readonly typeName: string;
  /** Null where there is none or the caller may not know of it. */
  fetch(id: string, context: RequestContext): Promise<object | null>;
}

const typeNames = new WeakMap<object, string>();

/** Remembers the GraphQL type of a value that is about to be returned as a `Node`. */
export function asNode<T extends object>(value: T, typeName: string): T {
  typeNames.set(value, typeName);
  return value;
}

export function typeNameOfNode(value: object): string | undefined {
  return typeNames.get(value);
}
