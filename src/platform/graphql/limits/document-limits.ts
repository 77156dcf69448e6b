import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { FIRST_WHERE_NULL } from '../schema/connection';

/**
 * What a document may ask for. The same limits hold for HTTP and for sockets. The numbers leave room for every
 * example in the docs and for GraphiQL's introspection, and for little more.
 */
export const documentLimits = {
  tokensMax: 2000,
  depthMax: 14,
  operationsMax: 10,
  /** Under how many names one field may be asked for at one place of the answer. */
  aliasesOfFieldMax: 15,
  directivesOnNodeMax: 5,
  /** Fields, fragments and their repetitions written out. */
  fieldsMax: 10_000,
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

/** What is asked for at one place, by type condition and field: the names under which the answer would give it. */
type Asked = Map<string, Set<string>>;

interface Measure {
  readonly depth: number;
  readonly asked: Asked;
}

/** Depth and aliases, fragments followed. Introspection is limited in depth by a rule of graphql-js. */
const limitSelections: ValidationRule = (context) => {
  const { depthMax, aliasesOfFieldMax } = documentLimits;
  const measures = new Map<SelectionSetNode, Measure>();
  let aliasesReported = false;

  /** Of a place in the answer. Its fragments are part of it. */
  const measurePlace = (set: SelectionSetNode, inside: readonly string[]): number => {
    const { depth, asked } = measureSet(set, '', inside);
    for (const [field, { size }] of asked) {
      if (size <= aliasesOfFieldMax || aliasesReported) continue;
      aliasesReported = true;
      const name = field.slice(field.indexOf('.') + 1);
      context.reportError(
        tooMuch(
          `The field "${name}" is asked for under ${size} names at one place; at most ${aliasesOfFieldMax} are allowed.`,
        ),
      );
    }
    return depth;
  };

  const measureSet = (set: SelectionSetNode, type: string, inside: readonly string[]): Measure => {
    const known = measures.get(set);
    if (known !== undefined) return known;
    const asked: Asked = new Map();
    let depth = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const { name, alias, selectionSet } = selection;
        note(asked, `${type}.${name.value}`, [(alias ?? name).value]);
        if (!name.value.startsWith('__')) {
          depth = Math.max(depth, 1 + (selectionSet ? measurePlace(selectionSet, inside) : 0));
        }
        continue;
      }
      const part = partOf(selection, type, inside);
      if (part === null) continue;
      depth = Math.max(depth, part.depth);
      for (const [field, names] of part.asked) note(asked, field, names);
    }
    const measure = { depth, asked };
    measures.set(set, measure);
    return measure;
  };

  const partOf = (
    selection: FragmentSpreadNode | InlineFragmentNode,
    type: string,
    inside: readonly string[],
  ): Measure | null => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return measureSet(selection.selectionSet, selection.typeCondition?.name.value ?? type, inside);
    }
    const name = selection.name.value;
    const fragment = context.getFragment(name);
    // A fragment that is missing, or inside itself, is refused by a rule of the specification.
    if (!fragment || inside.includes(name)) return null;
    return measureSet(fragment.selectionSet, fragment.typeCondition.name.value, [...inside, name]);
  };

  return {
    OperationDefinition(operation) {
      const depth = measurePlace(operation.selectionSet, []);
      if (depth > depthMax)
        context.reportError(tooMuch(`The document is ${depth} levels deep; at most ${depthMax} are allowed.`));
    },
  };
};

function note(asked: Asked, field: string, names: Iterable<string>): void {
  let all = asked.get(field);
  if (all === undefined) {
    all = new Set();
    asked.set(field, all);
  }
  for (const name of names) all.add(name);
}

export const limitRules: readonly ValidationRule[] = [limitOperations, limitDirectives, limitSelections];

const estimators = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];
const knownCosts = new WeakMap<DocumentNode, Map<string, GraphQLError | null>>();
const COSTS_PER_DOCUMENT_MAX = 50;

/**
 * Says whether an operation costs too much: each field counts one, what is below a list counts `first` times.
 * A parsed document that is kept and sent again with the same numbers and choices is not counted again.
 */
export function costError(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
  // Variables that do not fit are refused by the execution, which says why.
  if (coerced === undefined) return null;
  const costs = knownCosts.get(document) ?? new Map<string, GraphQLError | null>();
  knownCosts.set(document, costs);
  const key = `${operation.name?.value ?? ''} ${JSON.stringify(whatCountsOf(operation, variables))}`;
  const known = costs.get(key);
  if (known !== undefined) return known;
  const error = count(schema, document, operation, variables);
  if (costs.size < COSTS_PER_DOCUMENT_MAX) costs.set(key, error);
  return error;
}

/** Numbers say how long lists are, and booleans what `@include` and `@skip` leave; nothing else changes the cost. */
function whatCountsOf(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): unknown[] {
  return (operation.variableDefinitions ?? []).map(({ variable }) => {
    const value = variables[variable.name.value];
    return typeof value === 'number' || typeof value === 'boolean' ? value : value === undefined ? '' : null;
  });
}

function count(
  schema: GraphQLSchema,
  query: DocumentNode,
  { name }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const operation = name ? { operationName: name.value } : {};
  const { costMax, fieldsMax: maxQueryNodes } = documentLimits;
  try {
    const cost = getComplexity({ schema, query, variables: { ...variables }, estimators, maxQueryNodes, ...operation });
    if (cost <= costMax) return null;
    return tooMuch(
      `The operation costs ${cost}; at most ${costMax} is allowed. Each field costs one, and what is below a list as often as its "first" says: ask for fewer, or in several pages.`,
    );
  } catch (error) {
    // Too many fields, or an argument that does not fit: what cannot be counted is not run.
    if (error instanceof GraphQLError) return tooMuch(error.message);
    throw error;
  }
}

/** The cost of a list field, for `@Field({ complexity })` and `@Query({ complexity })`. */
export function listCost({ args, childComplexity }: { args: { first?: unknown }; childComplexity: number }): number {
  const first = args.first === null ? FIRST_WHERE_NULL : args.first;
  return 1 + childComplexity * (typeof first === 'number' && first > 0 ? Math.min(first, 100_000) : 1);
}
