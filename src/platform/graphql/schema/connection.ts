import type { ClassType } from 'type-graphql';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { badUserInput } from '../errors';

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

/** The page length of a list if `first` is null. */
export const FIRST_WHERE_NULL = 20;

/** A page of a list: at most `first` items after the cursor `after`. */
export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/**
 * Makes the GraphQL types of a paged list, `NameEdge` and `NameConnection`. Call it once per name, in the file that
 * declares the node's type.
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

/** The arguments of a paged list, with its default page length. */
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

/** Checks `first` against the list's maximum. Null, which the schema allows, gives a page of the default length. */
export function pageOf(args: { first: number | null; after?: string | null | undefined }, firstMax: number): Page {
  const first = args.first ?? FIRST_WHERE_NULL;
  if (first < 1 || first > firstMax) {
    throw badUserInput(`"first" must be from 1 to ${firstMax}; it was ${first}.`);
  }
  return { first, after: args.after ?? null };
}

/** Encodes the sort key of a row as an opaque cursor. */
export const encodeCursor = (...key: (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The sort key of a cursor, which must have one of these numbers of parts; else BAD_USER_INPUT. */
export function decodeCursor(cursor: string, ...lengths: readonly number[]): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(key) &&
      lengths.includes(key.length) &&
      key.every((part) => typeof part === 'string' || typeof part === 'number')
    ) {
      return key;
    }
  } catch {
    // Reported below.
  }
  throw badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
}

/**
 * Makes a connection of rows that were read with a limit of `first + 1`: the extra row shows that there are more.
 */
export function connect<T>(rows: readonly T[], page: Page, cursorOf: (row: T) => string): Connection<T> {
  const nodes = rows.slice(0, page.first);
  const [first, last] = [nodes[0], nodes.at(-1)];
  return {
    // Made only where they are asked for: most clients read `nodes`, and a cursor takes longer than the rest of a row.
    get edges() {
      return nodes.map((node) => ({ cursor: cursorOf(node), node }));
    },
    nodes,
    get pageInfo() {
      return {
        hasNextPage: rows.length > page.first,
        hasPreviousPage: page.after !== null,
        startCursor: first === undefined ? null : cursorOf(first),
        endCursor: last === undefined ? null : cursorOf(last),
      };
    },
  };
}
