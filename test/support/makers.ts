import { encodeSeatId } from '../../src/inventory';
import { encodeId, newId, statement } from '../../src/platform';
import type { SeatMapDocument } from '../../src/seating';
import { plainSeatMap } from './plain-seat-map';
import type { TestApp } from './test-app';

export interface MadeShow {
  /** The UUID, and the id as the API has it. */
  readonly showId: string;
  readonly id: string;
  readonly seatCount: number;
  /** The public id of a seat. */
  seat(seatNo: number): string;
  seats(...seatNos: number[]): string[];
}

export interface ShowWishes {
  readonly seatMap?: SeatMapDocument;
  readonly holdSeconds?: number;
  readonly seatsPerBuyerMax?: number;
  readonly priceMinor?: number;
  readonly currency?: string;
  /** Hours from now. */
  readonly salesOpenInHours?: number;
  readonly startsInHours?: number;
  readonly refundUntilInHours?: number | null;
  readonly organizerId?: string | null;
}

const insertVenue = statement(
  'test_insert_venue',
  `insert into venue (id, name, city, country_code, time_zone, capacity) values ($1, $2, 'Utrecht', 'NL', 'Europe/Amsterdam', $3)`,
);
const insertEvent = statement('test_insert_event', `insert into event (id, name, category) values ($1, $2, 'Concert')`);
const insertShow = statement(
  'test_insert_show',
  `insert into show (id, event_id, venue_id, seat_map_version, starts_at, doors_at, sales_open_at, sales_close_at,
                     refund_until, currency, seats_per_buyer_max, hold_seconds, organizer_id)
   values ($1, $2, $3, $4, $5, $5, $6, $5, $7, $11, $8, $9, $10)`,
);
const insertTier = statement(
  'test_insert_tier',
  'insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, $2, $3, $4)',
);

/** Makes a show that is on sale, with every seat in the ledger. */
export async function makeShow(testApp: TestApp, wishes: ShowWishes = {}): Promise<MadeShow> {
  const { seatMap = plainSeatMap(10, 10), holdSeconds = 300, seatsPerBuyerMax = 6, priceMinor = 4250 } = wishes;
  const {
    salesOpenInHours = -1,
    startsInHours = 24 * 30,
    refundUntilInHours = 24 * 20,
    organizerId = null,
    currency = 'EUR',
  } = wishes;
  const { seating, inventory } = testApp.app.modules;
  const published = await seating.publishSeatMap(seatMap);
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const { database } = testApp;
  const hours = (count: number) => new Date(testApp.clock.now().getTime() + count * 3_600_000);
  const [showId, eventId, venueId] = [newId(), newId(), newId()];
  await database.run(insertVenue, [venueId, `Venue ${venueId}`, published.seatCount]);
  await database.run(insertEvent, [eventId, `Event ${eventId}`]);
  await database.run(insertShow, [
    showId,
    eventId,
    venueId,
    published.version,
    hours(startsInHours),
    hours(salesOpenInHours),
    refundUntilInHours === null ? null : hours(refundUntilInHours),
    seatsPerBuyerMax,
    holdSeconds,
    organizerId,
    currency,
  ]);
  for (const { name } of seatMap.zones) await database.run(insertTier, [showId, name, name, priceMinor]);
  await inventory.stockShow(showId);
  const seat = (seatNo: number) => encodeSeatId(showId, seatNo);
  return {
    showId,
    id: encodeId('show', showId),
    seatCount: published.seatCount,
    seat,
    seats: (...seatNos) => seatNos.map(seat),
  };
}
