import type { RequestContext } from '../../platform';
import type { CatalogContext } from '../context';
import { createShow } from '../shows/create-show';
import { HOLD_SECONDS_DEFAULT, SEATS_PER_BUYER_DEFAULT } from '../shows/show-fields';
import type { DraftRow } from './draft';
import { deleteDraft } from './drafts.sql';
import { type Missing, missingOf } from './missing';
import { notADraft } from './save-draft';

export type PublishShowOutcome =
  | { readonly kind: 'PublishShowPayload'; readonly showId: string }
  | { readonly kind: 'ShowNotReady'; readonly message: string; readonly missing: readonly Missing[] };

/** What keeps a draft from being published. */
export async function readMissing(
  { clock, zonesOf }: Pick<CatalogContext, 'clock' | 'zonesOf'>,
  { terms }: DraftRow,
): Promise<Missing[]> {
  const zones = terms.seatMapVersion == null ? null : await zonesOf(terms.seatMapVersion);
  return missingOf(terms, zones, clock.now());
}

/**
 * Makes a show of a draft, with its seats, in one transaction; nobody else saw it before. It keeps the draft's id. Where
 * something is missing nothing changes, and the answer names all of it.
 */
export async function publishShow(
  context: CatalogContext,
  request: RequestContext,
  draft: DraftRow,
): Promise<PublishShowOutcome> {
  const missing = await readMissing(context, draft);
  const { startsAt, salesOpenAt, currency, priceTiers, waitingRoom, ...terms } = draft.terms;
  if (missing.length > 0 || startsAt == null || salesOpenAt == null || currency == null) {
    const count = missing.length === 1 ? 'One thing is' : `${missing.length} things are`;
    return { kind: 'ShowNotReady', message: `${count} missing before the show can be published.`, missing };
  }
  const input = {
    ...{ seatsPerBuyerMax: SEATS_PER_BUYER_DEFAULT, holdSeconds: HOLD_SECONDS_DEFAULT },
    ...Object.fromEntries(Object.entries(terms).filter(([, value]) => value != null)),
    ...{ eventId: draft.eventId, venueId: draft.venueId, startsAt, salesOpenAt, currency },
    priceTiers: [...(priceTiers ?? [])],
  };
  const showId = await createShow(context, request, input, {
    showId: draft.draftId,
    action: 'publishShow',
    waitingRoom: waitingRoom ?? null,
    // Of two who publish at once the second one waits here, and finds nothing.
    first: async (transaction) => {
      const deleted = await transaction.run(deleteDraft, [draft.draftId]);
      if (deleted.length === 0) throw notADraft();
    },
  });
  return { kind: 'PublishShowPayload', showId };
}
