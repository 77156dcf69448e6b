import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode } from 'graphql';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import type { RequestContext } from './context';
import type { OperationGuard } from './limits/operation-guard';

/** For operations refused before execution. An executed operation is 200, even if fields failed. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** Of an answer that refuses to execute. */
export const statusOf = ({ extensions }: GraphQLError): number => statuses[String(extensions.code)] ?? 400;

/** Adds the HTTP status, for clients and balancers that do not read the body. */
export function withStatus(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { retryAfterSeconds } = error.extensions;
  const headers = new HeaderMap();
  if (typeof retryAfterSeconds === 'number') headers.set('retry-after', String(retryAfterSeconds));
  const http = { status: statusOf(error), headers };
  const { message, path = null, nodes = null, source = null, positions = null, extensions } = error;
  return new GraphQLError(message, { path, nodes, source, positions, extensions: { ...extensions, http } });
}

export const guardOperations = (guard: OperationGuard): ApolloServerPlugin<RequestContext> => ({
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

export const noteQueries = (queries: WeakSet<RequestContext['budget']>): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (operation?.operation === 'query') queries.add(contextValue.budget);
      },
    };
  },
});

/** Hands every document that may be executed over HTTP to the function. */
export const meetDocuments = (
  meet: (text: string, document: DocumentNode) => void,
): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ source, document, operation }) {
        if (operation !== undefined) meet(source, document);
      },
    };
  },
});

function notOverHttp(): GraphQLError {
  const message = 'Subscriptions need a WebSocket to this address, with the protocol graphql-transport-ws.';
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

export const keepLoggers = (loggers: WeakMap<object, Logger>): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) loggers.set(error, contextValue.logger);
      },
    };
  },
});

export const count = (metrics: Metrics): ApolloServerPlugin<RequestContext> => {
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
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          observe(operation ? rootFieldOf(operation) : 'invalid', errors?.[0], startedMs);
        },
      };
    },
  };
};

/** The root field, since operation names are chosen by clients and unbounded in number. */
export function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === Kind.FIELD ? first.name.value : 'none';
}

export function codeOf(error: object): string {
  if (!('extensions' in error) || typeof error.extensions !== 'object' || error.extensions === null) return 'error';
  return 'code' in error.extensions ? String(error.extensions.code) : 'error';
}
