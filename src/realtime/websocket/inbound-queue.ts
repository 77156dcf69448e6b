import { MessageType } from 'graphql-ws';

export interface InboundQueueOwner {
  /** The running operations by their ids. */
  readonly running: Readonly<Record<string, unknown>>;
  /** How long the next message has to wait; infinite until `resume` is called. */
  messageWaitMs(): number;
  /** Called for each message when its turn comes. */
  messageTaken(): void;
  /** Stops and continues reading the socket, so that a client that sends too fast is slowed down. */
  setReading(isReading: boolean): void;
  /** Called when the client has completed an operation. */
  operationCompleted(id: string): void;
  /** Called when the last step of an operation is done. */
  operationOver(id: string): void;
  failed(error: unknown): void;
}

interface Running {
  readonly id: string;
  readonly over: Promise<void>;
}

/**
 * Passes a socket's messages to graphql-ws, in order, at the pace that the client is allowed. While messages wait, the
 * socket is not read, so no more arrive than were in the last chunk.
 *
 * It also keeps operations with the same id apart. A client may complete an operation and reuse its id at once, while the
 * first one is still being prepared. graphql-ws distinguishes operations by the id alone, so the first would continue in
 * place of the second, and could never be ended. Here the second, and what follows it, waits until the first is over.
 */
export class InboundQueue {
  /** Operations until their last step is done, which is after their id is free. Few, so a list is smaller than a map. */
  #running: readonly Running[] = [];
  /** Null while nothing waits. */
  #waiting: string[] | null = null;
  #timer: NodeJS.Timeout | null = null;
  #blocked = false;

  constructor(
    private readonly onMessage: (text: string) => Promise<void>,
    private readonly owner: InboundQueueOwner,
  ) {}

  get isEmpty(): boolean {
    return this.#waiting === null;
  }

  take(text: string): void {
    if (this.#waiting !== null) {
      this.#waiting.push(text);
      return;
    }
    if (this.#handleNow(text)) return;
    this.#waiting = [text];
    this.owner.setReading(false);
  }

  /** Handles the messages whose time has come. */
  resume(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#blocked) return;
    const waiting = this.#waiting ?? [];
    let handled = 0;
    for (const text of waiting) {
      if (!this.#handleNow(text)) break;
      handled += 1;
    }
    this.#waiting = handled === waiting.length ? null : waiting.slice(handled);
    if (this.#waiting === null) this.owner.setReading(true);
  }

  /** Drops what waits. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#waiting = [];
    this.#blocked = true;
  }

  /** False if the message has to wait; then `resume` will be called. */
  #handleNow(text: string): boolean {
    const waitMs = this.owner.messageWaitMs();
    if (waitMs > 0) {
      if (Number.isFinite(waitMs)) this.#timer ??= setTimeout(() => this.resume(), waitMs).unref();
      return false;
    }
    const { type, id } = operationMessageOf(text);
    const subscribedId = type === MessageType.Subscribe ? id : null;
    const before =
      subscribedId === null || subscribedId in this.owner.running
        ? undefined
        : this.#running.find((each) => each.id === subscribedId);
    if (before !== undefined) {
      this.#blocked = true;
      void before.over.then(() => {
        this.#blocked = false;
        this.resume();
      });
      return false;
    }
    this.owner.messageTaken();
    this.#handle(text, subscribedId);
    if (type === MessageType.Complete && id !== null) this.owner.operationCompleted(id);
    return true;
  }

  #handle(text: string, id: string | null): void {
    const handled = this.onMessage(text).catch((error: unknown) => this.owner.failed(error));
    if (id === null) return;
    const operation: Running = {
      id,
      over: handled.then(() => {
        this.#running = this.#running.filter((each) => each !== operation);
        this.owner.operationOver(id);
      }),
    };
    this.#running = [...this.#running, operation];
  }
}

/** The type and the operation id of a message, where it has them; graphql-ws answers invalid ones. */
function operationMessageOf(text: string): { readonly type: unknown; readonly id: string | null } {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('type' in message)) return { type: null, id: null };
    return { type: message.type, id: 'id' in message && typeof message.id === 'string' ? message.id : null };
  } catch {
    return { type: null, id: null };
  }
}
