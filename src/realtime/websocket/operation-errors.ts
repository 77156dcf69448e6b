import { type ExecutionResult, GraphQLError } from 'graphql';
import type { SocketLimits } from './socket-limits';

/** graphql-ws sends no error for an operation that the client has completed. */
export const completedEarly = () => new GraphQLError('The operation was completed');

const rateLimited = (message: string, retryAfterSeconds: number) =>
  new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds } });

export const tooManyForms = ({ formsPerNetworkMax }: Pick<SocketLimits, 'formsPerNetworkMax'>) =>
  rateLimited(
    `Your network has ${formsPerNetworkMax} different forms of this subscription open. Send the same document, and pass what changes as variables.`,
    60,
  );

export const tooManySeparate = () =>
  rateLimited(
    'Your network has too many subscriptions open that cannot be shared with others. Select the field directly, without a fragment or directive on it.',
    60,
  );

export const tooManyOperations = ({ operationsPerSocketMax, operationWaitSeconds }: SocketLimits) =>
  rateLimited(
    `At most ${operationsPerSocketMax} operations may run on one socket. Complete others first, or open another socket.`,
    Math.ceil(operationWaitSeconds),
  );

/** A fault ends its operation with an error; the socket and its other operations continue. */
export async function resultOf<Result>(work: () => Result | Promise<Result>): Promise<Result | ExecutionResult> {
  try {
    return await work();
  } catch (error) {
    return { errors: [faultOf(error)] };
  }
}

export function faultOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
