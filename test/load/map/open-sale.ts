import { HOLD_SECONDS_DEFAULT } from '../../../src/catalog';
import { generateVenueMap, type VenueKind } from '../../../src/dev';
import { encodeId, newId } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';

/** Of the seats has changed at least once: what a map looks like in the middle of its sale. */
const CHANGED = 0.4;
const DAY_MS = 86_400_000;

export interface OpenedSale {
  readonly id: string;
  readonly size: number;
  readonly seatMapVersion: string;
}

/** A show in a made-up venue of this kind, in the middle of its sale. */
export async function openSale({ app }: BenchServices, kind: VenueKind): Promise<OpenedSale> {
  const { catalog, seating, inventory } = app.modules;
  const { database, clock } = app.platform;
  const document = generateVenueMap(kind, 1);
  const published = await seating.publishSeatMap(document);
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const [venueId, eventId, showId] = [newId(), newId(), newId()];
  const [opened, starts] = [-1, 30].map((days) => new Date(clock.now().getTime() + days * DAY_MS));
  if (opened === undefined || starts === undefined) throw new Error('There are two instants');
  await database.transaction(async (transaction) => {
    const place = { address: null, city: 'Bench', countryCode: 'NL', timeZone: 'Europe/Amsterdam' };
    const nobody = { organizerId: null, latitude: null, longitude: null };
    await catalog.insertVenues(transaction, [
      { ...place, ...nobody, venueId, name: kind, capacity: published.seatCount },
    ]);
    await catalog.insertEvents(transaction, [
      { eventId, name: kind, description: null, category: 'Concert', performers: [], organizerId: null },
    ]);
    await catalog.insertShows(transaction, [
      {
        showId,
        eventId,
        venueId,
        seatMapVersion: published.version,
        startsAt: starts,
        doorsAt: starts,
        salesOpenAt: opened,
        salesCloseAt: starts,
        refundUntil: null,
        currency: 'EUR',
        seatsPerBuyerMax: 8,
        holdSeconds: HOLD_SECONDS_DEFAULT,
        organizerId: null,
        priceTiers: document.zones.map(({ name }) => ({ zone: name, name, amountMinor: 4250 })),
      },
    ]);
  });
  await inventory.createShowSeats(showId);
  await database.dataSource.query(
    `update show_seat set status = 'B', version = version + 1 + (random() * 20)::integer
      where show_id = $1 and random() < $2`,
    [showId, CHANGED],
  );
  await database.dataSource.query('vacuum analyze show_seat');
  return { id: encodeId('show', showId), size: published.seatCount, seatMapVersion: published.version };
}
