import { hash } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema, Kind, parse } from 'graphql';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import type { RequestContext } from './context';
import { documentLimits, limitRules } from './limits/document-limits';
import { refuseShape } from './limits/document-shape';
import type { OperationGuard } from './limits/operation-guard';
import { maskError } from './mask-errors';

/** A request as received over HTTP. */
export interface GraphQLRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** With the question mark, or empty. */
  readonly search: string;
  /** Parsed JSON. */
  readonly body: unknown;
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body: string;
  /** Answers of mutations carry tokens and secrets of payments, whose length compression would give away. */
  readonly mayCompress: boolean;
}

const HARMLESS_TEXTS_MAX = 10_000;

/** Apollo Server without its HTTP layer: parsing, validation, limits, persisted queries, masking, metrics. */
export class GraphQLServer {
  private readonly apollo: ApolloServer<RequestContext>;
  /** Digests of texts whose shape is known to be harmless. */
  private readonly harmless = new Set<string>();
  /** Of requests that are queries. By their budget, because Apollo copies the context. */
  private readonly queries = new WeakSet<RequestContext['budget']>();

  constructor(
    readonly schema: GraphQLSchema,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly guard: OperationGuard,
  ) {
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

  /** Answers any request. The context is made after the check against cross-site request forgery. */
  async answer(request: GraphQLRequest, makeContext: () => Promise<RequestContext>): Promise<GraphQLAnswer> {
    const refusal = this.refuseText(textOf(request));
    if (refusal !== null) return this.refused(refusal);
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
    if (body.kind === 'complete') return { status: status ?? 200, headers: answered, body: body.string, mayCompress };
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

/** For operations refused before execution. An executed operation is 200, even if fields failed. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** Adds the HTTP status, for clients and balancers that do not read the body. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { code, retryAfterSeconds } = error.extensions;
  const headers = new HeaderMap();
  if (typeof retryAfterSeconds === 'number') headers.set('retry-after', String(retryAfterSeconds));
  const http = { status: statuses[String(code)] ?? 400, headers };
  const { message, path = null, nodes = null, source = null, positions = null, extensions } = error;
  return new GraphQLError(message, { path, nodes, source, positions, extensions: { ...extensions, http } });
}

const guardOperations = (guard: OperationGuard): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, request, contextValue }) {
        // Reported by the execution.
        if (operation === undefined) return;
        const [refusal] =
          operation.operation === 'subscription'
            ? [notOverHttp()]
            : await guard.admit({ document, operation, variables: request.variables ?? {} }, contextValue);
        if (refusal !== undefined) throw withStatus(refusal);
      },
      async willSendResponse({ response, contextValue }) {
        const { body } = response;
        if (body.kind !== 'single') return;
        const { errors, ...result } = body.singleResult;
        const completed = await guard.complete(result, contextValue);
        body.singleResult = errors === undefined ? completed : { ...completed, errors };
      },
    };
  },
});

const noteQueries = (queries: WeakSet<RequestContext['budget']>): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (operation?.operation === 'query') queries.add(contextValue.budget);
      },
    };
  },
});

function notOverHttp(): GraphQLError {
  const message = 'Subscriptions need a WebSocket to this address, with the protocol graphql-transport-ws.';
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

const keepLoggers = (loggers: WeakMap<object, Logger>): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) loggers.set(error, contextValue.logger);
      },
    };
  },
});

const count = (metrics: Metrics): ApolloServerPlugin<RequestContext> => {
  const observe = (operation: string, error: object | undefined, startedMs: number) => {
    const outcome = error === undefined ? 'ok' : codeOf(error);
    metrics.operations.observe({ operation, transport: 'http', outcome }, (performance.now() - startedMs) / 1000);
  };
  return {
    async contextCreationDidFail({ error }) {
      observe('invalid', error, performance.now());
    },
    async invalidRequestWasReceived({ error }) {
      observe('invalid', error, performance.now());
    },
    async requestDidStart() {
      const startedMs = performance.now();
      return {
        async willSendResponse({ operation, response }) {
          const [first] = operation?.selectionSet.selections ?? [];
          // The root field, since operation names are chosen by clients and unbounded in number.
          const name = first?.kind === Kind.FIELD ? first.name.value : 'none';
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          observe(operation ? name : 'invalid', errors?.[0], startedMs);
        },
      };
    },
  };
};

function codeOf(error: object): string {
  if (!('extensions' in error) || typeof error.extensions !== 'object' || error.extensions === null) return 'error';
  return 'code' in error.extensions ? String(error.extensions.code) : 'error';
}
