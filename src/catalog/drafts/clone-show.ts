import type { SaleTerms } from '../sale-terms/sale-terms';
import type { DraftTerms } from './draft';

/** What a published show says, as the terms of a draft. */
export function termsOfShow(show: SaleTerms): DraftTerms {
  return {
    ...{ startsAt: show.startsAt, salesOpenAt: show.salesOpenAt, refundUntil: show.refundUntil },
    doorsAt: show.doorsFollowStart ? null : show.doorsAt,
    salesCloseAt: show.salesCloseFollowsStart ? null : show.salesCloseAt,
    ...{ ticketsVisibleFrom: show.ticketsVisibleFrom, accessibleReleaseAt: show.accessibleReleaseAt },
    ...{ returnSteps: show.returnSteps, returnFeeMinor: show.returnFeeMinor, exchangeRule: show.exchangeRule },
    withoutReturns: show.refundUntil === null && show.returnSteps === null,
    ...{ currency: show.currency, seatMapVersion: show.seatMapVersion },
    priceTiers: [...show.tiers].map(([zone, { name, amountMinor }]) => ({ zone, name, amountMinor })),
    ...{ seatsPerBuyerMax: show.seatsPerBuyerMax, holdSeconds: show.holdSeconds, allowsReentry: show.allowsReentry },
    accessibleReleaseWhenSoldOut: show.accessibleReleaseWhenSoldOut,
    ...{ singleSeatRule: show.singleSeatRule, allowsSingleAtAisle: show.allowsSingleAtAisle },
  };
}

/** Moves with the start. The sale of all dates opens at the same instant. */
const moving = ['doorsAt', 'salesCloseAt', 'refundUntil', 'ticketsVisibleFrom', 'accessibleReleaseAt'] as const;

/** The same terms for another start. */
export function movedTo(terms: DraftTerms, startsAt: Date): DraftTerms {
  const { startsAt: before } = terms;
  if (before == null) return { ...terms, startsAt };
  const moved = moving.flatMap((field) => {
    const instant = terms[field];
    return instant == null ? [] : [[field, new Date(instant.getTime() + startsAt.getTime() - before.getTime())]];
  });
  return { ...terms, ...Object.fromEntries(moved), startsAt };
}
