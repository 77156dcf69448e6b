/**
 * The newest events of one key, in memory. Every event has an index that grows by one and is never reused. Readers keep
 * an index instead of a queue, so a thousand slow readers cost no more than one, and a reader whose index was trimmed
 * detects it instead of holding memory.
 */
export class EventLog<Event> {
  readonly #events: Event[] = [];
  readonly #sizes: number[] = [];
  #first = 0;
  #size = 0;

  constructor(
    private readonly eventsMax: number,
    private readonly sizeMax: number,
  ) {}

  /** The index of the oldest event that is kept. */
  get start(): number {
    return this.#first;
  }

  /** The index that the next event will have. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  /** Undefined if it was trimmed or does not exist yet. */
  at(index: number): Event | undefined {
    return this.#events[index - this.#first];
  }

  slice(from: number, to = this.end): Event[] {
    return this.#events.slice(Math.max(0, from - this.#first), Math.max(0, to - this.#first));
  }

  push(event: Event, size: number): void {
    this.#events.push(event);
    this.#sizes.push(size);
    this.#size += size;
    // The newest always stays, however large: no reader has received it yet.
    while (this.#events.length > 1 && (this.#events.length > this.eventsMax || this.#size > this.sizeMax)) {
      this.#events.shift();
      this.#size -= this.#sizes.shift() ?? 0;
      this.#first += 1;
    }
  }
}
