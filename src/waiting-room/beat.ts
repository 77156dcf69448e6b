/** Where a room stands in its life. The places of those who came before the opening are settled in `open`. */
export type Phase = 'gathering' | 'shuffling' | 'open';

/** What the leader publishes each second: all that a process needs to work out the places of its own clients. */
export interface Beat {
  readonly epoch: number;
  /** Grows by one with each beat of the epoch. */
  readonly number: number;
  readonly atMs: number;
  readonly phase: Phase;
  /** Tickets taken before the opening, which the draw put in order. */
  readonly earlyCount: number;
  /** The place of the last one who was let in. */
  readonly pointer: number;
  /** Tickets given out. */
  readonly last: number;
  readonly waitingCount: number;
  readonly insideCount: number;
  readonly admittedCount: number;
  readonly departedCount: number;
  readonly pace: PaceCounts;
  /** A bit for each place from the pointer's bucket on, the first in the highest bit: set where it is departed. */
  readonly departedBits: Buffer;
  /** Departed in each bucket from the pointer's on, 16 bits each, big-endian. Beyond its end none are departed. */
  readonly tally: Buffer;
}

/**
 * What was admitted in the minute that runs, since `fromMs` (0: not open yet), and in the one before it (-1: none). Time
 * in which nobody waited, or in which the room was paused, is left out: it tells nothing about how fast a line moves.
 */
export interface PaceCounts {
  readonly fromMs: number;
  readonly before: number;
  readonly now: number;
}

/** Places in a bucket, as the scripts have it. */
export const BUCKET_PLACES = 256;

/** Reads a beat as tick.lua writes it, or null where the message is something else. */
export function readBeat(message: Buffer): Beat | null {
  const end = message.indexOf(10);
  if (end < 0) return null;
  const [kind, epoch, number, atMs, phase, ...words] = message.toString('latin1', 0, end).split(' ');
  if (kind !== 'beat' || (phase !== 'gathering' && phase !== 'shuffling' && phase !== 'open')) return null;
  const at = (index: number) => Number(words[index]);
  const bitsEnd = end + 1 + at(10);
  return {
    epoch: Number(epoch),
    number: Number(number),
    atMs: Number(atMs),
    phase,
    earlyCount: at(0),
    pointer: at(1),
    last: at(2),
    waitingCount: at(3),
    insideCount: at(4),
    admittedCount: at(5),
    departedCount: at(6),
    pace: { fromMs: at(7), before: at(8), now: at(9) },
    departedBits: message.subarray(end + 1, bitsEnd),
    tally: message.subarray(bitsEnd),
  };
}

const PACE_WINDOW_MS = 60_000;
const PACE_ADMISSIONS_MIN = 3;
const PACE_MS_MIN = 5_000;

/** Admissions a second of late, or null while too few were let in to tell. */
export function paceOf({ pace, atMs }: Pick<Beat, 'pace' | 'atMs'>): number | null {
  if (pace.fromMs === 0) return null;
  const elapsedMs = atMs - pace.fromMs;
  if (pace.before < 0) {
    if (elapsedMs < PACE_MS_MIN || pace.now < PACE_ADMISSIONS_MIN) return null;
    return pace.now / (elapsedMs / 1000);
  }
  // The last sixty seconds: this minute so far, and of the one before it the part that still counts.
  const admissions = pace.now + (pace.before * (PACE_WINDOW_MS - elapsedMs)) / PACE_WINDOW_MS;
  return admissions < 1 ? null : admissions / (PACE_WINDOW_MS / 1000);
}
