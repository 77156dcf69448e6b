import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { Channels } from './channels';
import { EventLog } from './event-log';
import { formatRevision, parseRevision, type Revision } from './revision';
import type { Entry, StreamLimits, TopicStore } from './topic.redis';

/** What a reader of a topic hears. Each event tells where its reader stands after it. */
export type TopicEvent<Message> =
  /** Nothing was missed; from here on every message follows. */
  | { readonly kind: 'position'; readonly revision: string }
  | { readonly kind: 'message'; readonly revision: string; readonly message: Message }
  /** What came before can no longer be told: read the state anew, then go on with what follows. */
  | { readonly kind: 'resync'; readonly revision: string };

/** What a reader hears first, and the index in the log of what it hears next. */
export interface Joined<Message> {
  readonly events: readonly TopicEvent<Message>[];
  readonly index: number;
}

export interface Heard<Message> {
  readonly event: TopicEvent<Message>;
  /** Where the reader stands after it. */
  readonly index: number;
}

/** One key of a topic as this process hears it; however many readers there are, Redis is listened to once. */
export interface Watch<Message> {
  /** `after` is what a client remembers, so anything may be in it. Null joins at the present. */
  join(after: string | null): Promise<Joined<Message>>;
  /** What a reader hears next that stands at this index; null where nothing has come yet. A reader that is more than
   * `apartMax` messages behind gets what can be merged as one, and one that was overtaken by the log a resync. */
  read(index: number, apartMax?: number): Heard<Message> | null;
  /** What a reader hears that lost its place. */
  resync(): Heard<Message>;
  /** `changed` is called after the log has grown, and once more when the watch has closed. */
  onChange(changed: () => void): () => void;
  readonly closed: boolean;
}

export interface WatchOptions<Message> {
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

/** How many messages a reader that is behind may get as one. */
const mergedMax = 16;

/** Redis did not answer in time; the client is told so, and may come again. */
export class TopicUnavailable extends GraphQLError {
  constructor({ cause }: ErrorOptions = {}) {
    super('The live stream cannot be reached just now. Try again in a moment.', {
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    this.cause = cause;
  }
}

/**
 * Follows one stream. The channel is only a hint that something happened: a message is taken where it is the very next,
 * and everything else (a gap, a reconnect, a periodic look at the stream) ends in reading the stream from where this watch
 * stood. So whatever breaks between Redis and us, readers get each message once and in order, or a resync.
 */
export class StreamWatch<Message> implements Watch<Message> {
  closed = false;

  readonly #options: WatchOptions<Message>;
  readonly #log: EventLog<TopicEvent<Message>>;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #opened: Promise<void>;
  /** Where the log ends; null until the stream was first read. */
  #position: Revision | null = null;
  /** From this index on, log and revisions advance together without a break. */
  #unbrokenFrom = 0;
  #reading: Promise<void> | null = null;
  /** Heard while the stream was being read. Bounded: what does not fit is found by the next read. */
  #early: Entry[] = [];
  #stopListening: (() => void) | null = null;
  readonly #replays = new Map<string, Promise<Entry[] | null>>();

  constructor(options: WatchOptions<Message>) {
    this.#options = options;
    this.#log = new EventLog(options.tail.eventsMax, options.tail.charactersMax);
    this.#opened = this.#open();
  }

  get position(): string | null {
    return this.#position === null ? null : formatRevision(this.#position);
  }

  async join(after: string | null): Promise<Joined<Message>> {
    await this.#whenOpen();
    const from = after === null ? this.#present : parseRevision(after);
    const events = from === null ? null : await this.#missedSince(from);
    // From here to the end nothing waits, so the log cannot grow between what is told and the index.
    const index = this.#log.end;
    if (events === null) return { events: [this.resync().event], index };
    if (events.length === 0) return { events: [{ kind: 'position', revision: formatRevision(this.#present) }], index };
    return { events, index };
  }

  read(index: number, apartMax = 1): Heard<Message> | null {
    if (index < this.#log.start) return this.resync();
    const event = this.#log.at(index);
    if (event === undefined) return null;
    const behind = this.#log.slice(index, index + mergedMax);
    const last = behind.at(-1);
    if (last?.kind !== 'message' || behind.length <= apartMax) return { event, index: index + 1 };
    const messages = behind.flatMap((each) => (each.kind === 'message' ? [each.message] : []));
    const [merged, ...more] = messages.length === behind.length ? this.#options.merge(messages) : [];
    // Too much for one message, or a resync in between: then one after the other.
    if (merged === undefined || more.length > 0) return { event, index: index + 1 };
    return { event: { kind: 'message', revision: last.revision, message: merged }, index: index + behind.length };
  }

  resync(): Heard<Message> {
    return { event: { kind: 'resync', revision: formatRevision(this.#present) }, index: this.#log.end };
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Reads what the stream has and this watch has not. Faults are reported and healed by a later call. */
  catchUp(): Promise<void> {
    if (this.#position === null || this.closed) return Promise.resolve();
    this.#reading ??= this.#read(this.#position)
      .catch(this.#options.onFault)
      .finally(() => this.#readingDone());
    return this.#reading;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#closing.abort();
    this.#stopListening?.();
    this.#changed();
  }

  get #present(): Revision {
    // A watch answers only after it has opened.
    if (this.#position === null) throw new TopicUnavailable();
    return this.#position;
  }

  async #whenOpen(): Promise<void> {
    if (this.#position !== null) return;
    const patience = new AbortController();
    const { openSecondsMax } = this.#options;
    const tooLate = delay(openSecondsMax * 1000, null, { signal: patience.signal, ref: false }).catch(() => null);
    await Promise.race([this.#opened, tooLate]);
    patience.abort();
    if (this.#position === null) throw new TopicUnavailable();
  }

  /** Listens first and reads then, so that nothing falls between. Repeats until Redis answers or the watch is closed. */
  async #open(): Promise<void> {
    const { channels, stream } = this.#options;
    const stopListening = await channels.listen(stream, (text) => this.#hear(text));
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

  /** Stands at the stream's end, with its newest entries in the log for those who resume. */
  async #begin(): Promise<void> {
    const { store, stream, limits, tail } = this.#options;
    const position = await store.append(stream, [], limits);
    const entries = await store.newest(stream, tail.eventsMax);
    this.#unbrokenFrom = this.#log.end;
    this.#position = entries[0] === undefined ? position : { ...entries[0].revision };
    if (entries[0] !== undefined) this.#note(entries[0]);
    for (const entry of entries.slice(1)) this.#advance(entry);
  }

  async #read(from: Revision): Promise<void> {
    const { store, stream, limits } = this.#options;
    const missed = await store.since(stream, from, limits.entriesMax);
    if (this.closed) return;
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
    for (const entry of this.#early.splice(0)) this.#take(entry);
  }

  #hear(payload: string): void {
    const cut = payload.indexOf(' ');
    const revision = parseRevision(payload.slice(0, cut));
    if (revision !== null) this.#take({ revision, text: payload.slice(cut + 1) });
  }

  #take(entry: Entry): void {
    if (this.#reading !== null || this.#position === null) {
      if (this.#early.length < this.#options.tail.eventsMax) this.#early.push(entry);
      return;
    }
    const { epoch, number } = this.#position;
    const sameEpoch = entry.revision.epoch === epoch;
    if (sameEpoch && entry.revision.number <= number) return;
    if (sameEpoch && entry.revision.number === number + 1) this.#advance(entry);
    else void this.catchUp();
  }

  /** Takes the very next entry. */
  #advance(entry: Entry): void {
    this.#position = entry.revision;
    this.#note(entry);
    this.#changed();
  }

  #note({ revision, text }: Entry): void {
    if (text === null) return;
    this.#log.push(this.#eventOf({ revision, text }), text.length);
  }

  #eventOf(entry: { revision: Revision; text: string }): TopicEvent<Message> {
    const revision = formatRevision(entry.revision);
    try {
      return { kind: 'message', revision, message: this.#options.decode(entry.text) };
    } catch (error) {
      // Written by a version of us that we do not understand: the reader must not believe that nothing happened.
      this.#options.onFault(error);
      return { kind: 'resync', revision };
    }
  }

  /** What a reader that stood at `from` has not heard, up to the log's end; null where nobody can tell. */
  async #missedSince(from: Revision): Promise<readonly TopicEvent<Message>[] | null> {
    // Another process was quicker to tell its client than the channel was to tell us.
    if (from.epoch === this.#present.epoch && from.number > this.#present.number) await this.catchUp();
    const messages = this.#toldByLog(from) ?? (await this.#toldByStream(from));
    if (messages === null || messages.some(({ kind }) => kind !== 'message')) return null;
    return this.#merged(messages, from);
  }

  #toldByLog(from: Revision): TopicEvent<Message>[] | null {
    const { epoch, number } = this.#present;
    if (from.epoch !== epoch || from.number > number) return null;
    const index = this.#log.end - (number - from.number);
    return index < Math.max(this.#unbrokenFrom, this.#log.start) ? null : this.#log.slice(index);
  }

  /** Asks the stream, once for all who resume from the same place. */
  async #toldByStream(from: Revision): Promise<TopicEvent<Message>[] | null> {
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
    // The log may have moved on meanwhile, or not be there yet: its reader hears the stream up to where the log is.
    const told = (entries ?? []).filter(({ revision }) => revision.number <= this.#present.number);
    const last = told.at(-1);
    const since = last === undefined ? null : this.#toldByLog(last.revision);
    if (since === null) return null;
    return [
      ...told.flatMap(({ revision, text }) => (text === null ? [] : [this.#eventOf({ revision, text })])),
      ...since,
    ];
  }

  /** A client that was away gets little messages joined. Only the last tells the new place: a client that is cut off in
   * between resumes from where it was, and a change told twice does no harm. */
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
