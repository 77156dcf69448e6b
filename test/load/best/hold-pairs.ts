import { randomUUID } from 'node:crypto';
import { encodeSeatId, type HoldSeatsOutcome } from '../../../src/inventory';
import type { HoldBestSeatsOutcome } from '../../../src/inventory/best/hold-best-seats';
import { newId } from '../../../src/platform';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import type { BenchServices } from '../support/bench-services';

const CLIENTS = 16;
const PAIRS = 500;
const [ROWS, SEATS_PER_ROW] = [60, 100];

/** How pairs of seats of a fresh show are held: named one after the other, or chosen by the service. */
export type PairWay = 'named' | 'named, single seats watched' | 'best';

export interface HeldPairs {
  readonly perSecond: number;
  /** The seats of each pair, in the order in which they were held. */
  readonly pairs: readonly (readonly number[])[];
}

/**
 * Pairs a second of 16 clients, each of whom asks again after its answer. `named` are the pairs to name: those that the
 * service chose for another show of the same map, since other seats are in other pages of the database.
 */
export async function holdPairs(
  stage: BenchServices,
  way: PairWay,
  named: readonly (readonly number[])[],
): Promise<HeldPairs> {
  const { inventory } = stage.app.modules;
  const { showId } = await makeShow(stage, {
    seatMap: plainSeatMap(ROWS, SEATS_PER_ROW),
    seatsPerBuyerMax: 100,
    holdSeconds: 3600,
    singleSeatRule: way === 'named, single seats watched' ? 'STRICT' : 'OFF',
  });
  await stage.app.platform.database.dataSource.query('vacuum analyze show_seat');
  const buyers = Array.from({ length: PAIRS }, () => newId());
  const pairs: (readonly number[])[] = [];
  let next = 0;
  const hold = async (turn: number) => {
    const request = { showId, buyerId: buyers[turn] ?? '', idempotencyKey: randomUUID() };
    if (way !== 'best') {
      const seatIds = (named[turn] ?? []).map((seatNo) => encodeSeatId(showId, seatNo));
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
  pairs.push(seatsOf(await hold(next++)));
  const beganMs = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < PAIRS) {
        const outcome = await hold(next++);
        pairs.push(seatsOf(outcome));
      }
    }),
  );
  return { perSecond: (PAIRS - 1) / ((performance.now() - beganMs) / 1000), pairs };
}

function seatsOf(outcome: HoldSeatsOutcome | HoldBestSeatsOutcome): readonly number[] {
  if (outcome.kind !== 'HoldSeatsPayload' && outcome.kind !== 'HoldBestSeatsPayload') throw new Error(outcome.kind);
  return outcome.hold.seatNos;
}
