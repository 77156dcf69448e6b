import { randomUUID } from 'node:crypto';
import { encodeSeatId } from '../../../src/inventory';
import { newId } from '../../../src/platform';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import type { BenchServices } from '../support/bench-services';

const CLIENTS = 16;
const PAIRS = 500;
const [ROWS, SEATS_PER_ROW] = [60, 100];

/** How pairs of seats of a fresh show are held: named one after the other, or chosen by the service. */
export type PairWay = 'named' | 'named, single seats watched' | 'best';

/** Pairs a second of 16 clients, each of whom asks again after its answer. */
export async function holdPairs(stage: BenchServices, way: PairWay): Promise<number> {
  const { inventory } = stage.app.modules;
  const { showId } = await makeShow(stage, {
    seatMap: plainSeatMap(ROWS, SEATS_PER_ROW),
    seatsPerBuyerMax: 100,
    holdSeconds: 3600,
    singleSeatRule: way === 'named, single seats watched' ? 'STRICT' : 'OFF',
  });
  await stage.app.platform.database.dataSource.query('vacuum analyze show_seat');
  const buyers = Array.from({ length: PAIRS }, () => newId());
  let next = 0;
  const hold = async (turn: number) => {
    const request = { showId, buyerId: buyers[turn] ?? '', idempotencyKey: randomUUID() };
    if (way !== 'best') {
      const seatIds = [encodeSeatId(showId, 2 * turn), encodeSeatId(showId, 2 * turn + 1)];
      return inventory.holdSeats({ ...request, seatIds });
    }
    return inventory.holdBestSeats({
      ...request,
      quantity: 2,
      together: 'PREFERRED',
      wheelchairPlaces: 0,
      companions: 0,
      obstructedView: false,
    });
  };
  // The first call reads the terms of the show, and its seats where they are kept in memory.
  await hold(next++);
  const beganMs = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < PAIRS) {
        const outcome = await hold(next++);
        if (!outcome.kind.endsWith('Payload')) throw new Error(outcome.kind);
      }
    }),
  );
  return (PAIRS - 1) / ((performance.now() - beganMs) / 1000);
}
