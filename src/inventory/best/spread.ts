import type { Lane } from './find-blocks';

/** No wider than this: the best seat of each lane is among the so many best segments. */
const STRIDE_MAX = 64;
/** A lane has at least so many segments, so that its best seats are still good ones. */
const SEGMENTS_PER_LANE_MIN = 16;
/** Without a lost claim in so long a time, the choice becomes half as wide. */
const NARROW_EVERY_MS = 10_000;
const AT_ONCE_MAX = 1000;
/** After so long one more goes: the others may wait for a lock. */
const SLOW_MS = 20;
/** So long after an answer it still says how many other processes pick here as well. */
const KNOWN_MS = 10_000;

/**
 * How far the picks of this process spread over one show. Alone it always gives the best seats. Where claims are lost to
 * other processes, it takes a lane of its own at random, and another one after each further loss: processes that are in
 * lanes of their own do not meet, and the best seat of a lane is nearly as good as the best of all.
 */
export class Spread {
  private stride = 1;
  /** Which of the lanes, from 0 up to 1. */
  private which = 0;
  private calmSinceMs = 0;
  /** How many picks may be on their way at once, and are. */
  private atOnceMax = 1;
  private atOnce = 0;
  private answeredMs = 0;
  private pickedMs = 0;

  constructor(
    /** From 0 up to 1. */
    private readonly random: () => number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  lane(segmentCount: number): Lane {
    const now = this.nowMs();
    while (this.stride > 1 && now - this.calmSinceMs >= NARROW_EVERY_MS) {
      this.stride >>= 1;
      this.calmSinceMs += NARROW_EVERY_MS;
    }
    const most = Math.max(1, Math.floor(segmentCount / SEGMENTS_PER_LANE_MIN));
    const stride = Math.min(this.stride, most);
    // The first lanes are left to a process that has lost nothing, and goes through the best segments one by one.
    const first = stride >> 2;
    return { stride, offset: first + Math.floor(this.which * (stride - first)) };
  }

  /**
   * Whether another pick may go on its way. What goes together is lost together, to a process that began at the same
   * moment: so the first pick goes alone, each that wins lets two more go, and each that is lost halves them.
   */
  mayPick(): boolean {
    if (this.atOnce === 0 && this.nowMs() - this.answeredMs >= KNOWN_MS) this.atOnceMax = 1;
    return this.atOnce < this.atOnceMax || this.nowMs() - this.pickedMs >= SLOW_MS;
  }

  picked(): void {
    this.atOnce += 1;
    this.pickedMs = this.nowMs();
  }

  answered(outcome: 'won' | 'lost' | 'other'): void {
    this.atOnce -= 1;
    this.answeredMs = this.nowMs();
    if (outcome === 'won') this.atOnceMax = Math.min(this.atOnceMax + 1, AT_ONCE_MAX);
    if (outcome === 'lost') this.lost();
  }

  /** Another buyer was faster. */
  lost(): void {
    this.stride = STRIDE_MAX;
    this.which = this.random();
    this.calmSinceMs = this.nowMs();
    this.atOnceMax = Math.ceil(this.atOnceMax / 2);
  }
}

/** Mulberry32 (Tommy Ettinger, 2017): small, and the same numbers for one seed on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
