import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow as make } from '../../support/factories/shows';
import type { BenchServices } from './bench-services';

const SEATS_PER_ROW = 100;
const DAYS_TO_SHOW = 90;

/** A show on sale with so many seats, all free, and statistics as autovacuum would have made them. */
export async function makeShow(stage: BenchServices, showId: string, seats: number): Promise<void> {
  await make(stage, {
    showId,
    seatMap: plainSeatMap(Math.ceil(seats / SEATS_PER_ROW), SEATS_PER_ROW),
    seatsPerBuyerMax: 100,
    holdSeconds: 3600,
    startsInHours: 24 * DAYS_TO_SHOW,
  });
  await stage.app.platform.database.dataSource.query('vacuum analyze show_seat');
}
