import type { ClassType } from 'type-graphql';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { badUserInput } from './errors';

@ObjectType()
export class PageInfo {
  @Field()
  hasNextPage!: boolean;

  @Field()
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** How many a list gives where `first` is null. */
export const FIRST_WHERE_NULL = 20;

/** A page of a list: `first` so many after the cursor `after`. */
export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/**
 * Makes the GraphQL types of a list by pages, `NameEdge` and `NameConnection`. Call it once for each name, in the
 * file that declares the node's type.
 */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>) {
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field()
    cursor!: string;

    @Field(node)
    node!: T;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType {
    @Field(() => [EdgeType])
    edges!: EdgeType[];

    @Field(() => [node()])
    nodes!: T[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }

  return { EdgeType, ConnectionType };
}

/** The arguments of a list by pages, with its default and its maximum. */
export function pageArgs(name: string, firstDefault: number) {
  @ArgsType()
  class PageArgs {
    @Field(() => Int, { defaultValue: firstDefault, nullable: true })
    first!: number | null;

    @Field(() => String, { nullable: true })
    after?: string;
  }
  Object.defineProperty(PageArgs, 'name', { value: `${name}PageArgs` });
  return PageArgs;
}

/** Checks `first` against the list's maximum. Null, which the schema allows, is a page of the usual length. */
export function pageOf(args: { first: number | null; after?: string | null | undefined }, firstMax: number): Page {
  const first = args.first ?? FIRST_WHERE_NULL;
  if (first < 1 || first > firstMax) {
    throw badUserInput(`"first" must be from 1 to ${firstMax}; it was ${first}.`);
  }
  return { first, after: args.after ?? null };
}

/** Puts the sort key of a row into an opaque cursor. */
export const encodeCursor = (...key: (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The sort key of a cursor: as many parts as the sort has, or BAD_USER_INPUT. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => typeof part === 'string' || typeof part === 'number')
    ) {
      return key;
    }
  } catch {
    // The error below says it.
  }
  throw badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list gave.');
}

/**
 * Makes a connection of rows that were read with a limit of `first + 1`: the one too many tells that there is more.
 */
export function connect<T>(rows: readonly T[], page: Page, cursorOf: (row: T) => string): Connection<T> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
