import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isLockTimeout, isUnreachable } from '../database/postgres-errors';
import { newId } from '../ids';
import type { Logger } from '../logger';
import { serviceUnavailable } from './errors';

/** The codes that a client may see: our own, and those of Apollo and graphql-js for invalid requests. */
const OPEN_CODES = new Set([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'DOCUMENT_NOT_TRUSTED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

const LOCKED = 'Other requests kept locked for too long what this one needs. Try again.';

/**
 * What a client may see of an error. Errors with a code of the list pass, and so do those by which graphql-js refuses
 * input. Everything else is a fault of the service: it is logged under a new id, and the client receives the id only.
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
  if (isLockTimeout(cause)) {
    logger.warn({ path: located.path?.join('.'), err: cause }, 'A request waited too long for a lock');
    return { ...place, ...serviceUnavailable(LOCKED).toJSON() };
  }
  const errorId = newId();
  logger.error({ errorId, path: located.path?.join('.'), err: cause }, 'A request failed');
  return {
    ...place,
    message: `An internal error occurred. Quote ${errorId} when you report it.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

/** The code under which the client may see this error; null if it may not. */
function openCodeOf({ extensions, originalError, path }: GraphQLError): string | null {
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) return null;
  if (extensions.code !== undefined) return OPEN_CODES.has(String(extensions.code)) ? String(extensions.code) : null;
  // graphql-js refuses input without a code: variables before execution, so without a path, and arguments with their
  // position in the document. Without that position, a value of the service did not fit its type.
  return path === undefined || originalError?.nodes !== undefined ? 'BAD_USER_INPUT' : null;
}
