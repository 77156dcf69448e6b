import type { WaitingRoomContext } from '../context';
import { readDraws as readDrawRows } from '../store/waiting-room.sql';
import { commitmentOf } from './shuffle';

/** What is public about a draw: always the commitment, and the rest after the draw. The names are those of the API. */
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

/** The draws of the show's epochs, the latest first. Never deleted, so that anyone can check them at any time. */
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
