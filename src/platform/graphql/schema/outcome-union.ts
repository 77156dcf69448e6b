import { type ClassType, createUnionType } from 'type-graphql';

/** The outcomes of a use case: a union discriminated by `kind`. */
interface Outcome {
  readonly kind: string;
}

type Members<Kind extends string> = Readonly<Record<Kind, ClassType<object>>>;

/** A GraphQL union whose members are known to the compiler, by name. */
export interface OutcomeUnion<Types extends Members<string>> {
  /** Absent at run time: carries the members' types to `ResultOf`. */
  readonly members?: Types;
}

/** What a resolver returns for such a union: the fields of one of its members, and the member's name as `kind`. */
export type ResultOf<Union> =
  Union extends OutcomeUnion<infer Types>
    ? { [Kind in keyof Types & string]: { readonly kind: Kind } & InstanceType<Types[Kind]> }[keyof Types & string]
    : never;

/**
 * Makes the GraphQL union of a use case's outcome. The members are named as the outcome's kinds: a kind without a
 * member, or a member that is no kind, does not compile.
 *
 * ```ts
 * export const ReleaseHoldResult = outcomeUnion<ReleaseHoldOutcome>()('ReleaseHoldResult', { ReleaseHoldPayload, HoldNotFound });
 * ```
 */
export const outcomeUnion =
  <Of extends Outcome>() =>
  <Types extends Members<Of['kind']> & { readonly [Kind in Exclude<keyof Types, Of['kind']>]: never }>(
    name: string,
    members: Types,
    description?: string,
  ): Types[keyof Types] & OutcomeUnion<Types> =>
    createUnionType({
      name,
      ...(description === undefined ? {} : { description }),
      types: () => Object.values(members) as ClassType<object>[],
      resolveType: (value: object) => ('kind' in value ? String(value.kind) : undefined),
      // The union is a symbol to type-graphql; its type stands for the members alone.
    }) as unknown as Types[keyof Types] & OutcomeUnion<Types>;
