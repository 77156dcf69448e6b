import { newId, statement } from '../../../src/platform';
import { plainSeatMap } from '../../support/plain-seat-map';
import type { Stage } from './stage';

const SEATS_PER_ROW = 100;

const insertVenue = statement(
  'bench_venue',
  `insert into venue (id, name, city, country_code, time_zone, capacity)
   values ($1, 'Bench', 'Bench', 'NL', 'Europe/Amsterdam', 1000000)`,
);
const insertEvent = statement('bench_event', `insert into event (id, name, category) values ($1, 'Bench', 'Bench')`);
const insertShow = statement(
  'bench_show',
  `insert into show (id, event_id, venue_id, seat_map_version, starts_at, doors_at, sales_open_at, sales_close_at,
                     currency, seats_per_buyer_max, hold_seconds)
   values ($1, $2, $3, $4, $5::timestamptz + interval '90 days', $5::timestamptz + interval '90 days',
           $5::timestamptz - interval '1 hour', $5::timestamptz + interval '90 days', 'EUR', 100, 3600)`,
);
const insertTier = statement(
  'bench_tier',
  `insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, 'Standard', 'Standard', 4250)`,
);

/** A show on sale with so many seats, all free, and statistics as autovacuum would have made them. */
export async function makeShow({ app }: Stage, showId: string, seats: number): Promise<void> {
  const { seating, inventory } = app.modules;
  const { database, clock } = app.platform;
  const published = await seating.publishSeatMap(plainSeatMap(Math.ceil(seats / SEATS_PER_ROW), SEATS_PER_ROW));
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const [venueId, eventId] = [newId(), newId()];
  await database.run(insertVenue, [venueId]);
  await database.run(insertEvent, [eventId]);
  await database.run(insertShow, [showId, eventId, venueId, published.version, clock.now()]);
  await database.run(insertTier, [showId]);
  await inventory.stockShow(showId);
  await database.dataSource.query('vacuum analyze show_seat');
}
