import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { andFinally, andThen, type MaybePromise } from '../maybe-promise';
import type { Metrics } from '../metrics';
import { codeOf, rootFieldOf, statusOf } from './apollo-plugins';
import type { RequestContext } from './context';
import type { GraphQLAnswer, GraphQLRequest, SharedText } from './graphql-request';
import { type KeptResult, KeptResults, mayStayForAMoment, staysWhileTrue } from './kept-results';
import { KnownDocuments, operationOf } from './known-documents';
import { documentLimits, limitRules } from './limits/document-limits';
import { refuseShape } from './limits/document-shape';
import type { OperationGuard } from './limits/operation-guard';
import { maskError } from './mask-errors';

/** Media types that were answered, by the header `Accept`. Clients send a few. */
const MEDIA_TYPES_MAX = 50;
const ACCEPT_LENGTH_MAX = 200;

/** What a request means, where nothing of it has to be looked at any more. */
export interface KnownRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly mediaType: string;
}

/** A known request that is being answered. */
interface Asking {
  readonly known: KnownRequest;
  readonly context: RequestContext;
  readonly startedMs: number;
}

/**
 * The way of a request by POST whose document is known: limits, execution, masking and metrics as on the way through
 * Apollo Server, and the same answer to the byte, without what Apollo does for each request beside them.
 */
export class ShortWay {
  private readonly documents = new KnownDocuments();
  private readonly results = new KeptResults();
  /** Apart, since everybody may ask for some of them: they push none of the others out. */
  private readonly momentary = new KeptResults();
  /** Those who accept anything receive the same as those who say nothing. */
  private readonly mediaTypes = new Map(['', '*/*'].map((accept) => [accept, 'application/json; charset=utf-8']));

  /**
   * `knowsAtOnce`: documents are known from the first time on, not from the second. `keptMs`: how long the answer to an
   * anonymous caller may be sent to the next.
   */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly guard: OperationGuard,
    private readonly metrics: Metrics,
    private readonly knowsAtOnce: boolean,
    private readonly keptMs: number,
  ) {}

  /** Notes a document that Apollo has found to be valid. */
  meet(text: string, document: DocumentNode): void {
    this.documents.meet(text, document);
  }

  /** Notes what Apollo answers to those who accept this. */
  meetMediaType(accept: string, mediaType: string): void {
    if (accept.length > ACCEPT_LENGTH_MAX || this.mediaTypes.size >= MEDIA_TYPES_MAX) return;
    this.mediaTypes.set(accept, mediaType);
  }

  /** Null for what Apollo has to look at: anything unknown, unusual or wrong. */
  find({ method, headers, body }: GraphQLRequest): KnownRequest | null {
    if (method !== 'POST' || typeof body !== 'object' || body === null) return null;
    const { query, operationName, variables, extensions } = body as Readonly<Record<string, unknown>>;
    if (typeof query !== 'string' || isPersistedQuery(extensions)) return null;
    const accept = headers.accept ?? '';
    const mediaType = typeof accept === 'string' ? this.mediaTypes.get(accept) : undefined;
    if (mediaType === undefined) return null;
    const isNamed = operationName !== undefined && operationName !== null;
    if (isNamed && typeof operationName !== 'string') return null;
    const hasVariables = variables !== undefined && variables !== null;
    if (hasVariables && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const known = this.documents.find(query) ?? (this.knowsAtOnce ? this.knowNow(query) : undefined);
    if (known === undefined) return null;
    const operation = operationOf(known, isNamed ? operationName : undefined);
    if (operation === undefined || operation.operation === 'subscription') return null;
    // An object that is no list, by the lines above.
    const given = (variables ?? {}) as Readonly<Record<string, unknown>>;
    return { document: known.document, operation, variables: given, mediaType };
  }

  answer(known: KnownRequest, context: RequestContext): MaybePromise<GraphQLAnswer> {
    const asking = { known, context, startedMs: performance.now() };
    return andFinally(
      () =>
        andThen(this.guard.admit(known, context), ([refusal]) =>
          refusal === undefined ? this.answerAdmitted(asking) : this.refused(asking, refusal),
        ),
      () => this.guard.release(context),
    );
  }

  private refused(asking: Asking, refusal: GraphQLError): GraphQLAnswer {
    const error = maskError(refusal, asking.context.logger);
    const { status, headers, ...answer } = this.answered(asking, { errors: [error] }, error);
    return { ...answer, status: statusOf(refusal), headers: [...headersOf(refusal), ...headers] };
  }

  private answerAdmitted(asking: Asking): MaybePromise<GraphQLAnswer> {
    const { known, context } = asking;
    const found = andThen(
      this.results.find(known),
      (kept) => kept ?? (this.mayStay(context) ? this.momentary.find(known) : null),
    );
    return andThen(found, (kept) =>
      kept === null
        ? this.execute(asking)
        : andThen(this.again(kept, context), (text) => this.answered(asking, text, undefined)),
    );
  }

  private execute(asking: Asking): MaybePromise<GraphQLAnswer> {
    const { known, context } = asking;
    const executing = execute({
      schema: this.schema,
      document: known.document,
      operationName: known.operation.name?.value,
      contextValue: context,
      variableValues: known.variables,
    });
    return andThen(executing, (result) =>
      andThen(this.guard.measure(result, context), (cost) => {
        const { data, errors } = result;
        const extensions = { cost };
        const keeping = errors === undefined ? this.keep(known, result, context) : null;
        if (keeping !== null)
          return this.answered(asking, { beginning: keeping.data, end: endOf(extensions) }, undefined);
        const shown = errors?.map((error) => maskError(error, context.logger));
        return this.answered(asking, { errors: shown, data, extensions }, shown?.[0]);
      }),
    );
  }

  private answered(
    { known: { operation, mediaType }, startedMs }: Asking,
    body: object | SharedText,
    error: object | undefined,
  ): GraphQLAnswer {
    const outcome = error === undefined ? 'ok' : codeOf(error);
    this.metrics.operations.observe(
      { operation: rootFieldOf(operation), transport: 'http', outcome },
      (performance.now() - startedMs) / 1000,
    );
    return {
      status: 200,
      headers: [['content-type', mediaType]],
      body: isShared(body) ? body : `${JSON.stringify(body)}\n`,
      mayCompress: operation.operation === 'query',
    };
  }

  private mayStay({ caller }: RequestContext): boolean {
    return caller === null && this.keptMs > 0;
  }

  private keep(known: KnownRequest, result: ExecutionResult, context: RequestContext): KeptResult | null {
    const { admitted, conditions } = context.budget;
    if (admitted === null) return null;
    const { plan, actual: cost } = admitted;
    if (conditions.length > 0 && staysWhileTrue(plan, result.data))
      return this.results.keep(known, result, { cost, conditions });
    if (!this.mayStay(context) || !mayStayForAMoment(plan)) return null;
    const untilMs = performance.now() + this.keptMs;
    return this.momentary.keep(known, result, { cost, conditions: [() => performance.now() <= untilMs] });
  }

  /** A kept result, with what this operation costs its client. */
  private again({ data, cost: actual }: KeptResult, context: RequestContext): MaybePromise<SharedText> {
    const { admitted } = context.budget;
    if (admitted === null) throw new Error('An operation is admitted before its answer is looked for');
    admitted.actual = actual;
    return andThen(this.guard.settle(admitted, context), (cost) => ({ beginning: data, end: endOf({ cost }) }));
  }

  /** Undefined where the text is no valid document: Apollo says why. */
  private knowNow(text: string): ReturnType<KnownDocuments['find']> {
    try {
      const document = parse(text, { maxTokens: documentLimits.tokensMax });
      if (refuseShape(document) !== null) return undefined;
      if (validate(this.schema, document, [...specifiedRules, ...limitRules]).length > 0) return undefined;
      this.documents.keep(text, document);
      return this.documents.find(text);
    } catch {
      return undefined;
    }
  }
}

const endOf = (extensions: unknown): string => `,"extensions":${JSON.stringify(extensions)}}\n`;

const isShared = (body: object | SharedText): body is SharedText => 'beginning' in body;

const isPersistedQuery = (extensions: unknown): boolean =>
  extensions !== undefined &&
  extensions !== null &&
  (typeof extensions !== 'object' || Array.isArray(extensions) || 'persistedQuery' in extensions);

function headersOf(refusal: GraphQLError): GraphQLAnswer['headers'] {
  const { retryAfterSeconds } = refusal.extensions;
  return typeof retryAfterSeconds === 'number' ? [['retry-after', String(retryAfterSeconds)]] : [];
}
