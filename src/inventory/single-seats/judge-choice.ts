import type { SaleTerms } from '../../catalog';
import type { FreeSeats } from '../best/free-seats';
import { hasBlockWithoutSingle, suggestBlocks } from './suggest-blocks';

/** What the rule of the show says of a choice that leaves single seats. All are indexes of seats. */
export interface SingleSeatVerdict {
  readonly kind: 'refused' | 'noted';
  readonly singles: readonly number[];
  /** As many seats, near the choice and of its price zones, that leave no single seat. */
  readonly suggestions: readonly (readonly number[])[];
}

/** The rule no longer applies where at most this share of a section's seats is free. */
const NEARLY_SOLD_SHARE = 0.1;
const LAST_HOURS_MS = 2 * 3_600_000;

/** Free seats side by side, as they were before the choice, and how many of them are chosen. */
interface TouchedRun {
  readonly from: number;
  readonly to: number;
  readonly chosenCount: number;
  readonly leavesSingle: boolean;
}

/**
 * Judges a choice of seats by the rule of the show; null where there is nothing to say. A gap that was there before is not
 * the fault of this choice, and a choice with places for wheelchairs or companions is not judged, as it has little room.
 * Where a chosen seat is not free, the claim decides.
 *
 * @param chosen indexes in ascending order
 */
export function judgeChoice(
  free: FreeSeats,
  chosen: readonly number[],
  terms: Pick<SaleTerms, 'singleSeatRule' | 'allowsSingleAtAisle' | 'startsAt'>,
  now: Date,
): SingleSeatVerdict | null {
  const { singleSeatRule: rule, allowsSingleAtAisle: mayEndRow, startsAt } = terms;
  if (rule === 'OFF' || startsAt.getTime() - now.getTime() <= LAST_HOURS_MS) return null;
  if (!chosen.every((index) => free.isFree(index))) return null;
  const singles = free.singlesOf(chosen, mayEndRow).filter((index) => !isNearlySold(free, index));
  if (singles.length === 0) return null;
  const runs = touchedRuns(free, chosen, new Set(singles));
  const isAvoidable =
    runs.some((run) => run.leavesSingle && hasRoom(free, run, mayEndRow)) ||
    (rule !== 'LENIENT' && hasBlockWithoutSingle(free, chosen, mayEndRow));
  if (!isAvoidable) return null;
  return {
    kind: rule === 'WARN' ? 'noted' : 'refused',
    singles,
    suggestions: rule === 'WARN' ? [] : suggestBlocks(free, chosen, mayEndRow),
  };
}

function isNearlySold(free: FreeSeats, index: number): boolean {
  const segment = free.segments.ofSeat[index] ?? -1;
  return free.freeShare(free.segments.section[segment] ?? 0) <= NEARLY_SOLD_SHARE;
}

/** The runs of free seats that the choice takes from. */
function touchedRuns(free: FreeSeats, chosen: readonly number[], singles: ReadonlySet<number>): TouchedRun[] {
  const { segments } = free;
  const runs: TouchedRun[] = [];
  for (const index of chosen) {
    const last = runs.at(-1);
    if (last !== undefined && index < last.to) {
      runs[runs.length - 1] = { ...last, chosenCount: last.chosenCount + 1 };
      continue;
    }
    const segment = segments.ofSeat[index] ?? -1;
    // Standing places are in no segment, and leave no single seats.
    if (segment < 0) continue;
    let [from, to] = [index, index + 1];
    while (from > (segments.from[segment] ?? 0) && free.isFree(from - 1)) from -= 1;
    while (to < (segments.to[segment] ?? 0) && free.isFree(to)) to += 1;
    const leavesSingle = [...singles].some((single) => single >= from && single < to);
    runs.push({ from, to, chosenCount: 1, leavesSingle });
  }
  return runs;
}

/** Whether as many seats of the run, side by side, could be chosen without leaving a single one. */
function hasRoom(free: FreeSeats, { from, to, chosenCount }: TouchedRun, mayEndRow: boolean): boolean {
  const left = to - from - chosenCount;
  if (left !== 1) return true;
  const segment = free.segments.ofSeat[from] ?? -1;
  return mayEndRow && (from === free.segments.from[segment] || to === free.segments.to[segment]);
}
