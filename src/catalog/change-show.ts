import { badUserInput, type Caller, type Database } from '../platform';
import type { ShowRow } from './catalog.loaders';
import { parseInput, priceTiersInput, termsInput } from './catalog-inputs';
import { type NewPriceTier, writeTiers } from './enter-shows';
import { lockShow, writeTerms } from './show.sql';
import { requireOrganizerOf } from './show-organizer';

/** What shall be otherwise. What is left out stays. */
export interface ShowChange {
  readonly startsAt?: Date;
  readonly doorsAt?: Date;
  readonly salesOpenAt?: Date;
  readonly salesCloseAt?: Date;
  readonly refundUntil?: Date | null;
  readonly seatsPerBuyerMax?: number;
  readonly holdSeconds?: number;
  readonly salesPaused?: boolean;
  /** The instant of the cancellation. The first one stays. */
  readonly cancelledAt?: Date;
  /** Zones that are not named keep their price. */
  readonly priceTiers?: readonly NewPriceTier[];
}

/**
 * Changes the terms of a show for its organiser. The row is locked while they are looked at, so that of two changes at
 * once none is lost. A change that changes nothing leaves the version of the terms as it is.
 */
export async function changeShow(
  database: Database,
  caller: Caller,
  showId: string,
  change: ShowChange,
): Promise<void> {
  const priceTiers = change.priceTiers === undefined ? [] : parseInput(priceTiersInput, change.priceTiers);
  await database.transaction(async (transaction) => {
    const [show] = await transaction.run<ShowRow>(lockShow, [showId]);
    if (show === undefined) throw badUserInput('"showId" is not the id of a show.');
    requireOrganizerOf('show', show, caller);
    const wanted = { ...show, ...change };
    const terms = parseInput(termsInput, wanted);
    await transaction.run(writeTerms, [
      showId,
      terms.startsAt,
      terms.doorsAt,
      terms.salesOpenAt,
      terms.salesCloseAt,
      terms.refundUntil,
      terms.seatsPerBuyerMax,
      terms.holdSeconds,
      wanted.salesPaused,
      show.cancelledAt ?? wanted.cancelledAt,
    ]);
    await writeTiers(
      transaction,
      priceTiers.map((tier) => ({ showId, ...tier })),
    );
  });
}
