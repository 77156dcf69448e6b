import type { CombinedError } from '@urql/core';

/** Anything but an answer: a network that is down, or an error of the API by its code (`docs/errors.md`). */
export class ApiError extends Error {
  constructor(
    message: string,
    /** `NETWORK` where no answer arrived; else the code of the API, such as `RATE_LIMITED`. */
    readonly code: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

interface GraphQLFault {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export function fromGraphQLErrors([first]: readonly GraphQLFault[]): ApiError {
  const { code, retryAfterSeconds } = first?.extensions ?? {};
  return new ApiError(
    first?.message ?? 'The answer was empty.',
    typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined,
  );
}

export function fromCombinedError(error: CombinedError): ApiError {
  if (error.graphQLErrors.length > 0) return fromGraphQLErrors(error.graphQLErrors);
  return new ApiError(error.networkError?.message ?? error.message, 'NETWORK');
}
