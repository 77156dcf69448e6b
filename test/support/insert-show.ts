import { type Database, encodeId, newId, statement } from '../../src/platform';

const insertVenue = statement(
  'test_queue_venue',
  `insert into venue (id, name, city, country_code, time_zone, capacity)
   values ($1, 'Volkshaus', 'Basel', 'CH', 'Europe/Zurich', 1200)`,
);
const insertEvent = statement(
  'test_queue_event',
  `insert into event (id, name, category) values ($1, 'The Long Evening', 'Concert')`,
);
const insertRow = statement(
  'test_queue_show',
  `insert into show (id, event_id, venue_id, starts_at, doors_at, sales_open_at, sales_close_at,
                     currency, seats_per_buyer_max, hold_seconds, organizer_id)
   values ($1, $2, $3, $4::timestamptz + interval '31 days', $4::timestamptz + interval '31 days',
           $4, $4::timestamptz + interval '30 days', 'CHF', 4, 300, $5)`,
);

/** A show without seats, whose sale opens at this instant. */
export async function insertShow(
  database: Database,
  { salesOpenAt, organizerId = null }: { salesOpenAt: Date; organizerId?: string | null },
): Promise<{ showId: string; id: string }> {
  const [venueId, eventId, showId] = [newId(), newId(), newId()];
  await database.run(insertVenue, [venueId]);
  await database.run(insertEvent, [eventId]);
  await database.run(insertRow, [showId, eventId, venueId, salesOpenAt, organizerId]);
  return { showId, id: encodeId('show', showId) };
}
