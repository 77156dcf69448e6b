import type { WaitingRoomContext } from './context';
import { commitmentOf } from './shuffle';
import { readDraws as readDrawRows } from './waiting-room.sql';

/** What may be known of a draw: the commitment always, the rest once it is done. */
export interface PublicDraw {
  readonly epoch: number;
  readonly commitment: string;
  readonly seed: string | null;
  readonly ticketCount: number | null;
  readonly drawnAt: Date | null;
}

interface DrawRow {
  readonly epoch: number;
  readonly seed: string;
  readonly ticket_count: number | null;
  readonly drawn_at: Date | null;
}

/** The draws of the show's epochs, the latest first. Kept for ever, so that anyone can check them at any time. */
export async function readDraws({ database }: WaitingRoomContext, showId: string): Promise<PublicDraw[]> {
  const rows = await database.run<DrawRow>(readDrawRows, [showId]);
  return rows.map(({ epoch, seed, ticket_count, drawn_at }) => ({
    epoch,
    commitment: commitmentOf(seed),
    seed: drawn_at === null ? null : seed,
    ticketCount: ticket_count,
    drawnAt: drawn_at,
  }));
}
