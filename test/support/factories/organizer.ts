import { graphql } from '../graphql';
import type { TestApp } from '../test-app';

const DAY_MS = 86_400_000;

const CREATE_VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const CREATE_EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const CREATE_SHOW = graphql('mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }');

export interface VenueWish {
  name?: string;
  city?: string;
  timeZone?: string;
  capacity?: number;
  latitude?: number;
  longitude?: number;
}

export interface EventWish {
  name?: string;
  category?: string;
  performers?: string[];
}

export interface ShowWish {
  startsAt?: Date;
  salesOpenAt?: Date;
  salesCloseAt?: Date;
  refundUntil?: Date;
  currency?: string;
  seatsPerBuyerMax?: number;
  holdSeconds?: number;
  seatMapVersion?: string;
  priceTiers?: { zone: string; name: string; amountMinor: number }[];
}

/** An organizer who creates venues, events and shows through the API, with everything that a test does not care about. */
export class Organizer {
  private organizer: Promise<string> | undefined;

  constructor(private readonly testApp: TestApp) {}

  token(): Promise<string> {
    this.organizer ??= this.testApp.token({ roles: ['organizer'] });
    return this.organizer;
  }

  /** Days from now on the app's clock. */
  inDays(days: number): Date {
    return new Date(this.testApp.clock.now().getTime() + days * DAY_MS);
  }

  async venue(wish: VenueWish = {}): Promise<string> {
    const input = {
      name: 'Salle des Tilleuls',
      city: 'Lyon',
      countryCode: 'FR',
      timeZone: 'Europe/Paris',
      capacity: 1000,
      ...wish,
    };
    const { createVenue } = await this.testApp.ask(CREATE_VENUE, { input }, await this.token());
    return createVenue.venue.id;
  }

  async event(wish: EventWish = {}): Promise<string> {
    const { createEvent } = await this.testApp.ask(
      CREATE_EVENT,
      { input: { name: 'An Evening', category: 'Concert', ...wish } },
      await this.token(),
    );
    return createEvent.event.id;
  }

  /** On sale since yesterday, in ten days, for 40.00 euro. */
  async show(eventId: string, venueId: string, wish: ShowWish = {}): Promise<string> {
    const { startsAt = this.inDays(10), salesCloseAt, refundUntil, ...rest } = wish;
    const { salesOpenAt = new Date(Math.min(startsAt.getTime(), this.testApp.clock.now().getTime()) - DAY_MS) } = wish;
    const input = {
      eventId,
      venueId,
      currency: 'EUR',
      priceTiers: [{ zone: 'A', name: 'Full', amountMinor: 4000 }],
      ...rest,
      startsAt: startsAt.toISOString(),
      salesOpenAt: salesOpenAt.toISOString(),
      ...(salesCloseAt === undefined ? {} : { salesCloseAt: salesCloseAt.toISOString() }),
      ...(refundUntil === undefined ? {} : { refundUntil: refundUntil.toISOString() }),
    };
    const { createShow } = await this.testApp.ask(CREATE_SHOW, { input }, await this.token());
    return createShow.show.id;
  }
}
