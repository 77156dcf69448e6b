import { parseQueueSnapshot, type QueueSnapshot } from '../queue/queue-snapshot';

/** The entry of a buyer. `place` is null until the draw; `snapshot` is null if the reply needed none. */
export type QueueEntry =
  /** Redis has no state of this epoch. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'none'; readonly snapshot: QueueSnapshot | null }
  | { readonly kind: 'admitted'; readonly untilMs: number }
  | WaitingEntry;

export interface WaitingEntry {
  readonly kind: 'waiting';
  readonly queueNumber: number;
  readonly place: number | null;
  readonly snapshot: QueueSnapshot | null;
}

/** All queue numbers of the epoch are taken. */
export interface QueueFull {
  readonly kind: 'full';
}

export type TickReply =
  | { readonly kind: 'absent' }
  /** The snapshot is the latest one of the leader, for processes that missed it on the channel. */
  | { readonly kind: 'following'; readonly leaseUntilMs: number; readonly snapshot: QueueSnapshot | null }
  | {
      readonly kind: 'leading';
      readonly leaseUntilMs: number;
      readonly fencingToken: number;
      readonly snapshot: QueueSnapshot;
      /** Counts of this tick. */
      readonly admittedCount: number;
      readonly expiredCount: number;
      readonly abandonedCount: number;
    };

export function parseQueueEntry(reply: unknown): QueueEntry | QueueFull {
  const [kind, first, place, message] = parseList(reply);
  switch (String(kind)) {
    case 'absent':
      return { kind: 'absent' };
    case 'full':
      return { kind: 'full' };
    case 'none':
      return { kind: 'none', snapshot: parseSnapshot(first) };
    case 'admitted':
      return { kind: 'admitted', untilMs: Number(first) };
    case 'waiting':
      return {
        ...{ kind: 'waiting', queueNumber: Number(first), place: Number(place) || null },
        snapshot: parseSnapshot(message),
      };
    default:
      throw new Error(`A script replied with the unknown kind ${String(kind)}`);
  }
}

export function parseTickReply(reply: unknown): TickReply {
  const [kind, leaseUntil, message, token, admitted, expired, abandoned] = parseList(reply);
  if (String(kind) === 'absent') return { kind: 'absent' };
  const leaseUntilMs = Number(leaseUntil);
  const snapshot = parseSnapshot(message);
  if (String(kind) === 'following') return { kind: 'following', leaseUntilMs, snapshot };
  if (snapshot === null) throw new Error('tick.lua replied without a snapshot');
  return {
    ...{ kind: 'leading', leaseUntilMs, fencingToken: Number(token), snapshot },
    admittedCount: Number(admitted),
    expiredCount: Number(expired),
    abandonedCount: Number(abandoned),
  };
}

export const parseSnapshot = (message: unknown): QueueSnapshot | null =>
  Buffer.isBuffer(message) ? parseQueueSnapshot(message) : null;

/** Four bytes each, big-endian, as the scripts read them. */
export function encodeNumbers(numbers: Uint32Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => {
    bytes.writeUInt32BE(number, index * 4);
  });
  return bytes;
}

export function decodeNumbers(bytes: Buffer | null): Uint32Array {
  const numbers = new Uint32Array((bytes?.length ?? 0) >> 2);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = bytes?.readUInt32BE(index * 4) ?? 0;
  return numbers;
}

function parseList(reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new Error('A script replied without a list');
  return reply;
}
