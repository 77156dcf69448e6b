import { drawLots } from './shuffle';
import type { RoomState } from './waiting-room.redis';

/** `Lost`: another process leads by now and does it all again, with the same result. */
export type DrawPlacesOutcome = { readonly kind: 'Drawn' } | { readonly kind: 'Lost' };

/** Those who left are marked some hundreds at a time; more stretches than this no crowd can fill. */
const STRETCHES_MAX = 10_000;

/**
 * Draws the places of all who came before the opening and opens the line. For the leader, once, while the room is
 * `shuffling`.
 */
export async function drawPlaces(
  state: RoomState,
  draw: {
    readonly showId: string;
    readonly epoch: number;
    readonly fence: number;
    readonly seed: string;
    readonly earlyCount: number;
  },
): Promise<DrawPlacesOutcome> {
  const { showId, epoch, fence } = draw;
  const lots = await drawLots(draw.seed, draw.earlyCount);
  if (!(await state.writeOrder(showId, epoch, fence, lots))) return { kind: 'Lost' };
  for (let stretch = 0; stretch < STRETCHES_MAX; stretch += 1) {
    const answer = await state.finishShuffle(showId, epoch, fence);
    if (answer === 'open') return { kind: 'Drawn' };
    if (answer === 'lost') return { kind: 'Lost' };
  }
  throw new Error(`The line of show ${showId} did not open`);
}
