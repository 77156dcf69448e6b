import { recordAudit } from '../../organizations';
import { encodeId, type Logger, runPeriodically, type Stop } from '../../platform';
import type { CatalogContext } from '../context';
import { writePriceTiers } from '../prices/write-price-tiers';
import { type SaleTermsRow, saleTermsOf } from '../sale-terms/sale-terms';
import { lockShow, readSaleTerms } from '../shows/show.sql';
import { recordShowChange } from '../shows/show-topic';
import type { PriceChange } from './price-change';
import { markPriceChangeApplied, readDuePriceChanges } from './price-changes.sql';

const APPLY_EVERY_MS = 1000;
const CHANGES_PER_SWEEP_MAX = 100;

/**
 * Applies the price changes whose time has come. Any number of processes may do it at once: each change is applied in one
 * transaction, by one of them. Holds keep the prices that they were made at. Returns how many were applied.
 */
export async function applyPriceChanges(context: CatalogContext, logger: Logger): Promise<number> {
  const { database, clock } = context;
  type Key = Pick<PriceChange, 'showId' | 'changeId'>;
  const due = await database.run<Key>(readDuePriceChanges, [clock.now(), CHANGES_PER_SWEEP_MAX]);
  let applied = 0;
  for (const key of due) {
    try {
      applied += Number(await apply(context, key));
    } catch (error) {
      // One show must not keep the others waiting.
      logger.warn({ err: error, ...key }, 'A price change could not be applied; the next sweep tries again');
    }
  }
  return applied;
}

async function apply(
  { database, clock, changes, terms, outbox }: CatalogContext,
  { showId, changeId }: Pick<PriceChange, 'showId' | 'changeId'>,
): Promise<boolean> {
  const isApplied = await database.transaction(async (transaction) => {
    // The order of `updateShow`: the show first.
    await transaction.run(lockShow, [showId]);
    const now = clock.now();
    const [change] = await transaction.run<PriceChange>(markPriceChangeApplied, [showId, changeId, now]);
    const [row] = await transaction.run<SaleTermsRow>(readSaleTerms, [showId]);
    if (change === undefined || row === undefined) return false;
    const show = saleTermsOf(row);
    const { tiers, organizerId } = show;
    // A zone whose price was removed in the meantime stays out of the sale.
    const prices = change.prices.flatMap((price) => {
      const name = tiers.get(price.zone)?.name;
      return name === undefined ? [] : [{ ...price, name, showId }];
    });
    await writePriceTiers(transaction, prices);
    await recordShowChange(transaction, outbox, show, now);
    const before = prices.map(({ zone }) => ({ zone, amountMinor: tiers.get(zone)?.amountMinor }));
    const after = prices.map(({ zone, amountMinor }) => ({ zone, amountMinor }));
    const audited = { action: 'schedulePriceChange', subject: encodeId('show', showId) };
    const states = { before: { prices: before }, after: { prices: after, appliedAt: now } };
    await recordAudit(transaction, change.author, { organizerId, showId, ...audited, ...states }, now);
    await changes.publish(transaction, showId, { isNew: false, pricedZones: prices.map(({ zone }) => zone) });
    return true;
  });
  if (isApplied) await terms.refresh(showId);
  return isApplied;
}

/** Looks once a second. */
export const startPriceChanges = (context: CatalogContext, logger: Logger): Stop =>
  runPeriodically({
    everyMs: APPLY_EVERY_MS,
    work: () => applyPriceChanges(context, logger),
    logger,
    complaint: 'The price changes that are due could not be read; the next sweep tries again',
  });
