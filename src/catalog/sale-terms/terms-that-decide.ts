import type { Clock, SqlExecutor } from '../../platform';
import { lockSaleTerms as lockSaleTermsRow } from '../shows/show.sql';
import { showStatus } from '../shows/show-status';
import { type SaleTerms, type SaleTermsRow, saleTermsOf } from './sale-terms';
import type { SaleTermsCache } from './sale-terms-cache';

/**
 * The remembered terms where they allow a sale, which then compares their version, and those of now where they would
 * refuse it: a sale that opens again opens on every process at once. Of a crowd that is refused, each process reads
 * the row once at a time.
 */
export async function termsToSellBy(cache: SaleTermsCache, clock: Clock, showId: string): Promise<SaleTerms | null> {
  const terms = await cache.of(showId);
  if (terms === null) return cache.refresh(showId);
  const status = showStatus(terms, clock.now());
  return status === 'ON_SALE' || status === 'SOLD_OUT' ? terms : cache.refresh(showId);
}

/** The terms as they are in this transaction; nobody changes them until it ends. Null where there is no such show. */
export async function lockSaleTerms(transaction: SqlExecutor, showId: string): Promise<SaleTerms | null> {
  const [row] = await transaction.run<SaleTermsRow>(lockSaleTermsRow, [showId]);
  return row === undefined ? null : saleTermsOf(row);
}
