import { badUserInput, newId } from '../../platform';
import type { InventoryContext } from '../context';
import { auditBlocks, type SeatBlockAuthor } from './audit-blocks';
import { changeInSteps } from './change-in-steps';
import type { SeatBlockKind, TakenSeat } from './seat-block';
import { blockSeats as blockSome, openSeatBlock } from './seat-blocks.sql';
import { type SeatSelection, selectSeats } from './select-seats';

export interface BlockSeatsInput {
  /** A UUID. */
  readonly showId: string;
  readonly seats: SeatSelection;
  readonly kind: SeatBlockKind;
  readonly note: string;
  readonly releaseAt: Date | null;
  readonly by: SeatBlockAuthor;
}

export interface BlockedSeats {
  /** A UUID. */
  readonly blockId: string;
  /** How many left the sale by this call. */
  readonly changedCount: number;
  /** How many were blocked for another reason, which this one replaces. */
  readonly relabeledCount: number;
  /** How many were blocked for this very reason before. */
  readonly alreadyCount: number;
  /** Seats that buyers have: they become blocked when they return to the sale. */
  readonly taken: readonly TakenSeat[];
}

interface StepRow {
  readonly is_sale_current: boolean;
  readonly is_block_open: boolean;
  readonly changed_count: number;
  readonly relabeled_count: number;
  readonly already_count: number;
  readonly taken: readonly (readonly [seatNo: number, code: 'H' | 'R' | 'S'])[];
  readonly outbox_rows: null;
}

const reasons = { H: 'HELD', R: 'RESERVED', S: 'SOLD' } as const;

/**
 * Takes seats out of the sale for a reason, until an instant or until somebody unblocks them. A seat that a buyer has stays
 * with the buyer and becomes blocked when it returns. Many seats are blocked step by step: a call that broke off is sent
 * again, and goes on.
 *
 * @throws BAD_USER_INPUT for seats that the show does not have, and for a release in the past
 */
export async function blockSeats(context: InventoryContext, input: BlockSeatsInput): Promise<BlockedSeats> {
  const { database, clock } = context;
  const { showId, seats, kind, releaseAt } = input;
  const now = clock.now();
  if (releaseAt !== null && releaseAt <= now) throw releaseHasPassed();
  // Before anything is written: a selection of nothing leaves no block.
  const seatCount = await countSelected(context, showId, seats);
  const values = [showId, newId(), kind, input.note.trim(), releaseAt, now];
  const blockId = await database.transaction(async (transaction) => {
    const [block] = await transaction.run<{ blockId: string }>(openSeatBlock, values);
    if (block === undefined) throw new Error('The block was not written');
    const after = { kind, note: input.note.trim(), releaseAt, seatCount };
    await auditBlocks(transaction, input.by, { showId, action: 'blockSeats', after, now });
    return block.blockId;
  });
  const sums = { changedCount: 0, relabeledCount: 0, alreadyCount: 0 };
  const taken: TakenSeat[] = [];
  let isReleased = false;
  await changeInSteps<StepRow>(
    context,
    {
      showId,
      select: (layout) => selectSeats(showId, layout, seats),
      statement: blockSome,
      moreValues: () => [blockId, clock.now()],
    },
    (row) => {
      isReleased = !row.is_block_open;
      sums.changedCount += row.changed_count;
      sums.relabeledCount += row.relabeled_count;
      sums.alreadyCount += row.already_count;
      for (const [seatNo, code] of row.taken) taken.push({ seatNo, reason: reasons[code] });
      return !isReleased;
    },
  );
  if (isReleased) throw releaseHasPassed();
  return { blockId, ...sums, taken };
}

const releaseHasPassed = () => badUserInput('"releaseAt" must be in the future.');

/** @throws BAD_USER_INPUT for a selection of nothing, or of something that the show does not have */
export async function countSelected(
  { catalog, seatLayouts }: InventoryContext,
  showId: string,
  seats: SeatSelection,
): Promise<number> {
  const terms = await catalog.saleTermsOf(showId);
  const layout = terms === null ? null : await seatLayouts.of(terms);
  if (layout === null) throw badUserInput('This show has no seats.');
  return selectSeats(showId, layout, seats).length;
}
