import type { Zone } from './store/zones';

/** What the map says beside names, in the buyer's language. */
export interface MapTexts {
  /** Of a standing area. */
  free(count: number): string;
  readonly soldOut: string;
  /** Of a section, by its cheapest price; where there is no room, `price` stands alone. */
  from(zone: Zone): string;
  price(zone: Zone): string;
  /** Beside a seat. */
  seatPrice(zone: Zone): string;
}
