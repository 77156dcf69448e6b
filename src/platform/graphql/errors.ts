import { GraphQLError } from 'graphql';

/** The closed list of `extensions.code`, beside those of the GraphQL library for a document that is not valid. */
export const errorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'DOCUMENT_NOT_TRUSTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

function withCode(code: ErrorCode, message: string, extensions: Readonly<Record<string, unknown>> = {}) {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

/** Input that can never be accepted. The message says what to send instead; `extensions` may name the offending parts. */
export const badUserInput = (message: string, extensions?: Readonly<Record<string, unknown>>) =>
  withCode('BAD_USER_INPUT', message, extensions);

export const unauthenticated = (
  message = 'A bearer token is required. Get one from createGuestSession and send it as "Authorization: Bearer …".',
) => withCode('UNAUTHENTICATED', message);

/** The token was good and its time is over. Over a socket it has a close code of its own. */
export const tokenExpired = () =>
  withCode('UNAUTHENTICATED', 'The token has expired. Get a new one from createGuestSession.', { isExpired: true });

export const forbidden = (message = 'Your role does not allow this.') => withCode('FORBIDDEN', message);

/** @param retryAfterSeconds whole seconds after which the same request may pass */
export const rateLimited = (
  retryAfterSeconds: number,
  message = `Too many requests. Try again in ${retryAfterSeconds} s.`,
) => withCode('RATE_LIMITED', message, { retryAfterSeconds });

export const serviceUnavailable = (message = 'The service is temporarily unavailable. Try again in a moment.') =>
  withCode('SERVICE_UNAVAILABLE', message);
