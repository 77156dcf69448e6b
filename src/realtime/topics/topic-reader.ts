import type { SubscriptionHandle } from './subscription-registry';
import type { JoinResult, StreamSubscription, TopicEvent } from './topic-events';

type Handle<Message> = SubscriptionHandle<StreamSubscription<Message>>;

/**
 * One reader of a topic, as an iterator. It has no queue: it keeps only its index in the log that all readers share.
 *
 * Not an async generator: `return()` of a generator that waits for the next event takes effect only after that event, so
 * a subscription to a quiet key would never end.
 */
export class TopicReader<Message> implements AsyncIterableIterator<TopicEvent<Message>> {
  #handle: Handle<Message> | null = null;
  #joined: JoinResult<Message> | null = null;
  #deliveredFirst = 0;
  #index = 0;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(
    private readonly acquire: () => Handle<Message>,
    private readonly after: string | null,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<TopicEvent<Message>, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    this.#handle ??= this.acquire();
    const { subscription } = this.#handle;
    if (this.#joined === null) {
      try {
        this.#joined = await subscription.join(this.after);
      } catch (error) {
        this.#end();
        throw error;
      }
      this.#index = this.#joined.index;
    }
    const first = this.#joined.events[this.#deliveredFirst];
    if (first !== undefined) {
      this.#deliveredFirst += 1;
      return { done: false, value: first };
    }
    while (!this.#ended && !subscription.closed) {
      const next = subscription.read(this.#index);
      if (next !== null) {
        this.#index = next.index;
        return { done: false, value: next.event };
      }
      await this.#changed(subscription);
    }
    this.#end();
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<TopicEvent<Message>, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<TopicEvent<Message>, undefined>> {
    this.#end();
    return Promise.reject(error);
  }

  /** Resolves at the next change of the log, or at the end of this reader. */
  #changed(subscription: StreamSubscription<Message>): Promise<void> {
    return new Promise((resolve) => {
      const stopListening = subscription.onChange(() => this.#wake?.());
      this.#wake = () => {
        stopListening();
        this.#wake = null;
        resolve();
      };
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handle?.release();
    this.#wake?.();
  }
}
