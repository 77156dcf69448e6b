import {
  appendFileSync,
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import type { OperationResult } from './operation-result';
import {
  type Charge,
  type Dispute,
  type Event,
  makeId,
  now,
  type PaymentIntent,
  type Refund,
  type StripeObject,
} from './stripe-objects';
import type { StripeRefusal } from './stripe-refusal';

/** The first answer to an idempotency key, with what the request asked for. */
export interface KeptAnswer {
  readonly key: string;
  readonly fingerprint: string;
  readonly path: string;
  readonly requestId: string;
  readonly at: number;
  readonly about: StripeObject | null;
  readonly refusal?: StripeRefusal;
}

/** One line of the journal: all that one operation did, so that a process that dies leaves all of it or nothing. */
interface Entry {
  readonly put?: readonly StripeObject[];
  readonly events?: readonly Event[];
  readonly keep?: KeptAnswer;
  /** Ids of events that need no further delivery. */
  readonly delivered?: readonly string[];
}

/** Stripe forgets idempotency keys after a day. */
const KEY_SECONDS = 24 * 3600;

/** Objects of one kind in the order of their creation. */
class Collection<T extends { readonly id: string }> {
  private readonly items: T[] = [];
  private readonly places = new Map<string, number>();

  get(id: string): T | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.items[place];
  }

  put(item: T): void {
    const place = this.places.get(item.id);
    if (place === undefined) this.places.set(item.id, this.items.push(item) - 1);
    else this.items[place] = item;
  }

  /** The newest first; `after` is the id of the last one that the reader has. */
  *newestFirst(after?: string): Generator<T> {
    const start = after === undefined ? this.items.length : (this.places.get(after) ?? 0);
    for (let place = start - 1; place >= 0; place -= 1) {
      const item = this.items[place];
      if (item !== undefined) yield item;
    }
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.items.values();
  }
}

/**
 * The ledger of money, in memory, with a journal of JSON lines that is written before any answer and read at the
 * start. Every line is one operation as a whole.
 */
export class Journal {
  readonly intents = new Collection<PaymentIntent>();
  readonly charges = new Collection<Charge>();
  readonly refunds = new Collection<Refund>();
  readonly disputes = new Collection<Dispute>();
  readonly events = new Collection<Event>();
  private readonly undelivered = new Set<string>();
  private readonly answers = new Map<string, KeptAnswer>();
  private readonly file: number;

  constructor(folder: string) {
    // It holds e-mail addresses: for its owner alone, also where an earlier version made it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const path = join(folder, 'journal.jsonl');
    this.file = openSync(path, 'a', 0o600);
    fchmodSync(this.file, 0o600);
    this.replay(path);
  }

  /** Writes what an operation did to the journal, then applies it. */
  record(
    change: Pick<OperationResult, 'put' | 'events'>,
    request: Event['request'] = { id: null, idempotencyKey: null },
    keep?: KeptAnswer,
  ): void {
    const events = change.events.map(({ type, about }) => ({
      id: makeId('evt'),
      type,
      created: now(),
      about,
      request,
    }));
    this.write({
      ...(change.put.length > 0 ? { put: change.put } : {}),
      ...(events.length > 0 ? { events } : {}),
      ...(keep === undefined ? {} : { keep }),
    });
  }

  markDelivered(eventId: string): void {
    if (this.undelivered.has(eventId)) this.write({ delivered: [eventId] });
  }

  answerTo(key: string): KeptAnswer | undefined {
    const answer = this.answers.get(key);
    return answer !== undefined && answer.at > now() - KEY_SECONDS ? answer : undefined;
  }

  /** Events that were not delivered yet, oldest first. */
  *undeliveredEvents(): Generator<Event> {
    for (const id of this.undelivered) {
      const event = this.events.get(id);
      if (event !== undefined) yield event;
    }
  }

  close(): void {
    fsyncSync(this.file);
    closeSync(this.file);
  }

  private write(entry: Entry): void {
    if (Object.keys(entry).length === 0) return;
    const { put = [] } = entry;
    // An object stands once in its line: events and the kept answer name it by its id.
    const line = JSON.stringify(entry, (key, value) => (key === 'about' && put.includes(value) ? value.id : value));
    // Synchronous and before any answer: a process that is killed after it leaves the line with the kernel.
    appendFileSync(this.file, `${line}\n`);
    this.apply(entry);
  }

  private apply({ put = [], events = [], keep, delivered = [] }: Entry): void {
    for (const object of put) {
      if (object.object === 'payment_intent') this.intents.put(object);
      else if (object.object === 'charge') this.charges.put(object);
      else if (object.object === 'refund') this.refunds.put(object);
      else this.disputes.put(object);
    }
    for (const event of events) {
      this.events.put(event);
      this.undelivered.add(event.id);
    }
    if (keep !== undefined) this.answers.set(keep.key, keep);
    for (const id of delivered) this.undelivered.delete(id);
  }

  private replay(path: string): void {
    const journal = readFileSync(path);
    const whole = journal.lastIndexOf('\n') + 1;
    for (const line of journal.toString('utf8', 0, whole).split('\n')) {
      if (line !== '') this.apply(parseEntry(line));
    }
    // A process that was killed while it wrote leaves half a line, whose operation was answered to nobody.
    if (whole < journal.length) truncateSync(path, whole);
  }
}

/** An entry as it lies in the file: events and the kept answer name an object of their own line by its id. */
interface Line extends Omit<Entry, 'events' | 'keep'> {
  /** The names in journals of before. */
  readonly tell?: Line['events'];
  readonly told?: Entry['delivered'];
  readonly events?: readonly (Omit<Event, 'about'> & { readonly about: StripeObject | string })[];
  readonly keep?: Omit<KeptAnswer, 'about'> & { readonly about: StripeObject | string | null };
}

function parseEntry(text: string): Entry {
  // The journal is the writing of `Journal.write` alone.
  const { put = [], tell, told, events = tell, keep, delivered = told } = JSON.parse(text) as Line;
  const restore = <About extends StripeObject | string | null>(about: About) => {
    if (typeof about !== 'string') return about;
    const object = put.find(({ id }) => id === about);
    if (object === undefined) throw new Error(`The journal names ${about}, which its line does not hold`);
    return object;
  };
  return {
    put,
    ...(events === undefined
      ? {}
      : { events: events.map((event) => ({ ...event, about: restore(event.about) as StripeObject })) }),
    ...(keep === undefined ? {} : { keep: { ...keep, about: restore(keep.about) as StripeObject | null } }),
    ...(delivered === undefined ? {} : { delivered }),
  };
}
