import type { Beat } from './beat';
import { Line } from './line';

const SHOWS_MAX = 1_000;

/** The latest beat of each show that this process has heard of, with its line worked out once. */
export class Beats {
  private readonly lines = new Map<string, Line>();

  /** Keeps the beat unless a later one is known, and gives the latest. */
  take(showId: string, beat: Beat): Line {
    const known = this.lines.get(showId);
    if (known !== undefined && isLater(known.beat, beat)) return known;
    const line = new Line(beat);
    this.lines.delete(showId);
    this.lines.set(showId, line);
    const [oldest] = this.lines.keys();
    if (this.lines.size > SHOWS_MAX && oldest !== undefined) this.lines.delete(oldest);
    return line;
  }

  latest(showId: string): Line | null {
    return this.lines.get(showId) ?? null;
  }
}

/** Whether the first is at least as late as the second. */
const isLater = (one: Beat, other: Beat): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.number >= other.number);
