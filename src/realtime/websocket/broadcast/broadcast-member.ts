import type { ClientConnection, DrainListener } from '../client-connection';
import type { BroadcastBuffer, BufferedMessage } from './broadcast-buffer';
import { idInMessage, type SharedMessage } from './shared-message';

/** How many messages wait for a member whose initial messages are still being rendered. */
const PENDING_MAX = 64;

/** What a member needs of its group. */
export interface MemberGroup {
  /** Renders the initial messages of a member, then calls its `start`. */
  join(member: BroadcastMember, after: string | null): Promise<void>;
  /** The same after messages of the member were dropped. */
  rejoin(member: BroadcastMember): Promise<void>;
  leave(member: BroadcastMember): void;
}

type End = IteratorResult<never, undefined>;

/**
 * One client's operation in a group. For graphql-ws it is an iterable that yields nothing: the id is in use while it lasts,
 * `complete` from the client calls `return()`, and its end sends `complete` to the client.
 *
 * Not an async generator, because `return()` of a generator that waits would wait too.
 */
export class BroadcastMember implements AsyncIterableIterator<never>, DrainListener {
  readonly #id: string;
  /** Everything up to this index of the log was written to the client, or is in `#pending`. */
  #index = 0;
  /** Null once the initial messages are written. */
  #pending: BufferedMessage[] | null = [];
  /** Messages were dropped since the client was last up to date. */
  #dropped = false;
  #ended = false;
  /** Settles `next`. */
  #settle: ((end: End | Promise<End>) => void) | null = null;

  constructor(
    private readonly group: MemberGroup,
    readonly connection: ClientConnection,
    id: string,
    private readonly after: string | null,
  ) {
    this.#id = idInMessage(id);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<End> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.group.join(this, this.after).catch((error: unknown) => this.fail(error));
    });
  }

  return(): Promise<End> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (!this.#leave()) return;
    this.#settle?.({ done: true, value: undefined });
  }

  fail(error: unknown): void {
    if (!this.#leave()) return;
    this.#settle?.(Promise.reject(error));
  }

  /** Writes what is in the buffer and has not been written to this client. */
  receive(buffer: BroadcastBuffer): void {
    if (buffer.end <= this.#index) return;
    if (this.#pending !== null) this.#keep(this.#pending, buffer.since(this.#index));
    else if (!this.#dropped) this.#send(buffer.joinedSince(this.#index));
    this.#index = buffer.end;
  }

  /** Writes the messages for this client alone, then what was kept meanwhile. Later messages are written directly. */
  start(messages: readonly SharedMessage[], index: number): void {
    if (this.#ended) return;
    const pending = this.#pending ?? [];
    this.#pending = null;
    const overflowed = this.#dropped;
    this.#dropped = false;
    this.#index = Math.max(this.#index, index);
    for (const message of messages) this.#send(message);
    for (const each of pending) if (each.index > index) this.#send(each.message);
    if (overflowed && !this.#dropped) this.onDrained();
  }

  onDrained(): void {
    if (this.#ended) return;
    this.#pending = [];
    this.#dropped = false;
    this.group.rejoin(this).catch((error: unknown) => this.fail(error));
  }

  #keep(pending: BufferedMessage[], messages: readonly BufferedMessage[]): void {
    if (messages.length > PENDING_MAX - pending.length) this.#dropped = true;
    else pending.push(...messages);
  }

  #send(message: SharedMessage): void {
    if (!this.#dropped) this.#dropped = !this.connection.sendShared(this.#id, message, this);
  }

  #leave(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.group.leave(this);
    this.connection.removeDrainListener(this);
    return true;
  }
}
