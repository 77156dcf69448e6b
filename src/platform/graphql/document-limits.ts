import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { FIRST_WHERE_NULL } from './connection';

/**
 * What a document may ask for. The same limits hold for HTTP and for sockets. The numbers leave room for every
 * example in the docs and for GraphiQL's introspection, and for little more.
 */
export const documentLimits = {
  tokensMax: 4000,
  depthMax: 14,
  operationsMax: 10,
  /** How often one field of a type may be asked for in one selection set, under different aliases. */
  aliasesOfFieldMax: 15,
  directivesOnNodeMax: 5,
  /** One for each field, lists multiplied by their `first`. */
  costMax: 60_000,
};

const tooMuch = (message: string) => new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });

/** At most so many operations in a document. */
const limitOperations: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Document(document) {
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
    if (operations > documentLimits.operationsMax) {
      context.reportError(
        tooMuch(`The document has ${operations} operations; at most ${documentLimits.operationsMax} are allowed.`),
      );
    }
  },
});

/** At most so many directives on one node. */
const limitDirectives: ValidationRule = (context) => ({
  enter(node) {
    if (!('directives' in node) || node.directives === undefined) return;
    if (node.directives.length > documentLimits.directivesOnNodeMax) {
      context.reportError(
        tooMuch(
          `A node has ${node.directives.length} directives; at most ${documentLimits.directivesOnNodeMax} are allowed.`,
        ),
      );
    }
  },
});

/** Depth and aliases, fragments followed. Introspection has a depth of its own and is left out. */
const limitSelections: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const { depthMax, aliasesOfFieldMax } = documentLimits;
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of context.getDocument().definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    const depths = new Map<SelectionSetNode, number>();
    let aliasesReported = false;

    const depthOf = (set: SelectionSetNode, inside: readonly string[]): number => {
      const known = depths.get(set);
      if (known !== undefined) return known;
      const asked = new Map<string, number>();
      let depth = 0;
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const name = selection.name.value;
          if (name.startsWith('__')) continue;
          asked.set(name, (asked.get(name) ?? 0) + 1);
          depth = Math.max(depth, 1 + (selection.selectionSet ? depthOf(selection.selectionSet, inside) : 0));
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          depth = Math.max(depth, depthOf(selection.selectionSet, inside));
        } else {
          const name = selection.name.value;
          const fragment = fragments.get(name);
          // A fragment inside itself is refused by a rule of the specification.
          if (fragment === undefined || inside.includes(name)) continue;
          depth = Math.max(depth, depthOf(fragment.selectionSet, [...inside, name]));
        }
      }
      for (const [name, times] of asked) {
        if (times <= aliasesOfFieldMax || aliasesReported) continue;
        aliasesReported = true;
        context.reportError(
          tooMuch(
            `The field "${name}" is asked for ${times} times at one place; at most ${aliasesOfFieldMax} are allowed.`,
          ),
        );
      }
      depths.set(set, depth);
      return depth;
    };

    const depth = depthOf(operation.selectionSet, []);
    if (depth > depthMax)
      context.reportError(tooMuch(`The document is ${depth} levels deep; at most ${depthMax} are allowed.`));
  },
});

export const limitRules: readonly ValidationRule[] = [limitOperations, limitDirectives, limitSelections];

const estimators = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];
const knownCosts = new WeakMap<DocumentNode, Map<string, number>>();
const COSTS_PER_DOCUMENT_MAX = 50;

/**
 * Says whether an operation costs too much: each field counts one, what is below a list counts `first` times.
 * A parsed document that is kept and sent again with the same numbers is not counted again.
 */
export function costError(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const numbers = (operation.variableDefinitions ?? []).map(({ variable }) => {
    const value = variables[variable.name.value];
    return typeof value === 'number' ? value : null;
  });
  const key = `${operation.name?.value ?? ''} ${JSON.stringify(numbers)}`;
  let costs = knownCosts.get(document);
  if (costs === undefined) {
    costs = new Map();
    knownCosts.set(document, costs);
  }
  let cost = costs.get(key);
  if (cost === undefined) {
    cost = getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      estimators,
      ...(operation.name ? { operationName: operation.name.value } : {}),
    });
    if (costs.size < COSTS_PER_DOCUMENT_MAX) costs.set(key, cost);
  }
  if (cost <= documentLimits.costMax) return null;
  return tooMuch(
    `The operation costs ${cost}; at most ${documentLimits.costMax} is allowed. Each field costs one, and what is below a list as often as its "first" says: ask for fewer, or in several pages.`,
  );
}

/** The cost of a list field, for `@Field({ complexity })` and `@Query({ complexity })`. */
export function listCost({ args, childComplexity }: { args: { first?: unknown }; childComplexity: number }): number {
  const first = args.first === null ? FIRST_WHERE_NULL : args.first;
  return 1 + childComplexity * (typeof first === 'number' && first > 0 ? Math.min(first, 100_000) : 1);
}
