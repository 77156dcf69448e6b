import type { App } from '../../../src/app';
import { encodeSeatId } from '../../../src/inventory';
import { type Database, encodeId, newId, statement } from '../../../src/platform';
import type { SeatMapDocument } from '../../../src/seating';
import { plainSeatMap } from './seat-maps';

/** What a show is made of where a test cares; the rest is filled in. */
export interface ShowOptions {
  /** A new one where none is given. */
  readonly showId?: string;
  readonly startsAt?: Date;
  readonly salesOpenAt: Date;
  readonly salesCloseAt?: Date;
  readonly refundUntil?: Date | null;
  readonly currency?: string;
  readonly seatsPerBuyerMax?: number;
  readonly holdSeconds?: number;
  /** The viewer who runs it. */
  readonly organizerId?: string | null;
  /** A map that was published; without one the show has no seats. */
  readonly seatMapVersion?: string | null;
  readonly capacity?: number;
  readonly allowsReentry?: boolean;
  readonly ticketsVisibleFrom?: Date;
  readonly singleSeatRule?: 'OFF' | 'WARN' | 'LENIENT' | 'STRICT';
  readonly allowsSingleAtAisle?: boolean;
  readonly exchangeRule?: 'GTE' | 'GT' | 'EQ' | 'ANY' | null;
}

export interface InsertedShow {
  /** The UUID, and the id as the API has it. */
  readonly showId: string;
  readonly id: string;
}

const DAYS_TO_SHOW = 31;
const HOUR_MS = 3_600_000;

const insertVenue = statement(
  'test_insert_venue',
  `insert into venue (id, name, city, country_code, time_zone, capacity) values ($1, $2, 'Utrecht', 'NL', 'Europe/Amsterdam', $3)`,
);
const insertEvent = statement('test_insert_event', `insert into event (id, name, category) values ($1, $2, 'Concert')`);
const insertShowRow = statement(
  'test_insert_show',
  `insert into show (id, event_id, venue_id, seat_map_version, starts_at, doors_at, sales_open_at, sales_close_at,
                     refund_until, currency, seats_per_buyer_max, hold_seconds, organizer_id, allows_reentry,
                     tickets_visible_from, single_seat_rule, allows_single_at_aisle, exchange_rule)
   values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
);
const insertTier = statement(
  'test_insert_tier',
  'insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, $2, $3, $4)',
);

/** Inserts a show with an event and a venue of its own. It has no prices and no seats yet. */
export async function insertShow(database: Database, options: ShowOptions): Promise<InsertedShow> {
  const { showId = newId(), salesOpenAt, capacity = 1200 } = options;
  const { startsAt = new Date(salesOpenAt.getTime() + DAYS_TO_SHOW * 24 * HOUR_MS) } = options;
  const [eventId, venueId] = [newId(), newId()];
  await database.run(insertVenue, [venueId, `Venue ${venueId}`, capacity]);
  await database.run(insertEvent, [eventId, `Event ${eventId}`]);
  await database.run(insertShowRow, [
    showId,
    eventId,
    venueId,
    options.seatMapVersion ?? null,
    startsAt,
    salesOpenAt,
    options.salesCloseAt ?? startsAt,
    options.refundUntil ?? null,
    options.currency ?? 'EUR',
    options.seatsPerBuyerMax ?? 6,
    options.holdSeconds ?? 300,
    options.organizerId ?? null,
    options.allowsReentry ?? false,
    options.ticketsVisibleFrom ?? null,
    options.singleSeatRule ?? 'OFF',
    options.allowsSingleAtAisle ?? false,
    options.exchangeRule ?? null,
  ]);
  return { showId, id: encodeId('show', showId) };
}

export interface MadeShow extends InsertedShow {
  readonly seatCount: number;
  readonly seatMapVersion: string;
  /** The public id of a seat. */
  seat(seatNo: number): string;
  seats(...seatNos: number[]): string[];
}

export interface ShowWishes extends Omit<ShowOptions, 'salesOpenAt' | 'startsAt' | 'refundUntil' | 'seatMapVersion'> {
  readonly seatMap?: SeatMapDocument;
  readonly priceMinor?: number;
  /** By zone of the seat map, where they differ. */
  readonly pricesMinor?: Readonly<Record<string, number>>;
  /** Hours from now. */
  readonly salesOpenInHours?: number;
  readonly startsInHours?: number;
  readonly refundUntilInHours?: number | null;
}

/** Makes a show that is on sale, with every seat in the ledger. Takes a test app, or anything else that has an app. */
export async function makeShow(
  { app }: { readonly app: Pick<App, 'modules' | 'platform'> },
  wishes: ShowWishes = {},
): Promise<MadeShow> {
  const { seatMap = plainSeatMap(10, 10), priceMinor = 4250, pricesMinor = {}, ...options } = wishes;
  const { salesOpenInHours = -1, startsInHours = 24 * 30, refundUntilInHours = 24 * 20 } = wishes;
  const { seating, inventory } = app.modules;
  const { database, clock } = app.platform;
  const published = await seating.publishSeatMap(seatMap);
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const inHours = (count: number) => new Date(clock.now().getTime() + count * HOUR_MS);
  const { showId, id } = await insertShow(database, {
    ...options,
    seatMapVersion: published.version,
    capacity: published.seatCount,
    startsAt: inHours(startsInHours),
    salesOpenAt: inHours(salesOpenInHours),
    refundUntil: refundUntilInHours === null ? null : inHours(refundUntilInHours),
  });
  for (const { name } of seatMap.zones) {
    await database.run(insertTier, [showId, name, name, pricesMinor[name] ?? priceMinor]);
  }
  await inventory.createShowSeats(showId);
  const seat = (seatNo: number) => encodeSeatId(showId, seatNo);
  return {
    showId,
    id,
    seatCount: published.seatCount,
    seatMapVersion: published.version,
    seat,
    seats: (...seatNos) => seatNos.map(seat),
  };
}
