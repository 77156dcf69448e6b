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
import { BoundedMap, documentLimits, limitRules, refuseShape, type SubscriptionSource } from '../../platform';
import { type SharingPlan, sharingPlanOf } from './broadcast/sharing-plan';

export interface Operation {
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  /** The text as it was received first: later ones are equal, and need not be kept by each of their subscriptions. */
  readonly query: string;
  /** Null if it is executed for each client alone. */
  readonly sharingPlan: SharingPlan | null;
}

interface KnownDocument {
  readonly query: string;
  readonly bytes: number;
  readonly document: DocumentNode;
  readonly operations: Map<string, Operation | null>;
}

const rules = [...specifiedRules, ...limitRules];

export interface DocumentCacheLimits {
  readonly documentsMax: number;
  /** Of their estimated sizes in memory. */
  readonly documentsBytesMax: number;
}

/** The memory that a parsed document takes, measured: for each token with its part of the tree, and each character. */
const BYTES_PER_TOKEN = 320;
const BYTES_PER_CHARACTER = 2;

/** Parsed and validated documents, with the same limits as over HTTP. */
export class DocumentCache {
  readonly #known: BoundedMap<KnownDocument>;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly subscriptions: ReadonlyMap<string, SubscriptionSource>,
    private readonly limits: DocumentCacheLimits,
  ) {
    this.#known = new BoundedMap(limits.documentsBytesMax, limits.documentsMax);
  }

  get bytes(): number {
    return this.#known.weight;
  }

  /** The requested operation, or the errors of the document. */
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
        ? { document, node, query: text, sharingPlan: sharingPlanOf(this.schema, document, node, this.subscriptions) }
        : null;
      // Names that are not in the document are not kept: a client could invent any number of them.
      if (node) operations.set(name, operation);
    }
    return operation ?? [noSuchOperation(operationName)];
  }

  #read(query: string): KnownDocument | readonly GraphQLError[] {
    const known = this.#known.get(query);
    if (known !== undefined) return known;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: documentLimits.tokensMax });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    }
    const refusal = refuseShape(document);
    if (refusal !== null) return [refusal];
    const errors = validate(this.schema, document, rules);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const read: KnownDocument = { query, document, operations: new Map(), bytes: estimateBytes(query, document) };
    this.#keep(read);
    return read;
  }

  #keep(read: KnownDocument): void {
    // One document must not displace many others.
    if (read.bytes <= this.limits.documentsBytesMax / 10) this.#known.set(read.query, read, read.bytes);
  }
}

/** Comments are tokens too, and are kept with the tree. */
function estimateBytes(query: string, { loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) tokens += 1;
  return tokens * BYTES_PER_TOKEN + query.length * BYTES_PER_CHARACTER;
}

/** The messages of graphql-js, so that they are the same as over HTTP. */
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
