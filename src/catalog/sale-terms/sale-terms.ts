import type { ShowRow } from '../shows/show-fields';

/** What a seat of a price zone costs, in the smallest unit of the show's currency. */
export interface TierPrice {
  readonly name: string;
  readonly amountMinor: number;
}

/** Everything about a show that a sale depends on. Instants are the service's clock's. */
export interface SaleTerms extends ShowRow {
  /** By the seat map's price zone. */
  readonly tiers: ReadonlyMap<string, TierPrice>;
}

/** The terms as one statement reads them. */
export interface SaleTermsRow extends ShowRow {
  readonly tiers: Readonly<Record<string, TierPrice>> | null;
}

export const saleTermsOf = (row: SaleTermsRow): SaleTerms => ({
  ...row,
  tiers: new Map(Object.entries(row.tiers ?? {})),
});
