import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import type { RateLimits } from '../rate-limits';
import type { RequestContext } from './context';
import { costError, documentLimits, limitRules } from './document-limits';
import { maskError } from './mask-errors';

/** One request as HTTP brought it, and the answer as HTTP takes it. */
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
}

/** Apollo Server without its HTTP: parsing, validation, limits, persisted queries, masking, counting. */
export class GraphQLServer {
  private readonly apollo: ApolloServer<RequestContext>;

  constructor(
    readonly schema: GraphQLSchema,
    private readonly logger: Logger,
    metrics: Metrics,
    rateLimits: RateLimits,
  ) {
    this.apollo = new ApolloServer<RequestContext>({
      schema,
      cache: 'bounded',
      introspection: true,
      parseOptions: { maxTokens: documentLimits.tokensMax },
      validationRules: [...limitRules],
      allowBatchedHttpRequests: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError: (formatted, error) => {
        // Apollo's own errors carry a code that it added to the formatted one alone.
        if (error instanceof GraphQLError || error instanceof Error) return maskError(error, logger);
        return formatted;
      },
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: (message?: unknown) => logger.warn(message),
        error: (message?: unknown) => logger.error(message),
      },
      plugins: [ApolloServerPluginLandingPageDisabled(), limitCost(schema), limitRate(rateLimits), count(metrics)],
    });
  }

  async start(): Promise<void> {
    await this.apollo.start();
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
  }

  async answer(request: GraphQLRequest, context: RequestContext): Promise<GraphQLAnswer> {
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const {
      status,
      headers: answered,
      body,
    } = await this.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers, search: request.search, body: request.body },
      context: async () => context,
    });
    if (body.kind === 'complete') return { status: status ?? 200, headers: answered, body: body.string };
    // No `@defer` or `@stream` in our schema, so no answer comes in parts.
    this.logger.error('An answer came in parts');
    return { status: 500, headers: [], body: '' };
  }
}

const limitCost = (schema: GraphQLSchema): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, request }) {
        const error = operation ? costError(schema, document, operation, request.variables ?? {}) : null;
        if (error === null) return;
        throw new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: 400 } } });
      },
    };
  },
});

const limitRate = (rateLimits: RateLimits): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (operation?.operation !== 'mutation') return;
        const refusal = await rateLimits.refusal(contextValue);
        if (refusal !== null) throw refusal;
      },
    };
  },
});

const count = (metrics: Metrics): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    const startedMs = performance.now();
    return {
      async willSendResponse({ operation, response }) {
        const [first] = operation?.selectionSet.selections ?? [];
        // The root field, since clients choose the names of operations and their number has no bound.
        const name = first?.kind === 'Field' ? first.name.value : 'none';
        const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
        const outcome = errors === undefined ? 'ok' : String(errors[0]?.extensions?.code ?? 'error');
        metrics.operations.observe(
          { operation: operation ? name : 'invalid', transport: 'http', outcome },
          (performance.now() - startedMs) / 1000,
        );
      },
    };
  },
});
