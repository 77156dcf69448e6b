/** What the demo data says of a venue, a show and an event. */
import type { VenueKind } from './venues/generate-venue-map';

export interface DemoVenue {
  readonly name: string;
  readonly kind: VenueKind;
  readonly address: string;
  readonly city: string;
  readonly countryCode: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Shows that demonstrate a case, so that somebody who tries the API finds each of them. */
export type DemoCase =
  /** On sale with a waiting room that admits two buyers a second, and twenty at the same time. */
  | 'waitingRoom'
  /** The sale opens two minutes after the start, with a waiting room. */
  | 'opensSoon'
  /** A hold lasts fifteen seconds. */
  | 'shortHolds'
  | 'soldOut'
  | 'cancelled'
  | 'paused'
  /** The sale opens in some weeks. */
  | 'announced';

export interface DemoShow {
  /** Name of the venue. */
  readonly venue: string;
  /** Days from the start, at this hour of the venue's day. */
  readonly day: number;
  readonly hour: number;
  /** Share of the seats that is sold; 0 if omitted. */
  readonly sold?: number;
  readonly is?: DemoCase;
}

export interface DemoEvent {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly performers: readonly string[];
  readonly currency: string;
  /** Price of the most expensive seats, in the smallest unit of the currency. */
  readonly priceMaxMinor: number;
  readonly seatsPerBuyerMax: number;
  readonly shows: readonly DemoShow[];
}
