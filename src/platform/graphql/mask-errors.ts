import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isUnreachable } from '../database/postgres-errors';
import { newId } from '../ids';
import type { Logger } from '../logger';
import { serviceUnavailable } from './errors';

/** The closed list of decision, and the codes of Apollo and graphql-js for requests that are none. */
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
 * What a client may see of an error. Errors with a code of the list pass, and those by which graphql-js refuses input;
 * everything else is a fault of ours: it is logged under a new id, and the client gets the id and nothing more.
 */
export function maskError(error: unknown, logger: Logger): GraphQLFormattedError {
  const located = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
  const { message, extensions, ...place } = located.toJSON();
  const code = openCodeOf(located);
  if (code !== null) {
    const { http: _http, stacktrace: _stacktrace, ...shown } = extensions ?? {};
    return { ...place, message, extensions: { ...shown, code } };
  }
  const cause = located.originalError ?? error;
  if (isUnreachable(cause)) {
    logger.warn({ err: cause }, 'The database is unreachable');
    return { ...place, ...serviceUnavailable().toJSON() };
  }
  const errorId = newId();
  logger.error({ errorId, path: located.path?.join('.'), err: cause }, 'A request failed');
  return {
    ...place,
    message: `Something went wrong on our side. If you tell us of it, name ${errorId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

/** The code under which the client may see this error; null where it may not. */
function openCodeOf({ extensions, originalError, path }: GraphQLError): string | null {
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) return null;
  if (extensions.code !== undefined) return OPEN_CODES.has(String(extensions.code)) ? String(extensions.code) : null;
  // graphql-js refuses input without a code: variables before it executes, so without a path, and arguments with the
  // place in the document. Without that place, a value of ours did not fit its type.
  return path === undefined || originalError?.nodes !== undefined ? 'BAD_USER_INPUT' : null;
}
