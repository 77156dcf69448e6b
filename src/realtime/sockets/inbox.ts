import { MessageType } from 'graphql-ws';

/**
 * Hands a socket's messages to graphql-ws, and keeps the operations of one id apart. A client may complete an operation and
 * use its id again at once, while the first is still being prepared; graphql-ws tells them apart by the id alone, so the
 * first would go on in the name of the second, and nobody could ever end it. Here the second, and what follows it, waits
 * until the first is over.
 */
export class Inbox {
  /** What runs, until its last step is done: longer than its id is taken. */
  readonly #running = new Map<string, Promise<void>>();
  #waiting: string[] | null = null;

  constructor(
    private readonly hear: (text: string) => Promise<void>,
    private readonly isTaken: (id: string) => boolean,
    private readonly onFault: (error: unknown) => void,
  ) {}

  take(text: string): void {
    if (this.#waiting !== null) {
      this.#waiting.push(text);
      return;
    }
    const id = subscribedId(text);
    const before = id === null || this.isTaken(id) ? undefined : this.#running.get(id);
    if (before === undefined) this.#handle(text, id);
    else {
      this.#waiting = [text];
      void before.then(() => {
        const texts = this.#waiting ?? [];
        this.#waiting = null;
        for (const each of texts) this.take(each);
      });
    }
  }

  #handle(text: string, id: string | null): void {
    const handled = this.hear(text).catch(this.onFault);
    if (id === null || this.#running.has(id)) return;
    this.#running.set(id, handled);
    void handled.then(() => this.#running.delete(id));
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
