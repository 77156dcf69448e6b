import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubscriptionHandle } from '../../topics/subscription-registry';
import type { JoinResult, NextEvent, StreamSubscription, TopicEvent } from '../../topics/topic-events';
import type { ClientConnection } from '../client-connection';
import { BroadcastBuffer } from './broadcast-buffer';
import { BroadcastMember, type MemberGroup } from './broadcast-member';
import type { SharedMessage } from './shared-message';

/** How many members are written to before other work of the process gets its turn. */
const MEMBERS_PER_TURN = 128;
/** Up to this many messages that wait in the log are sent as they are; more are merged. */
const SEPARATE_MAX = 4;
/** How many initial messages are kept rendered: clients that reconnect together mostly resume from few revisions. */
const INITIAL_MESSAGES_MAX = 32;
/** Larger ones are rendered once for the clients that wait for them, and not kept. */
const INITIAL_BYTES_MAX = 16 * 1024;

export interface BroadcastGroupOptions {
  /** Released when the group closes. */
  readonly handle: SubscriptionHandle<StreamSubscription<unknown>>;
  /** Executes the members' common operation for one event, and serializes the result. */
  render(event: TopicEvent<unknown>): SharedMessage | Promise<SharedMessage>;
  onFault(error: unknown): void;
  /** Called for each member that has left. */
  onLeft(connection: ClientConnection): void;
}

/**
 * The clients with equal shared subscriptions. Each event is executed and serialized once, and written to every member
 * with its own id in front.
 *
 * The group goes through its members, round after round, and writes to each everything that it has not received. A message
 * that arrives in the middle of a round is written from there on, together with the ones of that round, and the members
 * before get it in the next round: so under load more is written at once, and nothing waits for the end of a round. A write
 * to the kernel is by far the largest part of what a message costs.
 *
 * How a member joins without a gap and without a duplicate: it is in the group from the first moment, but keeps what it
 * receives. `StreamSubscription.join` returns in one step the initial events of the member, and the index of what follows.
 * Once the initial messages are written, what was kept from that index on is written, and later messages directly.
 */
export class BroadcastGroup implements MemberGroup {
  readonly #options: BroadcastGroupOptions;
  readonly #subscription: StreamSubscription<unknown>;
  readonly #members = new Set<BroadcastMember>();
  readonly #buffer = new BroadcastBuffer();
  readonly #initialMessages = new Map<string, Promise<readonly SharedMessage[]>>();
  readonly #stopListening: () => void;
  /** The index in the log of the group's next event; null until the first member has joined. */
  #index: number | null = null;
  #running = false;
  #closed = false;

  constructor(options: BroadcastGroupOptions) {
    this.#options = options;
    this.#subscription = options.handle.subscription;
    this.#stopListening = this.#subscription.onChange(() => this.#run());
  }

  /** The operation of one client. It ends with the group, and leaves the group on `return()`. */
  member(connection: ClientConnection, id: string, after: string | null): AsyncIterableIterator<never> {
    return new BroadcastMember(this, connection, id, after);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#options.handle.release();
    for (const member of this.#members) member.end();
  }

  async join(member: BroadcastMember, after: string | null): Promise<void> {
    this.#members.add(member);
    const joined = await this.#subscription.join(after);
    this.#index ??= joined.index;
    const messages = await this.#renderInitial(after, joined);
    member.start(messages, joined.index);
    this.#run();
  }

  async rejoin(member: BroadcastMember): Promise<void> {
    const { event, index } = this.#subscription.resync();
    const messages = await this.#renderInitial('resync', { events: [event], index });
    member.start(messages, index);
  }

  leave(member: BroadcastMember): void {
    this.#members.delete(member);
    this.#options.onLeft(member.connection);
  }

  #renderInitial(after: string | null, { events, index }: JoinResult<unknown>): Promise<readonly SharedMessage[]> {
    const key = `${index} ${after ?? ''}`;
    let rendered = this.#initialMessages.get(key);
    if (rendered === undefined) {
      rendered = Promise.all(events.map((event) => this.#options.render(event)));
      this.#initialMessages.set(key, rendered);
      rendered.then(
        (messages) => {
          const bytes = messages.reduce((sum, message) => sum + message.bytes, 0);
          if (bytes > INITIAL_BYTES_MAX) this.#initialMessages.delete(key);
        },
        () => this.#initialMessages.delete(key),
      );
      if (this.#initialMessages.size > INITIAL_MESSAGES_MAX) {
        const [oldest] = this.#initialMessages.keys();
        if (oldest !== undefined) this.#initialMessages.delete(oldest);
      }
    }
    return rendered;
  }

  #run(): void {
    if (this.#subscription.closed) this.close();
    else if (!this.#running && this.#index !== null) {
      this.#broadcast().catch((error: unknown) => {
        this.#options.onFault(error);
        for (const member of this.#members) member.fail(error);
      });
    }
  }

  async #broadcast(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        const reading = this.#read();
        if (reading !== null) {
          await reading;
          continue;
        }
        const { count } = this.#buffer;
        // In the same step in which nothing more was found, so that no event is missed.
        if (count === 0) break;
        let visited = 0;
        for (const member of this.#members) {
          member.receive(this.#buffer);
          visited += 1;
          if (visited % MEMBERS_PER_TURN === 0) {
            await nextTurn();
            await this.#read();
          }
        }
        // Every member has now what was there when the round began.
        this.#buffer.dropOldest(count);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Moves events from the log to the buffer. After an execution that is asynchronous it must be called again. */
  #read(): Promise<void> | null {
    while (this.#buffer.hasRoom) {
      const next = this.#next();
      if (next === null) return null;
      const { event, index } = next;
      this.#index = index;
      const rendered = this.#options.render(event);
      if (rendered instanceof Promise) return rendered.then((message) => this.#buffer.add(message, index));
      this.#buffer.add(rendered, index);
    }
    return null;
  }

  #next(): NextEvent<unknown> | null {
    return this.#index === null || this.#members.size === 0 ? null : this.#subscription.read(this.#index, SEPARATE_MAX);
  }
}
