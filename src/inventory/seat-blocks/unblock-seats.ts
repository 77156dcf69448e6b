import { encodeId } from '../../platform';
import type { InventoryContext } from '../context';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { auditBlocks, type SeatBlockAuthor } from './audit-blocks';
import { countSelected } from './block-seats';
import { changeInSteps } from './change-in-steps';
import { readSeatsOfBlock, unblockSeats as unblockSome } from './seat-blocks.sql';
import { type SeatSelection, selectSeats } from './select-seats';

export interface UnblockSeatsInput {
  /** A UUID. */
  readonly showId: string;
  /** Null: all seats of the block. */
  readonly seats: SeatSelection | null;
  /** A UUID: seats of this block alone; null: of any. */
  readonly blockId: string | null;
  /** Null for the service itself, at the time of a release. */
  readonly by: SeatBlockAuthor | null;
}

export interface UnblockedSeats {
  /** How many are on sale again. */
  readonly changedCount: number;
  /** How many buyers have: they return to the sale when they are released. */
  readonly unmarkedCount: number;
  /** How many were not blocked, or not by this block. */
  readonly notBlockedCount: number;
  /** Seats that stay out of the sale because their zone has no price. */
  readonly unpricedSeatNos: readonly number[];
}

interface StepRow {
  readonly is_sale_current: boolean;
  readonly changed_count: number;
  readonly moved_count: number;
  readonly unmarked_count: number;
  readonly unpriced_seat_nos: readonly number[];
  readonly outbox_rows: null;
}

/** Returns seats to the sale, step by step; a call that broke off is sent again, and goes on. */
export async function unblockSeats(
  context: InventoryContext,
  { showId, seats, blockId, by }: UnblockSeatsInput,
): Promise<UnblockedSeats> {
  const sums = { changedCount: 0, unmarkedCount: 0 };
  const unpricedSeatNos: number[] = [];
  let movedCount = 0;
  const ofBlock = seats === null && blockId !== null ? await seatsOfBlock(context, showId, blockId) : [];
  if (by !== null) {
    const seatCount = seats === null ? ofBlock.length : await countSelected(context, showId, seats);
    const after = { blockId: blockId === null ? null : encodeId('block', blockId), seatCount };
    await auditBlocks(context.database, by, { showId, action: 'unblockSeats', after, now: context.clock.now() });
  }
  const select = (layout: SeatLayout) =>
    seats === null
      ? ofBlock.filter((seatNo) => layout.numbering.indexOf(seatNo) >= 0)
      : selectSeats(showId, layout, seats);
  const seatCount = await changeInSteps<StepRow>(
    context,
    { showId, select, statement: unblockSome, moreValues: () => [blockId] },
    (row) => {
      movedCount += row.moved_count;
      sums.changedCount += row.changed_count;
      sums.unmarkedCount += row.unmarked_count;
      unpricedSeatNos.push(...row.unpriced_seat_nos);
      return true;
    },
  );
  return { ...sums, notBlockedCount: seatCount - movedCount, unpricedSeatNos };
}

async function seatsOfBlock(
  { database }: InventoryContext,
  showId: string,
  blockId: string,
): Promise<readonly number[]> {
  const [row] = await database.run<{ seatNos: number[] }>(readSeatsOfBlock, [showId, blockId]);
  return row?.seatNos ?? [];
}
