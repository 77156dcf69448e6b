import type { ShowStatuses } from '../live/statuses/show-statuses';
import { ACCESSIBLE_BIT, COMPANION_BIT, OBSTRUCTED_BIT, type SeatSegments, seatSegmentsOf } from './seat-segments';

/** What a seat is for a pick. `OBSTRUCTED` and `PLACE` are free, but not for everybody. */
export const seatStates = { TAKEN: 0, FREE: 1, OBSTRUCTED: 2, PLACE: 3 } as const;

const { TAKEN, FREE, OBSTRUCTED, PLACE } = seatStates;

/**
 * The free seats of a show by segments, for picks and for the rule about single seats. It follows the statuses: a change
 * marks the seat's segment, and only marked segments are looked at again before the next question.
 */
export class FreeSeats {
  readonly segments: SeatSegments;
  /** For each seat one of `seatStates`. */
  readonly states: Uint8Array;
  /** For each segment, its longest run of free seats side by side, places for wheelchairs and companions left out. */
  readonly longest: Uint16Array;
  readonly freeCount: Uint16Array;
  /** For each segment, the cost of its best free seat: no block of it costs less. */
  readonly leastCost: Float64Array;
  private readonly dirty: Uint8Array;
  private readonly dirtySegments: number[] = [];
  /** By section: free seats, and all seats of its segments. */
  private readonly sectionFree: Int32Array;
  private readonly sectionSeats: Int32Array;

  constructor(
    readonly statuses: ShowStatuses,
    /** Whether places for wheelchairs and companions are sold to everybody. */
    readonly arePlacesReleased = false,
  ) {
    const { seatMap } = statuses.layout;
    this.segments = seatSegmentsOf(seatMap);
    const { count, section, from, to } = this.segments;
    this.states = Uint8Array.from({ length: seatMap.seatCount }, (_, index) => this.stateOf(index));
    this.longest = new Uint16Array(count);
    this.freeCount = new Uint16Array(count);
    this.leastCost = new Float64Array(count);
    this.dirty = new Uint8Array(count);
    this.sectionFree = new Int32Array(seatMap.sections.length);
    this.sectionSeats = new Int32Array(seatMap.sections.length);
    for (let segment = 0; segment < count; segment += 1) {
      const itsSection = section[segment] ?? 0;
      this.sectionSeats[itsSection] = (this.sectionSeats[itsSection] ?? 0) + (to[segment] ?? 0) - (from[segment] ?? 0);
      this.mark(segment);
    }
    statuses.onChange((index) => {
      this.states[index] = this.stateOf(index);
      this.mark(this.segments.ofSeat[index] ?? -1);
    });
  }

  /** Whether the seat is free, and no place for a wheelchair or a companion. */
  isFree(index: number): boolean {
    const state = this.states[index];
    return state === FREE || state === OBSTRUCTED;
  }

  private stateOf(index: number): number {
    if (!this.statuses.isFree(index)) return TAKEN;
    const bits = this.segments.seatMap.featureBits[index] ?? 0;
    if (!this.arePlacesReleased && (bits & (ACCESSIBLE_BIT | COMPANION_BIT)) !== 0) return PLACE;
    return (bits & OBSTRUCTED_BIT) !== 0 ? OBSTRUCTED : FREE;
  }

  /** The free share of a section's seats, from 0 to 1. */
  freeShare(section: number): number {
    this.update();
    return (this.sectionFree[section] ?? 0) / Math.max(1, this.sectionSeats[section] ?? 0);
  }

  /** Looks at the segments that have changed. To be called before `longest`, `freeCount` and `leastCost` are read. */
  update(): void {
    for (const segment of this.dirtySegments) {
      this.dirty[segment] = 0;
      let [run, longest, free, least] = [0, 0, 0, Number.POSITIVE_INFINITY];
      const end = this.segments.to[segment] ?? 0;
      for (let index = this.segments.from[segment] ?? 0; index < end; index += 1) {
        if (!this.isFree(index)) {
          run = 0;
          continue;
        }
        free += 1;
        run += 1;
        if (run > longest) longest = run;
        const cost = this.segments.cost[index] ?? 0;
        if (cost < least) least = cost;
      }
      const section = this.segments.section[segment] ?? 0;
      this.sectionFree[section] = (this.sectionFree[section] ?? 0) + free - (this.freeCount[segment] ?? 0);
      this.longest[segment] = longest;
      this.freeCount[segment] = free;
      this.leastCost[segment] = least;
    }
    this.dirtySegments.length = 0;
  }

  /**
   * The single seats that a choice newly leaves: free seats, with no free neighbour on either side, that had one before.
   * Only rows count: at a table people sit with others anyway.
   *
   * @param chosen indexes of free seats
   * @param mayEndRow whether a single seat at the end of a row, or at an aisle, is none
   */
  singlesOf(chosen: readonly number[], mayEndRow: boolean): number[] {
    const singles: number[] = [];
    for (const index of chosen) {
      const segment = this.segments.ofSeat[index] ?? -1;
      if (segment < 0 || this.segments.isTable[segment] === 1) continue;
      const [from, to] = [this.segments.from[segment] ?? 0, this.segments.to[segment] ?? 0];
      const isFree = (seat: number) => seat >= from && seat < to && this.isFree(seat) && !chosen.includes(seat);
      for (const beside of [index - 1, index + 1]) {
        if (!isFree(beside) || singles.includes(beside)) continue;
        const isAtEnd = beside === from || beside === to - 1;
        if (!isFree(beside - 1) && !isFree(beside + 1) && !(mayEndRow && isAtEnd)) singles.push(beside);
      }
    }
    return singles;
  }

  private mark(segment: number): void {
    if (segment < 0 || this.dirty[segment] === 1) return;
    this.dirty[segment] = 1;
    this.dirtySegments.push(segment);
  }
}

const known = new WeakMap<ShowStatuses, FreeSeats>();

/** The free seats of these statuses, made when they are first asked for, and anew after the release of the places. */
export function freeSeatsOf(statuses: ShowStatuses, arePlacesReleased: boolean): FreeSeats {
  const kept = known.get(statuses);
  if (kept?.arePlacesReleased === arePlacesReleased) return kept;
  const free = new FreeSeats(statuses, arePlacesReleased);
  known.set(statuses, free);
  return free;
}
