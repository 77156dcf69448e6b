import type { WaitingRoomState } from '../store/waiting-room.redis';
import { drawLots } from './shuffle';

/** `Lost`: another process leads by now and repeats the draw, with the same result. */
export type DrawPlacesOutcome = { readonly kind: 'Drawn' } | { readonly kind: 'Lost' };

/** Early departures are marked some hundreds at a time; no queue has more of these batches. */
const BATCHES_MAX = 10_000;

/** Draws the places of all who joined before the opening, and opens the queue. For the leader, in phase `shuffling`. */
export async function drawPlaces(
  state: WaitingRoomState,
  draw: {
    readonly showId: string;
    readonly epoch: number;
    readonly fencingToken: number;
    readonly seed: string;
    readonly earlyCount: number;
  },
): Promise<DrawPlacesOutcome> {
  const { showId, epoch, fencingToken } = draw;
  const result = await drawLots(draw.seed, draw.earlyCount);
  if (!(await state.writeDraw(showId, epoch, fencingToken, result))) return { kind: 'Lost' };
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const reply = await state.finishDraw(showId, epoch, fencingToken);
    if (reply === 'open') return { kind: 'Drawn' };
    if (reply === 'lost') return { kind: 'Lost' };
  }
  throw new Error(`The queue of show ${showId} did not open after the draw`);
}
