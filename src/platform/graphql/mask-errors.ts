import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isUnreachable } from '../database/faults';
import { newId } from '../ids';
import type { Logger } from '../logger';
import { serviceUnavailable } from './errors';

const OPEN_CODES = new Set([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * What a client may see of an error. Errors with a code of the list pass; everything else is a fault of ours: it is
 * logged under a new id, and the client gets the id and nothing more.
 */
export function maskError(error: unknown, logger: Logger): GraphQLFormattedError {
  const graphQLError = error instanceof GraphQLError ? error : undefined;
  const cause = graphQLError?.originalError ?? error;
  if (graphQLError !== undefined && (graphQLError.originalError === undefined || cause instanceof GraphQLError)) {
    const { http, stacktrace, ...extensions } = graphQLError.extensions;
    // graphql-js itself makes errors without a code: a value that does not fit its type, a document that does not parse.
    const code = extensions.code ?? 'BAD_USER_INPUT';
    if (OPEN_CODES.has(String(code))) return { ...graphQLError.toJSON(), extensions: { ...extensions, code } };
  }
  const { message: _hidden, extensions: _dropped, ...place } = graphQLError?.toJSON() ?? { message: '' };
  if (isUnreachable(cause)) {
    logger.warn({ err: cause }, 'The database is unreachable');
    const unavailable = serviceUnavailable();
    return { ...place, message: unavailable.message, extensions: unavailable.extensions };
  }
  const errorId = newId();
  logger.error({ errorId, err: cause }, 'A request failed');
  return {
    ...place,
    message: `Something went wrong on our side. If you tell us of it, name ${errorId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}
