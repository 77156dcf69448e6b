import type { SqlExecutor } from '../../platform';
import type { SeatLayout, SeatLayoutKey, SeatLayouts } from '../seat-map/seat-layouts';
import type { SeatBlockKind } from './seat-block';
import { readBlockKinds } from './seat-blocks.sql';

/** `unpriced`: nobody blocked them, but their zone has no price. */
export type BlockedReason = SeatBlockKind | 'unpriced';

/** Kinds are read again after this time: whoever replaces one kind by another changes no status. */
const KEPT_MS = 1000;
const SHOWS_KEPT_MAX = 500;

interface Known {
  readonly readAtMs: number;
  /** By seat number. */
  readonly kinds: ReadonlyMap<number, BlockedReason>;
}

const byLetter: Readonly<Record<string, BlockedReason>> = {
  ...{ h: 'house', p: 'production', k: 'kill', r: 'press', d: 'distance', '-': 'unpriced' },
};

/**
 * Why the seats that are blocked are blocked. The statuses are those that the caller has, so that the counts add up to as many as
 * are blocked there; why, is read from the ledger for these seats alone.
 */
export class BlockedSeats {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly database: SqlExecutor,
    private readonly seatLayouts: SeatLayouts,
  ) {}

  /** `statuses` has a letter for each seat, in the order of the show's map. */
  async count(show: SeatLayoutKey, statuses: string): Promise<ReadonlyMap<BlockedReason, number>> {
    const counts = new Map<BlockedReason, number>();
    const layout = statuses.includes('B') ? await this.seatLayouts.of(show) : null;
    if (layout === null) return counts;
    const seatNos = blockedSeatNos(layout, statuses);
    const kinds = await this.kindsOf(show.showId, seatNos);
    for (const seatNo of seatNos) {
      const kind = kinds.get(seatNo) ?? 'unpriced';
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  private async kindsOf(showId: string, seatNos: readonly number[]): Promise<ReadonlyMap<number, BlockedReason>> {
    const known = this.known.get(showId);
    const nowMs = performance.now();
    if (known !== undefined && nowMs - known.readAtMs < KEPT_MS && seatNos.every((seatNo) => known.kinds.has(seatNo)))
      return known.kinds;
    const letters = await readBlockKinds(this.database, showId, seatNos);
    const kinds = new Map(seatNos.map((seatNo, index) => [seatNo, byLetter[letters[index] ?? '-'] ?? 'unpriced']));
    this.known.delete(showId);
    this.known.set(showId, { readAtMs: nowMs, kinds });
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size > SHOWS_KEPT_MAX) this.known.delete(oldest);
    return kinds;
  }
}

/** Ascending. */
function blockedSeatNos({ numbering }: SeatLayout, statuses: string): number[] {
  const seatNos: number[] = [];
  for (let index = statuses.indexOf('B'); index >= 0; index = statuses.indexOf('B', index + 1)) {
    const seatNo = numbering.seatNoAt(index);
    if (seatNo >= 0) seatNos.push(seatNo);
  }
  return seatNos.sort((a, b) => a - b);
}
