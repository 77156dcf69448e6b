/** The rows of the demo data: a show of the plan at its time, with its prices, and the seats of it that are sold. */
import { HOLD_SECONDS_DEFAULT, type NewShow } from '../catalog';
import type { DemoCase, DemoEvent, DemoShow, DemoVenue } from './demo-plan';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Share of the highest price, from the first zone of a map to its last. */
const PRICE_PARTS = [1, 0.78, 0.6, 0.46, 0.34, 0.24];

export interface PublishedMap {
  readonly version: string;
  readonly seatCount: number;
  /** Most expensive first. */
  readonly zones: readonly string[];
}

/** Large venues get a tenth of their sold share: selling it whole would make the first start slow. */
export const soldShare = ({ sold = 0 }: DemoShow, seatCount: number): number => (seatCount > 10_000 ? sold / 10 : sold);

/** Groups of adjacent seats, each at most as large as one buyer may have, for about this share; the same in every run. */
export function partiesOf(seatCount: number, share: number, { showId, seatsPerBuyerMax }: NewShow): number[][] {
  let state = Number.parseInt(showId.slice(0, 8), 16);
  const roll = (below: number) => {
    // The constants of a common linear congruential generator; nothing here has to be secret.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const parties: number[][] = [];
  for (let seatNo = 0; seatNo < seatCount; ) {
    const size = Math.min(1 + roll(seatsPerBuyerMax), seatCount - seatNo);
    if (roll(1000) < share * 1000) parties.push(Array.from({ length: size }, (_, seat) => seatNo + seat));
    seatNo += size;
  }
  return parties;
}

export const waitingRooms: { readonly [Case in DemoCase]?: { admissionsPerMinute: number; shopSize: number } } = {
  waitingRoom: { admissionsPerMinute: 120, shopSize: 20 },
  opensSoon: { admissionsPerMinute: 600, shopSize: 300 },
};

/** The ids of the show, its event and its venue. */
export interface DemoIds {
  readonly showId: string;
  readonly eventId: string;
  readonly venueId: string;
}

export function showOf(
  ids: DemoIds,
  event: DemoEvent,
  plan: DemoShow,
  venue: DemoVenue,
  { version, zones }: PublishedMap,
  now: Date,
): NewShow {
  const startsAt = instantOf(now, plan.day, plan.hour, venue.timeZone);
  const before = (ms: number) => new Date(startsAt.getTime() - ms);
  const opensInMs = plan.is === 'opensSoon' ? 2 * MINUTE_MS : plan.is === 'announced' ? 21 * DAY_MS : -7 * DAY_MS;
  return {
    ...ids,
    seatMapVersion: version,
    startsAt,
    doorsAt: before(venue.kind.startsWith('stadium') ? 2 * HOUR_MS : HOUR_MS),
    salesOpenAt: new Date(now.getTime() + opensInMs),
    salesCloseAt: before(HOUR_MS / 2),
    refundUntil: before(2 * DAY_MS),
    currency: event.currency,
    seatsPerBuyerMax: event.seatsPerBuyerMax,
    holdSeconds: plan.is === 'shortHolds' ? 15 : HOLD_SECONDS_DEFAULT,
    salesPaused: plan.is === 'paused',
    cancelledAt: plan.is === 'cancelled' ? new Date(now.getTime() - DAY_MS) : null,
    organizerId: null,
    priceTiers: zones.map((zone, index) => ({
      zone,
      name: zone,
      // Whole units, as on a poster.
      amountMinor: Math.round((event.priceMaxMinor * (PRICE_PARTS[index] ?? 0.2)) / 100) * 100,
    })),
  };
}

/** The instant of this hour in the time zone, so many days from now. */
function instantOf(now: Date, days: number, hour: number, timeZone: string): Date {
  const wallClock = (instant: Date): number => {
    // Swedish writes a date as ISO 8601 does.
    const text = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
    return Date.parse(`${text.replace(' ', 'T')}Z`);
  };
  const day = new Date(now.getTime() + days * DAY_MS);
  const wanted = Math.floor(wallClock(day) / DAY_MS) * DAY_MS + hour * HOUR_MS;
  const offset = wallClock(new Date(wanted)) - wanted;
  return new Date(wanted - offset);
}
