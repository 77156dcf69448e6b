import { hash } from 'node:crypto';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { Logger } from '../logger';
import type { MaybePromise } from '../maybe-promise';
import type { Metrics } from '../metrics';
import { codeOf, count, guardOperations, keepLoggers, meetDocuments, noteQueries, withStatus } from './apollo-plugins';
import type { RequestContext } from './context';
import type { GraphQLAnswer, GraphQLRequest } from './graphql-request';
import { documentLimits, limitRules } from './limits/document-limits';
import { refuseShape } from './limits/document-shape';
import type { OperationGuard } from './limits/operation-guard';
import { maskError } from './mask-errors';
import { type KnownRequest, ShortWay } from './short-way';
import { idNotSupported, type TrustedDocuments } from './trusted/trusted-documents';

const HARMLESS_TEXTS_MAX = 10_000;

export interface GraphQLServerOptions {
  /** Documents take the short way from their first time on. */
  readonly knowsDocumentsAtOnce?: boolean;
  /** The only documents that are executed; null executes all. */
  readonly trusted?: TrustedDocuments | null;
  /** How long the answer to an anonymous caller may be sent to the next who asks the same. */
  readonly answersKeptMs?: number;
}

/**
 * Apollo Server without its HTTP layer: parsing, validation, limits, persisted queries, masking, metrics. Documents that
 * it has met before take a shorter way, with the same limits and the same answers.
 */
export class GraphQLServer {
  private readonly apollo: ApolloServer<RequestContext>;
  /** Digests of texts whose shape is known to be harmless. */
  private readonly harmless = new Set<string>();
  /** Of requests that are queries. By their budget, because Apollo copies the context. */
  private readonly queries = new WeakSet<RequestContext['budget']>();
  private readonly shortWay: ShortWay;
  private readonly trusted: TrustedDocuments | null;

  constructor(
    readonly schema: GraphQLSchema,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly guard: OperationGuard,
    { knowsDocumentsAtOnce = false, trusted = null, answersKeptMs = 0 }: GraphQLServerOptions = {},
  ) {
    this.trusted = trusted;
    // A trusted document comes again: there is no need to wait for the second time.
    this.shortWay = new ShortWay(schema, guard, metrics, knowsDocumentsAtOnce || trusted !== null, answersKeptMs);
    // `formatError` does not receive the request; this maps each error to the logger of its request.
    const loggers = new WeakMap<object, Logger>();
    this.apollo = new ApolloServer<RequestContext>({
      schema,
      cache: 'bounded',
      introspection: true,
      parseOptions: { maxTokens: documentLimits.tokensMax },
      validationRules: [...limitRules],
      allowBatchedHttpRequests: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError: (_formatted, error) =>
        maskError(error, (error instanceof GraphQLError ? loggers.get(error) : undefined) ?? logger),
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: (message?: unknown) => logger.warn(message),
        error: (message?: unknown) => logger.error(message),
      },
      plugins: [
        ApolloServerPluginLandingPageDisabled(),
        // No field has a cache hint, and this plugin would call a function before and after each of them.
        ApolloServerPluginCacheControlDisabled(),
        // Before the limits: a document that is refused for them now may come again.
        meetDocuments((text, document) => this.shortWay.meet(text, document)),
        guardOperations(guard),
        noteQueries(this.queries),
        keepLoggers(loggers),
        count(metrics),
      ],
    });
  }

  async start(): Promise<void> {
    await this.apollo.start();
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
  }

  /** What must not be validated, since Apollo would do so at once. Everything else is left to Apollo. */
  private refuseText(text: string | null): GraphQLError | null {
    if (text === null) return null;
    const digest = hash('sha1', text);
    if (this.harmless.has(digest)) return null;
    try {
      const refusal = refuseShape(parse(text, { maxTokens: documentLimits.tokensMax, noLocation: true }));
      if (refusal !== null) return refusal;
    } catch {
      // Apollo reports why it does not parse.
      return null;
    }
    if (this.harmless.size >= HARMLESS_TEXTS_MAX) this.harmless.clear();
    this.harmless.add(digest);
    return null;
  }

  private refused(refusal: GraphQLError): GraphQLAnswer {
    this.metrics.operations.observe({ operation: 'invalid', transport: 'http', outcome: codeOf(refusal) }, 0);
    return {
      status: 400,
      headers: [['content-type', 'application/json; charset=utf-8']],
      body: JSON.stringify({ errors: [maskError(refusal, this.logger)] }),
      mayCompress: false,
    };
  }

  /** What a request means, where its document is known. Null for what only `answer` can answer. */
  find(given: GraphQLRequest): KnownRequest | null {
    const request = this.trusted === null ? given : this.trusted.resolve(given);
    return request instanceof GraphQLError ? null : this.shortWay.find(request);
  }

  answerKnown(known: KnownRequest, context: RequestContext): MaybePromise<GraphQLAnswer> {
    return this.shortWay.answer(known, context);
  }

  /** Answers any request. The context is made after the check against cross-site request forgery. */
  async answer(given: GraphQLRequest, makeContext: () => Promise<RequestContext>): Promise<GraphQLAnswer> {
    const request = this.trusted === null ? given : this.trusted.resolve(given);
    if (request instanceof GraphQLError) return this.refused(request);
    const known = this.shortWay.find(request);
    if (known !== null) {
      // Why there is none, Apollo reports.
      const context = await makeContext().catch(() => null);
      if (context !== null) return this.answerKnown(known, context);
    }
    const refusal = namesById(request) ? idNotSupported() : this.refuseText(textOf(request));
    if (refusal !== null) return this.refused(refusal);
    return this.answerByApollo(request, makeContext);
  }

  private async answerByApollo(
    request: GraphQLRequest,
    makeContext: () => Promise<RequestContext>,
  ): Promise<GraphQLAnswer> {
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    let context: RequestContext | undefined;
    const {
      status,
      headers: answered,
      body,
    } = await this.apollo
      .executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method, headers, search: request.search, body: request.body },
        context: async () => {
          try {
            context = await makeContext();
            return context;
          } catch (error) {
            throw withStatus(error);
          }
        },
      })
      .finally(() => context && this.guard.release(context));
    const mayCompress = context !== undefined && this.queries.has(context.budget);
    const mediaType = answered.get('content-type');
    if (mediaType !== undefined && status === undefined && body.kind === 'complete')
      this.shortWay.meetMediaType(headers.get('accept') ?? '', mediaType);
    if (body.kind === 'complete')
      return { status: status ?? 200, headers: [...answered], body: body.string, mayCompress };
    // The schema has neither `@defer` nor `@stream`.
    this.logger.error('An incremental answer was not expected');
    return { status: 500, headers: [], body: '', mayCompress: false };
  }
}

/** The document's text in a request by POST or GET; null where it names a persisted query, or is no request at all. */
function textOf({ method, body, search }: GraphQLRequest): string | null {
  if (method === 'GET') return new URLSearchParams(search).get('query');
  return typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string'
    ? body.query
    : null;
}

/** True where a client names a document by an id of a list, and sends no text. */
function namesById({ method, body, search }: GraphQLRequest): boolean {
  if (method === 'GET') {
    const given = new URLSearchParams(search);
    return given.has('documentId') && !given.has('query');
  }
  return typeof body === 'object' && body !== null && 'documentId' in body && !('query' in body);
}
