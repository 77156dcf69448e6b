import {
  type ASTVisitor,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/**
 * What a document may contain and an operation may cost, over HTTP and WebSocket. The numbers leave room for every
 * example in the documentation and for GraphiQL's introspection, and for little more.
 */
export const documentLimits = {
  tokensMax: 2000,
  depthMax: 14,
  operationsMax: 10,
  /** Different keys for one field of one type, at one place of the answer. */
  aliasesOfFieldMax: 15,
  directivesOnNodeMax: 5,
  /** Fields with all fragments written out. */
  fieldsMax: 5000,
  /** Definitions, used or not. */
  fragmentsMax: 50,
  /** Comparisons of fields with one name in the validation, which takes some microseconds for each. */
  comparisonsMax: 4000,
  /**
   * Points by the estimate, about 0.15 s of processor time. A page of a hundred events with twenty shows each, and what
   * a shop shows of them, has about 40,000. See `operation-cost.ts`.
   */
  costMax: 50_000,
  /** Statements by the estimate: what the points would allow could keep all connections to PostgreSQL busy. */
  statementsMax: 250,
  /** Points that resolvers report while an operation runs, when lists are longer than the estimate assumes. */
  runningCostMax: 30_000,
  /** Bytes of long lists and texts in one answer, refused before it is built. */
  answerBytesMax: 4_000_000,
};

export const tooMuch = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });

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

/** What is selected at one place of the answer, by parent type and field: the keys under which it would be answered. */
type Asked = Map<string, Set<string>>;

interface Measure {
  readonly depth: number;
  readonly asked: Asked;
}

/** Depth and aliases, fragments followed. Introspection is limited in depth by a rule of graphql-js. */
const limitSelections: ValidationRule = (context) => {
  const { depthMax, aliasesOfFieldMax } = documentLimits;
  const schema = context.getSchema();
  const measures = new Map<SelectionSetNode, Measure>();
  let aliasesReported = false;

  /** Of a place in the answer. Its fragments are part of it. */
  const measurePlace = (set: SelectionSetNode, type: string, inside: readonly string[]): number => {
    const { depth, asked } = measureSet(set, type, inside);
    for (const [field, { size }] of asked) {
      if (size <= aliasesOfFieldMax || aliasesReported) continue;
      aliasesReported = true;
      const name = field.slice(field.indexOf('.') + 1);
      context.reportError(
        tooMuch(
          `The field "${name}" is selected under ${size} names at one place; at most ${aliasesOfFieldMax} are allowed.`,
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
          depth = Math.max(
            depth,
            1 + (selectionSet ? measurePlace(selectionSet, typeBelow(type, name.value), inside) : 0),
          );
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
    // A missing or recursive fragment is refused by a rule of the specification.
    if (!fragment || inside.includes(name)) return null;
    return measureSet(fragment.selectionSet, fragment.typeCondition.name.value, [...inside, name]);
  };

  /** The type of a field, so that `... on Query` inside of a query counts as the same parent. */
  const typeBelow = (parent: string, field: string): string => {
    const type: GraphQLNamedType | undefined = schema.getType(parent);
    if (!isObjectType(type) && !isInterfaceType(type)) return '';
    const found = type.getFields()[field];
    return found === undefined ? '' : getNamedType(found.type).name;
  };

  return {
    OperationDefinition(operation) {
      const depth = measurePlace(operation.selectionSet, schema.getRootType(operation.operation)?.name ?? '', []);
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
