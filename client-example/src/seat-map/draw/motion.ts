/** A change takes this long on the screen, and a lost seat pulses this long. */
const CHANGE_MS = 700;
const LOST_MS = 3600;
const PULSE_MS = 900;
/** More changes than this at once are drawn as they are: nobody can follow so many movements. */
const MOVES_MAX = 2000;

export interface Move {
  /** How the seat looked before. */
  readonly from: number;
  readonly startedAt: number;
}

/** The seats that move at this moment. With `prefers-reduced-motion` none does, and a lost seat is marked without a pulse. */
export class Motion {
  readonly moves = new Map<number, Move>();
  readonly lost = new Map<number, number>();
  private readonly reduced = matchMedia('(prefers-reduced-motion: reduce)');

  get isReduced(): boolean {
    return this.reduced.matches;
  }

  change(index: number, from: number, now: number): void {
    if (this.isReduced || this.moves.size >= MOVES_MAX) return;
    this.moves.set(index, { from, startedAt: now });
  }

  lose(indices: readonly number[], now: number): void {
    for (const index of indices) this.lost.set(index, now);
  }

  /** Forgets what has ended. Returns whether anything still moves. */
  advance(now: number): boolean {
    for (const [index, { startedAt }] of this.moves) if (now - startedAt >= CHANGE_MS) this.moves.delete(index);
    for (const [index, startedAt] of this.lost) if (now - startedAt >= LOST_MS) this.lost.delete(index);
    return this.moves.size + this.lost.size > 0;
  }

  /** Of a change: which look, how much larger, and how many of its own heights it has leapt. */
  stepOf({ from, startedAt }: Move, to: number, now: number): { look: number; growth: number; leap: number } {
    const t = Math.min(Math.max((now - startedAt) / CHANGE_MS, 0), 1);
    const swell = Math.sin(Math.PI * t);
    return { look: t < 0.4 ? from : to, growth: 1 + 0.6 * swell, leap: 0.4 * swell };
  }

  /** How far the pulse of a lost seat has spread, 0 to 1. */
  pulseOf(startedAt: number, now: number): number {
    return this.isReduced ? 0.3 : ((now - startedAt) % PULSE_MS) / PULSE_MS;
  }
}
