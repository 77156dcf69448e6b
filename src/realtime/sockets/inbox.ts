import { MessageType } from 'graphql-ws';

export interface InboxOwner {
  /** The operations by the ids that are taken. */
  readonly running: Readonly<Record<string, unknown>>;
  failed(error: unknown): void;
}

/**
 * Hands a socket's messages to graphql-ws, and keeps the operations of one id apart. A client may complete an operation and
 * use its id again at once, while the first is still being prepared; graphql-ws tells them apart by the id alone, so the
 * first would go on in the name of the second, and nobody could ever end it. Here the second, and what follows it, waits
 * until the first is over.
 */
export class Inbox {
  /** What runs, until its last step is done: longer than its id is taken. Few, so a list is smaller than a map. */
  #running: readonly { readonly id: string; readonly over: Promise<void> }[] = [];
  #waiting: string[] | null = null;

  constructor(
    private readonly hear: (text: string) => Promise<void>,
    private readonly owner: InboxOwner,
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
    const over = this.hear(text).catch((error: unknown) => this.owner.failed(error));
    if (id === null) return;
    const operation = { id, over };
    this.#running = [...this.#running, operation];
    void over.then(() => {
      this.#running = this.#running.filter((each) => each !== operation);
    });
  }
}

/** Null for every message that starts nothing; graphql-ws judges what is wrong with it. */
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
