import type { ExecutionResult } from 'graphql';

/**
 * Executes a subscription's operation for each event of its source. Unlike graphql-js, it creates a context for each event:
 * what a context keeps for one operation, such as loaded rows, must not be kept as long as the socket is open.
 */
export class ResponseStream implements AsyncIterableIterator<ExecutionResult> {
  readonly #events: AsyncIterator<unknown>;

  constructor(
    source: AsyncIterable<unknown>,
    private readonly respond: (event: unknown) => ExecutionResult | Promise<ExecutionResult>,
  ) {
    this.#events = source[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const { done, value } = await this.#events.next();
    return done === true ? { done, value: undefined } : { done: false, value: await this.respond(value) };
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.#events.return?.();
    return { done: true, value: undefined };
  }
}
