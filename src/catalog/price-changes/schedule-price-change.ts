import { authorOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, newId, type RequestContext } from '../../platform';
import type { CatalogContext } from '../context';
import { parsePriceTiers } from '../prices/price-tiers-input';
import type { SaleTerms } from '../sale-terms/sale-terms';
import type { PriceChange, ZonePrice } from './price-change';
import { deletePriceChange, readPriceChanges, writePriceChange } from './price-changes.sql';

const CHANGES_MAX = 200;

/**
 * Schedules new prices for zones that have a price. A change for the same instant is replaced, so the same call again does
 * nothing more.
 *
 * @throws BAD_USER_INPUT for an instant that has passed, and for prices that nobody could pay
 */
export async function schedulePriceChange(
  { database, clock }: CatalogContext,
  request: RequestContext,
  show: SaleTerms,
  { at, prices }: { readonly at: Date; readonly prices: readonly ZonePrice[] },
): Promise<PriceChange> {
  const now = clock.now();
  if (at <= now) throw badUserInput('"at" must be in the future.');
  const { showId, organizerId, tiers } = show;
  const unpriced = prices.map(({ zone }) => zone).filter((zone) => !tiers.has(zone));
  if (unpriced.length > 0)
    throw badUserInput(
      `These zones have no price that could change: ${unpriced.map((zone) => JSON.stringify(zone)).join(', ')}.`,
      { zones: [...tiers.keys()] },
    );
  const named = prices.map((price) => ({ ...price, name: tiers.get(price.zone)?.name ?? '' }));
  const checked = parsePriceTiers(named, show.currency).map(({ zone, amountMinor }) => ({ zone, amountMinor }));
  const author = await authorOf(request, organizerId);
  return database.transaction(async (transaction) => {
    const values = [showId, newId(), at, JSON.stringify(checked), now, JSON.stringify(author)];
    const [change] = await transaction.run<PriceChange>(writePriceChange, values);
    if (change === undefined) throw badUserInput('A change for this instant was applied just now.');
    const subject = encodeId('show', showId);
    const after = { at, prices: checked };
    await recordAudit(transaction, author, { organizerId, showId, action: 'schedulePriceChange', subject, after }, now);
    return change;
  });
}

/** Takes back a change that was not applied yet. False where there is none. */
export async function cancelPriceChange(
  { database, clock }: CatalogContext,
  request: RequestContext,
  { showId, organizerId }: SaleTerms,
  changeId: string,
): Promise<boolean> {
  const author = await authorOf(request, organizerId);
  return database.transaction(async (transaction) => {
    const [change] = await transaction.run<PriceChange>(deletePriceChange, [showId, changeId]);
    if (change === undefined) return false;
    const before = { at: change.at, prices: change.prices };
    const subject = encodeId('show', showId);
    const now = clock.now();
    await recordAudit(transaction, author, { organizerId, showId, action: 'cancelPriceChange', subject, before }, now);
    return true;
  });
}

/** The changes to come, the next one first, and then those that were applied. */
export const priceChangesOf = ({ database }: CatalogContext, showId: string): Promise<PriceChange[]> =>
  database.run<PriceChange>(readPriceChanges, [showId, CHANGES_MAX]);
