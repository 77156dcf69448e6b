import type { Author } from '../../organizations';

/** What a price zone of the show shall cost, in the smallest unit of the show's currency. */
export interface ZonePrice {
  readonly zone: string;
  readonly amountMinor: number;
}

/** Prices that zones of a show get at an instant. */
export interface PriceChange {
  /** UUIDs. */
  readonly showId: string;
  readonly changeId: string;
  readonly at: Date;
  readonly prices: readonly ZonePrice[];
  /** Null until then. */
  readonly appliedAt: Date | null;
  readonly author: Author;
}
