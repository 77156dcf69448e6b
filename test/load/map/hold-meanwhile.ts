import { setTimeout as delay } from 'node:timers/promises';
import { encodeSeatId } from '../../../src/inventory';
import { decodeId, newId } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';
import type { OpenedSale } from './open-sale';

export const CHANGES_PER_SECOND = 25;

/** Holds free seats of the show, each for a buyer of its own, until the returned function is called. */
export function holdMeanwhile({ app }: BenchServices, { id, size }: OpenedSale): () => Promise<void> {
  const showId = decodeId('show', id) ?? '';
  let isOver = false;
  const holding = (async () => {
    const beganMs = performance.now();
    for (let count = 1; !isOver; count += 1) {
      const seatIds = [encodeSeatId(showId, Math.floor(Math.random() * size))];
      // A seat that is taken is refused, which changes nothing: another one is tried.
      const hold = () =>
        app.modules.inventory.holdSeats({ showId, buyerId: newId(), seatIds, idempotencyKey: newId() });
      for (let tries = 0; (await hold()).kind !== 'HoldSeatsPayload' && tries < 20; tries += 1)
        seatIds[0] = encodeSeatId(showId, Math.floor(Math.random() * size));
      await delay(Math.max(0, beganMs + (count * 1000) / CHANGES_PER_SECOND - performance.now()));
    }
  })();
  return async () => {
    isOver = true;
    await holding;
  };
}
