import { authorOf, differenceOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, type RequestContext, requireOrganizer } from '../../platform';
import type { CatalogContext } from '../context';
import { parseInput } from '../parse-input';
import { parsePriceTiers, parsePriceZones } from '../prices/price-tiers-input';
import { type NewPriceTier, removePriceTiers, writePriceTiers } from '../prices/write-price-tiers';
import { type SaleTermsRow, saleTermsOf } from '../sale-terms/sale-terms';
import { followMove } from './follow-move';
import { followStart } from './follow-start';
import type { UpdateShowInput } from './show.graphql';
import { lockShow, readSaleTerms, writeTerms } from './show.sql';
import { changedShowRules, changesOf, type ShowRow } from './show-fields';
import { requireOrganizerOf } from './show-organizer';
import { recordShowChange } from './show-topic';

/** What shall be otherwise. What is left out stays; null removes what may be null, and leaves the rest as it is. */
export interface ShowUpdate extends Omit<UpdateShowInput, 'showId'> {
  /** The instant of the cancellation. The first one stays. */
  readonly cancelledAt?: Date;
  /** What buyers read while the sale is paused. */
  readonly pauseMessage?: string | null;
}

/**
 * Changes the terms of a show for its organizer. The row is locked while they are looked at, so that of two changes at
 * once none is lost. A change that changes nothing leaves the version of the terms as it is.
 */
export async function updateShow(
  { database, clock, terms, changes, outbox }: CatalogContext,
  request: RequestContext,
  showId: string,
  action: string,
  { priceTiers, removePriceZones, ...update }: ShowUpdate,
): Promise<void> {
  // Before the transaction: what a caller may do is read by a connection of its own. Who runs a show does not change.
  const known = await terms.of(showId);
  if (known === null) throw badUserInput('"showId" is not the id of a show.');
  await requireOrganizerOf('show', known, requireOrganizer(request));
  const author = await authorOf(request, known.organizerId);
  await database.transaction(async (transaction) => {
    await transaction.run(lockShow, [showId]);
    const [row] = await transaction.run<SaleTermsRow>(readSaleTerms, [showId]);
    if (row === undefined) throw new Error(`Show ${showId} is gone`);
    const show = saleTermsOf(row);
    const tiers: readonly NewPriceTier[] = priceTiers == null ? [] : parsePriceTiers(priceTiers, show.currency);
    const now = clock.now();
    const after = parseInput(changedShowRules, termsAfter(show, update, now));
    const { statement, values } = writeTerms(showId, after);
    await transaction.run(statement, values);
    await removePriceTiers(transaction, showId, removePriceZones == null ? [] : parsePriceZones(removePriceZones));
    await writePriceTiers(
      transaction,
      tiers.map((tier) => ({ showId, ...tier })),
    );
    await recordShowChange(transaction, outbox, show, now);
    const changed = differenceOf(show, { ...after, ...pricesIn({ priceTiers, removePriceZones }) });
    if (changed !== null) {
      const subject = encodeId('show', showId);
      const change = { organizerId: show.organizerId, showId, action, subject, ...changed };
      await recordAudit(transaction, author, change, now);
    }
    await changes.publish(transaction, showId, { isNew: false, pricedZones: tiers.map(({ zone }) => zone) });
  });
}

/** What an update says about prices, for the audit. */
const pricesIn = (update: object): object =>
  Object.fromEntries(Object.entries(update).filter(([, value]) => value != null));

function termsAfter(show: ShowRow, update: Omit<ShowUpdate, 'priceTiers' | 'removePriceZones'>, now: Date): ShowRow {
  const changed: ShowRow = { ...show, ...changesOf(update) };
  return {
    ...changed,
    ...followStart(changed.startsAt, {
      doorsAt: update.doorsAt ?? (show.doorsFollowStart ? null : show.doorsAt),
      salesCloseAt: update.salesCloseAt ?? (show.salesCloseFollowsStart ? null : show.salesCloseAt),
    }),
    ...followMove(show, changed.startsAt, update.fullReturnUntil, now),
    pauseMessage: changed.salesPaused ? changed.pauseMessage : null,
    cancelledAt: show.cancelledAt ?? update.cancelledAt ?? null,
  };
}
