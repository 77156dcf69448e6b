import { setTimeout as delay } from 'node:timers/promises';
import type { Channels } from './channels';
import { EventLog } from './event-log';
import { formatRevision, parseRevision, type Revision } from './revision';
import type { Entry, StreamLimits, TopicStore } from './topic.redis';
import {
  type JoinResult,
  type NextEvent,
  type StreamSubscription,
  type TopicEvent,
  TopicUnavailable,
} from './topic-events';

export interface StreamSubscriptionOptions<Message> {
  readonly stream: string;
  readonly store: TopicStore;
  readonly channels: Channels;
  readonly limits: StreamLimits;
  readonly tail: { readonly eventsMax: number; readonly charactersMax: number };
  readonly decode: (text: string) => Message;
  readonly merge: (messages: readonly Message[]) => readonly Message[];
  readonly onFault: (error: unknown) => void;
  readonly openSecondsMax: number;
}

/** How many messages are merged into one at most, for a reader that is behind. */
const mergedMax = 16;

/**
 * Follows one stream. The channel is only a hint that something happened: a message from it is used only if it is the very
 * next one. In every other case (a gap, a reconnect, the periodic poll) the stream is read from the current position. So
 * whatever breaks between Redis and this process, readers get each message once and in order, or a resync.
 */
export class RedisStreamSubscription<Message> implements StreamSubscription<Message> {
  closed = false;
  confirmedAtMs: number | null = null;

  readonly #options: StreamSubscriptionOptions<Message>;
  readonly #log: EventLog<TopicEvent<Message>>;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #opened: Promise<void>;
  /** The revision at the end of the log; null until the stream was read for the first time. */
  #position: Revision | null = null;
  /** From this index on, indexes and revision numbers grow together without a gap. */
  #unbrokenFrom = 0;
  #reading: Promise<boolean> | null = null;
  /** Received while the stream was being read. Bounded: what does not fit is found by the next read. */
  #receivedEarly: Entry[] = [];
  #stopListening: (() => void) | null = null;
  readonly #replays = new Map<string, Promise<Entry[] | null>>();

  constructor(options: StreamSubscriptionOptions<Message>) {
    this.#options = options;
    this.#log = new EventLog(options.tail.eventsMax, options.tail.charactersMax);
    this.#opened = this.#open();
  }

  get position(): string | null {
    return this.#position === null ? null : formatRevision(this.#position);
  }

  async join(after: string | null): Promise<JoinResult<Message>> {
    await this.#whenOpen();
    const from = after === null ? this.#present : parseRevision(after);
    const events = from === null ? null : await this.#missedSince(from);
    // No `await` from here on, so the log cannot grow between the events and the index.
    const index = this.#log.end;
    if (events === null) return { events: [this.resync().event], index };
    if (events.length === 0) return { events: [{ kind: 'position', revision: formatRevision(this.#present) }], index };
    return { events, index };
  }

  read(index: number, separateMax = 1): NextEvent<Message> | null {
    if (index < this.#log.start) return this.resync();
    const event = this.#log.at(index);
    if (event === undefined) return null;
    const behind = this.#log.slice(index, index + mergedMax);
    const last = behind.at(-1);
    if (last?.kind !== 'message' || behind.length <= separateMax) return { event, index: index + 1 };
    const messages = behind.flatMap((each) => (each.kind === 'message' ? [each.message] : []));
    const [merged, ...more] = messages.length === behind.length ? this.#options.merge(messages) : [];
    // Too large for one message, or a resync in between: one event at a time.
    if (merged === undefined || more.length > 0) return { event, index: index + 1 };
    return { event: { kind: 'message', revision: last.revision, message: merged }, index: index + behind.length };
  }

  resync(): NextEvent<Message> {
    return { event: { kind: 'resync', revision: formatRevision(this.#present) }, index: this.#log.end };
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Reads entries of the stream that are missing here. False after a fault, which is reported; a later call reads again. */
  catchUp(): Promise<boolean> {
    if (this.#position === null || this.closed) return Promise.resolve(false);
    this.#reading ??= this.#read(this.#position)
      .then(
        () => true,
        (error) => {
          this.#options.onFault(error);
          return false;
        },
      )
      .finally(() => this.#readingDone());
    return this.#reading;
  }

  async readToEnd(): Promise<boolean> {
    // A read that is under way may have begun before the last append.
    if (this.#reading !== null) await this.#reading;
    return this.catchUp();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#closing.abort();
    this.#stopListening?.();
    this.#changed();
  }

  get #present(): Revision {
    // Callers wait until the subscription is open.
    if (this.#position === null) throw new TopicUnavailable();
    return this.#position;
  }

  async #whenOpen(): Promise<void> {
    if (this.#position !== null) return;
    const timeout = new AbortController();
    const { openSecondsMax } = this.#options;
    const timedOut = delay(openSecondsMax * 1000, null, { signal: timeout.signal, ref: false }).catch(() => null);
    await Promise.race([this.#opened, timedOut]);
    timeout.abort();
    if (this.#position === null) throw new TopicUnavailable();
  }

  /** Listens first and reads then, so that nothing is missed. Retries until Redis answers or this is closed. */
  async #open(): Promise<void> {
    const { channels, stream } = this.#options;
    const stopListening = await channels.listen(stream, (text) => this.#receive(text));
    if (this.closed) {
      stopListening();
      return;
    }
    this.#stopListening = stopListening;
    for (let attempt = 0; this.#position === null && !this.closed; attempt += 1) {
      try {
        await this.#begin();
      } catch (error) {
        this.#options.onFault(error);
        const wait = Math.min(2_000, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
        await delay(wait, null, { signal: this.#closing.signal, ref: false }).catch(() => null);
      }
    }
    this.#readingDone();
  }

  /** Starts at the stream's end, with the newest entries in the log for clients that resume. */
  async #begin(): Promise<void> {
    const { store, stream, limits, tail } = this.#options;
    const beganAtMs = performance.now();
    const position = await store.append(stream, [], limits);
    const entries = await store.newest(stream, tail.eventsMax);
    this.confirmedAtMs = beganAtMs;
    this.#unbrokenFrom = this.#log.end;
    this.#position = entries[0] === undefined ? position : { ...entries[0].revision };
    if (entries[0] !== undefined) this.#append(entries[0]);
    for (const entry of entries.slice(1)) this.#advance(entry);
  }

  async #read(from: Revision): Promise<void> {
    const { store, stream, limits } = this.#options;
    const beganAtMs = performance.now();
    const missed = await store.since(stream, from, limits.entriesMax);
    if (this.closed) return;
    this.confirmedAtMs = beganAtMs;
    if (missed !== null) {
      for (const entry of missed) this.#advance(entry);
      return;
    }
    const position = await store.append(stream, [], limits);
    if (this.closed) return;
    this.#position = position;
    this.#log.push({ kind: 'resync', revision: formatRevision(position) }, 0);
    this.#unbrokenFrom = this.#log.end;
    this.#changed();
  }

  #readingDone(): void {
    this.#reading = null;
    for (const entry of this.#receivedEarly.splice(0)) this.#take(entry);
  }

  #receive(payload: string): void {
    const cut = payload.indexOf(' ');
    const revision = parseRevision(payload.slice(0, cut));
    if (revision !== null) this.#take({ revision, text: payload.slice(cut + 1) });
  }

  #take(entry: Entry): void {
    if (this.#reading !== null || this.#position === null) {
      if (this.#receivedEarly.length < this.#options.tail.eventsMax) this.#receivedEarly.push(entry);
      return;
    }
    const { epoch, number } = this.#position;
    const sameEpoch = entry.revision.epoch === epoch;
    if (sameEpoch && entry.revision.number <= number) return;
    if (sameEpoch && entry.revision.number === number + 1) {
      this.confirmedAtMs = performance.now();
      this.#advance(entry);
    } else void this.catchUp();
  }

  /** Takes the very next entry. */
  #advance(entry: Entry): void {
    this.#position = entry.revision;
    this.#append(entry);
    this.#changed();
  }

  #append({ revision, text }: Entry): void {
    if (text === null) return;
    this.#log.push(this.#eventOf({ revision, text }), text.length);
  }

  #eventOf(entry: { revision: Revision; text: string }): TopicEvent<Message> {
    const revision = formatRevision(entry.revision);
    try {
      return { kind: 'message', revision, message: this.#options.decode(entry.text) };
    } catch (error) {
      // Written by a version of this service that this one cannot read: the reader must not believe that nothing happened.
      this.#options.onFault(error);
      return { kind: 'resync', revision };
    }
  }

  /** What a reader at `from` has missed, up to the log's end; null if it is not known. */
  async #missedSince(from: Revision): Promise<readonly TopicEvent<Message>[] | null> {
    // Another process received this revision earlier than this one did.
    if (from.epoch === this.#present.epoch && from.number > this.#present.number) await this.catchUp();
    const messages = this.#missedInLog(from) ?? (await this.#missedInStream(from));
    if (messages === null || messages.some(({ kind }) => kind !== 'message')) return null;
    return this.#merged(messages, from);
  }

  #missedInLog(from: Revision): TopicEvent<Message>[] | null {
    const { epoch, number } = this.#present;
    if (from.epoch !== epoch || from.number > number) return null;
    const index = this.#log.end - (number - from.number);
    return index < Math.max(this.#unbrokenFrom, this.#log.start) ? null : this.#log.slice(index);
  }

  /** Reads the stream, once for all readers that resume from the same revision. */
  async #missedInStream(from: Revision): Promise<TopicEvent<Message>[] | null> {
    if (from.epoch !== this.#present.epoch || from.number > this.#present.number) return null;
    const key = formatRevision(from);
    let replay = this.#replays.get(key);
    if (replay === undefined) {
      const { store, stream, limits } = this.#options;
      replay = store.since(stream, from, limits.entriesMax).finally(() => this.#replays.delete(key));
      this.#replays.set(key, replay);
    }
    const entries = await replay.catch((error: unknown) => {
      throw new TopicUnavailable({ cause: error });
    });
    // The log may have grown meanwhile, or not be there yet: only entries up to the end of the log are used.
    const known = (entries ?? []).filter(({ revision }) => revision.number <= this.#present.number);
    const last = known.at(-1);
    const since = last === undefined ? null : this.#missedInLog(last.revision);
    if (since === null) return null;
    return [
      ...known.flatMap(({ revision, text }) => (text === null ? [] : [this.#eventOf({ revision, text })])),
      ...since,
    ];
  }

  /**
   * Small messages are merged for a client that was away. Only the last one carries the new revision: a client that is
   * disconnected in between resumes from its old one, and receiving a change twice does no harm.
   */
  #merged(events: readonly TopicEvent<Message>[], from: Revision): readonly TopicEvent<Message>[] {
    const messages = this.#options.merge(events.flatMap((event) => (event.kind === 'message' ? [event.message] : [])));
    const last = messages.length - 1;
    return messages.map((message, i) => ({
      kind: 'message',
      revision: formatRevision(i === last ? this.#present : from),
      message,
    }));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
