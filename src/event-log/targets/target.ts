import { z } from 'zod';

/** A message as an event log gets it. */
export interface LogMessage {
  /** Of all messages, from 1, ascending. Numbers that are left out are announced by a message that says so. */
  readonly position: number;
  /** The public id of the show: what the log may be partitioned by. Null in messages of the log about itself. */
  readonly key: string | null;
  /** The envelope as JSON. */
  readonly text: string;
}

/** What an event log has as its last message. */
export interface LastMessage {
  readonly position: number;
  /** From its envelope; null where the message itself is gone and only its position is known. */
  readonly envelope: { readonly id: string; readonly source: string } | null;
}

/**
 * A server that keeps the log, the same for Redis, NATS and whatever follows. Each method rejects where the server does
 * not answer in some seconds; a message of which that leaves open whether it arrived is found by `readLast`.
 */
export interface EventLogTarget {
  /** Where it is, for the log of the service: without a password. */
  readonly name: string;
  /** The last message, or null where the log has none: at the first start, or because the server forgot it. */
  readLast(): Promise<LastMessage | null>;
  /**
   * Appends messages in their order, if the message at `after` (0 for none) is still the last one; else false, and nothing
   * is appended. So a process that was suspended changes nothing when it wakes up. Where it rejects, a part may have been
   * appended: the first ones.
   */
  append(after: number, messages: readonly LogMessage[]): Promise<boolean>;
  close(): Promise<void>;
}

/** The last message of a log, out of its text. It throws where that is no envelope. */
export function lastMessageOf(text: string): LastMessage {
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success)
    throw new Error('The last message of the event log was not written by Frontrow; nothing is appended after it');
  const { position, id, source } = parsed.data;
  return { position, envelope: { id, source } };
}

const envelope = z.object({ position: z.number().int().positive(), id: z.string(), source: z.string() });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
