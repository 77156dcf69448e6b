import type { SqlExecutor } from '../platform';
import { insertShows, writePriceTiers } from './show.sql';

export interface NewPriceTier {
  /** The seat map's name for the price zone. */
  readonly zone: string;
  readonly name: string;
  readonly amountMinor: number;
}

export interface NewShow {
  /** UUIDs. */
  readonly showId: string;
  readonly eventId: string;
  readonly venueId: string;
  readonly seatMapVersion: string | null;
  readonly startsAt: Date;
  readonly doorsAt: Date;
  readonly salesOpenAt: Date;
  readonly salesCloseAt: Date;
  readonly refundUntil: Date | null;
  readonly currency: string;
  readonly seatsPerBuyerMax: number;
  readonly holdSeconds: number;
  readonly salesPaused?: boolean;
  readonly cancelledAt?: Date | null;
  /** The caller who may change it; null for the app itself. */
  readonly organizerId: string | null;
  readonly priceTiers: readonly NewPriceTier[];
}

/** Enters any number of shows with their prices. Inside a transaction. Shows that are there stay, with these prices. */
export async function enterShows(transaction: SqlExecutor, shows: readonly NewShow[]): Promise<void> {
  await transaction.run(insertShows, [JSON.stringify(shows.map(({ priceTiers: _, ...show }) => show))]);
  await writeTiers(
    transaction,
    shows.flatMap(({ showId, priceTiers }) => priceTiers.map((tier) => ({ showId, ...tier }))),
  );
}

/** Sets the prices of zones. Seats that are held already keep the price that they were held at. */
export async function writeTiers(
  transaction: SqlExecutor,
  tiers: readonly (NewPriceTier & { readonly showId: string })[],
): Promise<void> {
  if (tiers.length > 0) await transaction.run(writePriceTiers, [JSON.stringify(tiers)]);
}
