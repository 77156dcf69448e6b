import type { RedisStreamSubscription } from './stream-subscription';

/** A counted reference to a subscription. */
export interface SubscriptionHandle<Subscription> {
  readonly subscription: Subscription;
  /** To be called once; further calls do nothing. */
  release(): void;
}

interface Entry {
  readonly subscription: RedisStreamSubscription<unknown>;
  references: number;
  closeTimer: NodeJS.Timeout | null;
}

/** The streams that this process follows, each once however many readers it has. */
export class SubscriptionRegistry {
  readonly #entries = new Map<string, Entry>();

  /** A stream stays open for `lingerSeconds` after its last reader left, for clients that reconnect. */
  constructor(private readonly lingerSeconds: number) {}

  get size(): number {
    return this.#entries.size;
  }

  find(stream: string): RedisStreamSubscription<unknown> | undefined {
    return this.#entries.get(stream)?.subscription;
  }

  acquire(
    stream: string,
    open: () => RedisStreamSubscription<unknown>,
  ): SubscriptionHandle<RedisStreamSubscription<unknown>> {
    let entry = this.#entries.get(stream);
    if (entry === undefined) {
      entry = { subscription: open(), references: 0, closeTimer: null };
      this.#entries.set(stream, entry);
    }
    entry.references += 1;
    if (entry.closeTimer !== null) clearTimeout(entry.closeTimer);
    entry.closeTimer = null;
    const acquired = entry;
    let released = false;
    return {
      subscription: acquired.subscription,
      release: () => {
        if (released) return;
        released = true;
        this.#release(stream, acquired);
      },
    };
  }

  catchUpAll(): void {
    for (const { subscription } of this.#entries.values()) void subscription.catchUp();
  }

  close(): void {
    for (const { subscription, closeTimer } of this.#entries.values()) {
      if (closeTimer !== null) clearTimeout(closeTimer);
      subscription.close();
    }
    this.#entries.clear();
  }

  #release(stream: string, entry: Entry): void {
    entry.references -= 1;
    if (entry.references > 0 || entry.subscription.closed) return;
    entry.closeTimer = setTimeout(() => {
      this.#entries.delete(stream);
      entry.subscription.close();
    }, this.lingerSeconds * 1000).unref();
  }
}
