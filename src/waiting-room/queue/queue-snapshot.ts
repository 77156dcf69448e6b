/** The phases of a queue. In `gathering` and `shuffling` the buyers who joined before the sale have no place yet. */
export type QueuePhase = 'gathering' | 'shuffling' | 'open';

/** What the leader publishes with each tick: all that a process needs to compute the positions of its own clients. */
export interface QueueSnapshot {
  readonly epoch: number;
  /** Grows by one with each tick of the epoch. */
  readonly sequence: number;
  readonly atMs: number;
  readonly phase: QueuePhase;
  /** Queue numbers taken before the opening, which the draw put in order. */
  readonly earlyCount: number;
  /** The place of the buyer who was admitted last. */
  readonly pointer: number;
  /** The last queue number that was taken. */
  readonly lastNumber: number;
  readonly waitingCount: number;
  /** Buyers who are admitted now; `insideCount` in the API. */
  readonly insideCount: number;
  /** Admissions so far. */
  readonly admittedCount: number;
  readonly departedCount: number;
  readonly pace: PaceCounts;
  /** One bit for each place from the pointer's bucket on, the first in the highest bit: set if the place is departed. */
  readonly departedBits: Buffer;
  /** Departed places of each bucket from the pointer's on, 16 bits each, big-endian. Beyond its end there are none. */
  readonly departedCounts: Buffer;
}

/**
 * Admissions of the current minute, which began at `fromMs` (0: not open yet), and of the minute before it (-1: none).
 * Time in which nobody waited or admission was paused is left out: it says nothing about how fast the queue moves.
 */
export interface PaceCounts {
  readonly fromMs: number;
  readonly before: number;
  readonly now: number;
}

/** Places in a bucket; the scripts use the same number. */
export const BUCKET_PLACES = 256;

/** Parses a snapshot as tick.lua writes it. Null if the message is something else. */
export function parseQueueSnapshot(message: Buffer): QueueSnapshot | null {
  const end = message.indexOf(10);
  if (end < 0) return null;
  const [kind, epoch, sequence, atMs, phase, ...words] = message.toString('latin1', 0, end).split(' ');
  if (kind !== 'snapshot' || (phase !== 'gathering' && phase !== 'shuffling' && phase !== 'open')) return null;
  const at = (index: number) => Number(words[index]);
  const bitsEnd = end + 1 + at(10);
  return {
    epoch: Number(epoch),
    sequence: Number(sequence),
    atMs: Number(atMs),
    phase,
    earlyCount: at(0),
    pointer: at(1),
    lastNumber: at(2),
    waitingCount: at(3),
    insideCount: at(4),
    admittedCount: at(5),
    departedCount: at(6),
    pace: { fromMs: at(7), before: at(8), now: at(9) },
    departedBits: message.subarray(end + 1, bitsEnd),
    departedCounts: message.subarray(bitsEnd),
  };
}

const PACE_WINDOW_MS = 60_000;
const PACE_ADMISSIONS_MIN = 3;
const PACE_MS_MIN = 5_000;

/** Recent admissions per second, or null while too few buyers were admitted for an estimate. */
export function paceOf({ pace, atMs }: Pick<QueueSnapshot, 'pace' | 'atMs'>): number | null {
  if (pace.fromMs === 0) return null;
  const elapsedMs = atMs - pace.fromMs;
  if (pace.before < 0) {
    if (elapsedMs < PACE_MS_MIN || pace.now < PACE_ADMISSIONS_MIN) return null;
    return pace.now / (elapsedMs / 1000);
  }
  // The last sixty seconds: the current minute, and the part of the one before it that is still within them.
  const admissions = pace.now + (pace.before * (PACE_WINDOW_MS - elapsedMs)) / PACE_WINDOW_MS;
  return admissions < 1 ? null : admissions / (PACE_WINDOW_MS / 1000);
}
