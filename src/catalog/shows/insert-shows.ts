import type { SqlExecutor } from '../../platform';
import { type NewPriceTier, writePriceTiers } from '../prices/write-price-tiers';
import { insertShowRows } from './show.sql';
import { type ShowRow, showDefaults } from './show-fields';

type Optional = keyof typeof showDefaults;
/** What comes later: from the ledger, or by a trigger. */
type Later = 'seatNumberingId' | 'accessibleReleasedAt' | 'termsVersion' | 'seatsTotal' | 'seatsLeft';
type Required = Exclude<keyof ShowRow, Optional | Later>;

export interface NewShow extends Pick<ShowRow, Required>, Partial<Pick<ShowRow, Optional>> {
  readonly priceTiers: readonly NewPriceTier[];
}

/** Inserts any number of shows with their prices. Inside a transaction. Shows that exist stay, with these prices. */
export async function insertShows(transaction: SqlExecutor, shows: readonly NewShow[]): Promise<void> {
  const rows = shows.map(({ priceTiers: _, ...show }) => ({ ...showDefaults, ...show }));
  await transaction.run(insertShowRows, [JSON.stringify(rows)]);
  await writePriceTiers(
    transaction,
    shows.flatMap(({ showId, priceTiers }) => priceTiers.map((tier) => ({ showId, ...tier }))),
  );
}
