/** What this example uses of an event of the log; `docs/event-log.md` describes all of it. */
export interface LogEvent {
  readonly version: number;
  /** Of all events, ascending. The same event always has the same one: what is not greater than the last has been seen. */
  readonly position: number;
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly amountMinor?: number; readonly currency?: string; readonly reason?: string };
}

/** Some events, and from where the log is read on after them. */
export interface Batch {
  readonly events: readonly LogEvent[];
  readonly cursor: number;
}

/** Reads the log of one kind of server. */
export interface LogReader {
  /** The events after a cursor, 0 for the oldest; after some seconds none, if there are none. */
  readAfter(cursor: number): Promise<Batch>;
  close(): Promise<void>;
}

/** A version that this program was not written for may mean something else by the same words. */
export function parseEvent(text: string): LogEvent {
  const event: LogEvent = JSON.parse(text);
  if (event.version !== 1) throw new Error(`This program reads version 1 of the event log, not ${event.version}`);
  return event;
}
