import { idInMessage, type SharedMessage } from './broadcast/shared-message';
import type { ClientConnection, DrainListener } from './client-connection';
import { closeIterator } from './response-stream';

/**
 * The operation of a client that has a stream of its own, whose events are common to many streams: each event is executed
 * and serialized once, and written here with the client's own id in front. For graphql-ws it is an iterable that yields
 * nothing, ends with its stream and closes it on `return()`, like the member of a broadcast group.
 *
 * While the client reads too slowly, it waits and takes nothing from its stream: the stream decides what the client gets
 * afterwards.
 */
export class PerClientSubscription implements AsyncIterableIterator<never>, DrainListener {
  readonly #id: string;
  readonly #events: AsyncIterator<unknown>;
  #ended = false;
  #drained: (() => void) | null = null;

  constructor(
    events: AsyncIterable<unknown>,
    private readonly connection: ClientConnection,
    id: string,
    private readonly render: (event: unknown) => SharedMessage | Promise<SharedMessage>,
  ) {
    this.#events = events[Symbol.asyncIterator]();
    this.#id = idInMessage(id);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Resolves at the end. */
  async next(): Promise<IteratorResult<never, undefined>> {
    try {
      await this.#deliverAll();
    } catch (error) {
      // A consumer does not close an iterator that has thrown.
      await this.return();
      throw error;
    }
    this.#end();
    return { done: true, value: undefined };
  }

  async #deliverAll(): Promise<void> {
    while (!this.#ended) {
      const { done, value } = await this.#events.next();
      if (done === true) break;
      const rendered = this.render(value);
      // Most executions are synchronous; to await those too would only add a delay.
      const message = rendered instanceof Promise ? await rendered : rendered;
      while (!this.#ended && !this.connection.sendShared(this.#id, message, this)) {
        await new Promise<void>((resolve) => {
          this.#drained = resolve;
        });
      }
    }
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.#end();
    await closeIterator(this.#events);
    return { done: true, value: undefined };
  }

  onDrained(): void {
    this.#drained?.();
  }

  #end(): void {
    this.#ended = true;
    this.connection.removeDrainListener(this);
    this.#drained?.();
  }
}
