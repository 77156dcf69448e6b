import type { Peer, Slow } from './peer';
import { nextMessagePrefix, type SharedMessage } from './shared-message';

/**
 * The operation of a client with a stream of its own, whose events many streams have in common: each is executed and
 * serialised once, and written here with the client's own id in front. An iterable that yields nothing, ends with its
 * stream and leaves it on `return()`, like the member of a group.
 *
 * Where the client reads too slowly it waits, and asks its stream for nothing meanwhile: what has been missed by then is
 * for the stream to tell.
 */
export class OwnStream implements AsyncIterableIterator<never>, Slow {
  readonly #prefix: string;
  readonly #events: AsyncIterator<unknown>;
  #ended = false;
  #roomAgain: (() => void) | null = null;

  constructor(
    events: AsyncIterable<unknown>,
    private readonly peer: Peer,
    id: string,
    private readonly render: (event: unknown) => SharedMessage | Promise<SharedMessage>,
  ) {
    this.#events = events[Symbol.asyncIterator]();
    this.#prefix = nextMessagePrefix(id);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Resolves at the end. */
  async next(): Promise<IteratorResult<never, undefined>> {
    while (!this.#ended) {
      const { done, value } = await this.#events.next();
      if (done === true) break;
      const rendered = this.render(value);
      // Most executions end in the same turn; waiting for those too would only add a delay.
      const message = rendered instanceof Promise ? await rendered : rendered;
      while (!this.#ended && !this.peer.tell(this.#prefix, message, this)) {
        await new Promise<void>((resolve) => {
          this.#roomAgain = resolve;
        });
      }
    }
    this.#end();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.#end();
    await this.#events.return?.();
    return { done: true, value: undefined };
  }

  caughtUp(): void {
    this.#roomAgain?.();
  }

  #end(): void {
    this.#ended = true;
    this.peer.forget(this);
    this.#roomAgain?.();
  }
}
