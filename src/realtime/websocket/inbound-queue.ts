import { MessageType } from 'graphql-ws';

export interface InboundQueueOwner {
  /** The running operations by their ids. */
  readonly running: Readonly<Record<string, unknown>>;
  failed(error: unknown): void;
}

/**
 * Passes a socket's messages to graphql-ws, one operation of an id at a time. A client may complete an operation and reuse
 * its id at once, while the first one is still being prepared. graphql-ws distinguishes operations by the id alone, so the
 * first would continue in place of the second, and could never be ended. Here the second, and what follows it, waits until
 * the first is over.
 */
export class InboundQueue {
  /** Operations until their last step is done, which is after their id is free. Few, so a list is smaller than a map. */
  #running: readonly { readonly id: string; readonly over: Promise<void> }[] = [];
  #waiting: string[] | null = null;

  constructor(
    private readonly onMessage: (text: string) => Promise<void>,
    private readonly owner: InboundQueueOwner,
  ) {}

  take(text: string): void {
    if (this.#waiting !== null) {
      this.#waiting.push(text);
      return;
    }
    const id = subscribedId(text);
    const before = id === null || id in this.owner.running ? undefined : this.#running.find((each) => each.id === id);
    if (before === undefined) this.#handle(text, id);
    else {
      this.#waiting = [text];
      void before.over.then(() => {
        const texts = this.#waiting ?? [];
        this.#waiting = null;
        for (const each of texts) this.take(each);
      });
    }
  }

  #handle(text: string, id: string | null): void {
    const over = this.onMessage(text).catch((error: unknown) => this.owner.failed(error));
    if (id === null) return;
    const operation = { id, over };
    this.#running = [...this.#running, operation];
    void over.then(() => {
      this.#running = this.#running.filter((each) => each !== operation);
    });
  }
}

/** Null for every message that starts no operation; graphql-ws answers invalid ones. */
function subscribedId(text: string): string | null {
  if (!text.includes(MessageType.Subscribe)) return null;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('type' in message) || !('id' in message)) return null;
    return message.type === MessageType.Subscribe && typeof message.id === 'string' ? message.id : null;
  } catch {
    return null;
  }
}
