import type { SqlExecutor } from '../../platform';
import { deletePriceTiers, writePriceTierRows } from './price-tiers.sql';

export interface NewPriceTier {
  /** The seat map's name for the price zone. */
  readonly zone: string;
  readonly name: string;
  /** In the smallest unit of the show's currency. */
  readonly amountMinor: number;
}

/** Sets the prices of zones. Seats that are held already keep the price that they were held at. */
export async function writePriceTiers(
  transaction: SqlExecutor,
  tiers: readonly (NewPriceTier & { readonly showId: string })[],
): Promise<void> {
  if (tiers.length > 0) await transaction.run(writePriceTierRows, [JSON.stringify(tiers)]);
}

/** Removes the prices of zones, whose seats are then no longer for sale. Seats that are held already keep their price. */
export async function removePriceTiers(
  transaction: SqlExecutor,
  showId: string,
  zones: readonly string[],
): Promise<void> {
  if (zones.length > 0) await transaction.run(deletePriceTiers, [showId, zones]);
}
