import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { documentLimits, limitRules } from '../../platform';
import { type SharedSubscriptions, type SharePlan, sharePlanOf } from './share-plan';

export interface Operation {
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  /** The text as first seen: every later one is the same, and need not be kept again by each of its subscriptions. */
  readonly query: string;
  /** Null where it is executed for each client alone. */
  readonly share: SharePlan | null;
}

interface KnownDocument {
  readonly query: string;
  readonly document: DocumentNode;
  readonly operations: Map<string, Operation | null>;
}

const rules = [...specifiedRules, ...limitRules];

/** Parsed and validated documents, under the same limits as over HTTP; the least recently used go first. */
export class Documents {
  readonly #known = new Map<string, KnownDocument>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly shared: SharedSubscriptions,
    private readonly documentsMax: number,
  ) {}

  /** The operation that is meant, or what is wrong with the document. */
  find(query: string, operationName: string | undefined): Operation | readonly GraphQLError[] {
    const known = this.#read(query);
    if (Array.isArray(known)) return known;
    // `Array.isArray` does not exclude readonly arrays from the other branch; what is left is the document.
    const { operations, document, query: text } = known as KnownDocument;
    const name = operationName ?? '';
    let operation = operations.get(name);
    if (operation === undefined) {
      const node = getOperationAST(document, operationName);
      operation = node
        ? { document, node, query: text, share: sharePlanOf(this.schema, document, node, this.shared) }
        : null;
      // Names that are not in the document are not kept: a client could make up any number of them.
      if (node) operations.set(name, operation);
    }
    return operation ?? [noSuchOperation(operationName)];
  }

  #read(query: string): KnownDocument | readonly GraphQLError[] {
    const known = this.#known.get(query);
    if (known !== undefined) {
      this.#known.delete(query);
      this.#known.set(query, known);
      return known;
    }
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: documentLimits.tokensMax });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    }
    const errors = validate(this.schema, document, rules);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const read: KnownDocument = { query, document, operations: new Map() };
    this.#known.set(query, read);
    if (this.#known.size > this.documentsMax) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return read;
  }
}

/** In the words of graphql-js, and so as over HTTP. */
function noSuchOperation(operationName: string | undefined): GraphQLError {
  const message =
    operationName === undefined
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${operationName}".`;
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function withCode(error: GraphQLError, name: string): GraphQLError {
  const { nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions: { code: name, ...extensions },
  });
}
