import type { Gather } from './gather';
import type { Joined, TopicEvent, Watch } from './watch';

/** A kind of news, told to everybody who watches one of its keys. */
export interface Topic<Message> {
  /** Resolves with the revision after the message is in the stream. Rejects where Redis fails: the caller keeps it. */
  append(key: string, message: Message): Promise<string>;
  /** Where the stream stands, or stood a moment ago: read it before the state that it belongs to. */
  position(key: string): Promise<string>;
  /** One reader. Its first event is its position, what it missed since `after`, or that it must read the state anew. */
  subscribe(key: string, after: string | null): AsyncIterableIterator<TopicEvent<Message>>;
  /** For whoever reads for many. Until `release` the key is listened to; afterwards for a short while still. */
  watch(key: string): { readonly watch: Watch<Message>; release(): void };
}

export interface TopicParts<Message> {
  readonly gather: Gather<Message>;
  readonly position: (key: string) => Promise<string>;
  readonly watch: Topic<Message>['watch'];
}

export function topicOf<Message>({ gather, position, watch }: TopicParts<Message>): Topic<Message> {
  return {
    append: (key, message) => gather.append(key, message),
    position,
    watch,
    subscribe: (key, after) => new TopicReader(() => watch(key), after),
  };
}

/**
 * Not an async generator: `return()` of one that waits for the next event takes effect only after that event, and a
 * subscription to a quiet key would stay for ever. Holds no queue either; its place in the log is all it keeps.
 */
class TopicReader<Message> implements AsyncIterableIterator<TopicEvent<Message>> {
  #held: { readonly watch: Watch<Message>; release(): void } | null = null;
  #joined: Joined<Message> | null = null;
  #told = 0;
  #index = 0;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(
    private readonly hold: () => { readonly watch: Watch<Message>; release(): void },
    private readonly after: string | null,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<TopicEvent<Message>, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    this.#held ??= this.hold();
    const { watch } = this.#held;
    if (this.#joined === null) {
      try {
        this.#joined = await watch.join(this.after);
      } catch (error) {
        this.#end();
        throw error;
      }
      this.#index = this.#joined.index;
    }
    const first = this.#joined.events[this.#told];
    if (first !== undefined) {
      this.#told += 1;
      return { done: false, value: first };
    }
    while (!this.#ended && !watch.closed) {
      const heard = watch.read(this.#index);
      if (heard !== null) {
        this.#index = heard.index;
        return { done: false, value: heard.event };
      }
      await new Promise<void>((resolve) => {
        const stop = watch.onChange(() => this.#wake?.());
        this.#wake = () => {
          stop();
          this.#wake = null;
          resolve();
        };
      });
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

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#held?.release();
    this.#wake?.();
  }
}
