import { setImmediate as turn } from 'node:timers/promises';
import type { Heard, Joined, TopicEvent, Watch } from '../watch';
import type { Peer, Slow } from './peer';
import { nextMessagePrefix, type SharedMessage } from './shared-message';
import { type Told, UnderWay } from './under-way';

/** How many members are written to before other work of the process gets its turn. */
const membersAtOnce = 128;
/** So few messages that wait in the log go out as they are. */
const apartMax = 4;
/** How many messages wait for a member whose first ones are still being made. */
const heldMax = 64;
/** How many first messages are kept made: clients that come back together mostly resume from the same few places. */
const firstsMax = 32;

export interface GroupParts {
  /** Given back when the group closes. */
  readonly held: { readonly watch: Watch<unknown>; release(): void };
  /** Executes the members' common operation for one event, and serialises the result. */
  render(event: TopicEvent<unknown>): SharedMessage | Promise<SharedMessage>;
  onFault(error: unknown): void;
  /** Called for each member that has left. */
  onLeft(): void;
}

/**
 * The clients with equal public subscriptions. Each event is executed and serialised once, and written to every member
 * with its own id in front.
 *
 * The group goes from member to member, round after round, and gives each all that it has not yet. What comes in the middle
 * of a round goes out from there on, together with what was under way, and those before get it in the next round: so the
 * more there is to tell, the more goes out with one write, and nothing waits for the end of a round. A write to the kernel
 * is by far the most of what a message costs.
 *
 * How a member joins without a gap and without a double: it is in the group from the first moment, but holds what it
 * hears. The watch answers in one step what the member must be told first, and the index of what follows. Once the first
 * messages are written, what was held from that index on is written, and from then on the member hears directly.
 */
export class Group {
  readonly #parts: GroupParts;
  readonly #watch: Watch<unknown>;
  readonly #members = new Set<Member>();
  readonly #underWay = new UnderWay();
  readonly #firsts = new Map<string, Promise<readonly SharedMessage[]>>();
  readonly #stopListening: () => void;
  /** The index in the log of what the group hears next; null until the first member has joined. */
  #index: number | null = null;
  #running = false;
  #closed = false;

  constructor(parts: GroupParts) {
    this.#parts = parts;
    this.#watch = parts.held.watch;
    this.#stopListening = this.#watch.onChange(() => this.#run());
  }

  /** The operation of one client: an iterable that yields nothing, ends with the group and leaves it on `return()`. */
  member(peer: Peer, id: string, after: string | null): AsyncIterableIterator<never> {
    return new Member(this, peer, id, after);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#parts.held.release();
    for (const member of this.#members) member.end();
  }

  /** For members alone. */
  async join(member: Member, after: string | null): Promise<void> {
    this.#members.add(member);
    const joined = await this.#watch.join(after);
    this.#index ??= joined.index;
    const messages = await this.#firstMessages(after, joined);
    member.start(messages, joined.index);
    this.#run();
  }

  /** For members alone: after messages were dropped. */
  async rejoin(member: Member): Promise<void> {
    const { event, index } = this.#watch.resync();
    const messages = await this.#firstMessages('resync', { events: [event], index });
    member.start(messages, index);
  }

  /** For members alone. */
  leave(member: Member): void {
    this.#members.delete(member);
    this.#parts.onLeft();
  }

  #firstMessages(after: string | null, { events, index }: Joined<unknown>): Promise<readonly SharedMessage[]> {
    const key = `${index} ${after ?? ''}`;
    let made = this.#firsts.get(key);
    if (made === undefined) {
      made = Promise.all(events.map((event) => this.#parts.render(event)));
      this.#firsts.set(key, made);
      made.catch(() => this.#firsts.delete(key));
      if (this.#firsts.size > firstsMax) {
        const [oldest] = this.#firsts.keys();
        if (oldest !== undefined) this.#firsts.delete(oldest);
      }
    }
    return made;
  }

  #run(): void {
    if (this.#watch.closed) this.close();
    else if (!this.#running && this.#index !== null) {
      this.#tellAll().catch((error: unknown) => {
        this.#parts.onFault(error);
        for (const member of this.#members) member.fail(error);
      });
    }
  }

  async #tellAll(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        const reading = this.#read();
        if (reading !== null) {
          await reading;
          continue;
        }
        const { count } = this.#underWay;
        // In the same step in which nothing more was found, so that no change falls between.
        if (count === 0) break;
        let visited = 0;
        for (const member of this.#members) {
          member.hear(this.#underWay);
          visited += 1;
          if (visited % membersAtOnce === 0) {
            await turn();
            await this.#read();
          }
        }
        // Whatever was there when the round began, all have now.
        this.#underWay.dropOldest(count);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Takes what the log has. Most executions end in the same turn; after one that does not, it wants to be called again. */
  #read(): Promise<void> | null {
    while (this.#underWay.hasRoom) {
      const heard = this.#next();
      if (heard === null) return null;
      const { event, index } = heard;
      this.#index = index;
      const rendered = this.#parts.render(event);
      if (rendered instanceof Promise) return rendered.then((message) => this.#underWay.add(message, index));
      this.#underWay.add(rendered, index);
    }
    return null;
  }

  #next(): Heard<unknown> | null {
    return this.#index === null || this.#members.size === 0 ? null : this.#watch.read(this.#index, apartMax);
  }
}

type End = IteratorResult<never, undefined>;

/**
 * Not an async generator, because `return()` of one that waits would wait too. graphql-ws iterates over it, sends nothing
 * for it, and does the rest: the id is taken while it lasts, `complete` from the client calls `return()`, and its end
 * sends `complete` to the client.
 */
class Member implements AsyncIterableIterator<never>, Slow {
  readonly #prefix: string;
  /** Up to this index of the log the client has been told everything, or it is held. */
  #toldTo = 0;
  #held: Told[] | null = [];
  #missed = false;
  #ended = false;
  /** Settles `next`. */
  #settle: ((end: End | Promise<End>) => void) | null = null;

  constructor(
    private readonly group: Group,
    private readonly peer: Peer,
    id: string,
    private readonly after: string | null,
  ) {
    this.#prefix = nextMessagePrefix(id);
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

  /** Tells what the group hears and this member has not yet. */
  hear(news: UnderWay): void {
    if (news.end <= this.#toldTo) return;
    if (this.#held !== null) this.#hold(this.#held, news.since(this.#toldTo));
    else if (!this.#missed) this.#tell(news.together(this.#toldTo));
    this.#toldTo = news.end;
  }

  /** Tells what this member alone is told, then what was held meanwhile, then whatever comes. */
  start(messages: readonly SharedMessage[], index: number): void {
    if (this.#ended) return;
    const held = this.#held ?? [];
    this.#held = null;
    const overflowed = this.#missed;
    this.#missed = false;
    this.#toldTo = Math.max(this.#toldTo, index);
    for (const message of messages) this.#tell(message);
    for (const each of held) if (each.index > index) this.#tell(each.message);
    if (overflowed && !this.#missed) this.caughtUp();
  }

  caughtUp(): void {
    if (this.#ended) return;
    this.#held = [];
    this.#missed = false;
    this.group.rejoin(this).catch((error: unknown) => this.fail(error));
  }

  #hold(held: Told[], news: readonly Told[]): void {
    const room = heldMax - held.length;
    if (news.length > room) this.#missed = true;
    else held.push(...news);
  }

  #tell(message: SharedMessage): void {
    if (!this.#missed) this.#missed = !this.peer.tell(this.#prefix, message, this);
  }

  #leave(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.group.leave(this);
    this.peer.forget(this);
    return true;
  }
}
