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
    /** Called when the stream has ended or was closed; more than once perhaps. */
    private readonly onClosed: () => void,
  ) {
    this.#events = source[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      const { done, value } = await this.#events.next();
      if (done === true) {
        this.onClosed();
        return { done, value: undefined };
      }
      return { done: false, value: await this.respond(value) };
    } catch (error) {
      // A consumer does not close an iterator that has thrown.
      this.onClosed();
      await closeIterator(this.#events);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.onClosed();
    await closeIterator(this.#events);
    return { done: true, value: undefined };
  }
}

/** Never rejects: a stream that fails to close must not fail what closes it. */
export async function closeIterator(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // Nothing is left to be done with it.
  }
}
