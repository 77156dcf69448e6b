import { authorOf, differenceOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, newId, type RequestContext, requireOrganizer } from '../../platform';
import type { CatalogContext } from '../context';
import { readOrganizerOfEvent } from '../events/event.sql';
import { parseInput } from '../parse-input';
import { maySeeOrganized, requireOrganizerOf } from '../shows/show-organizer';
import { readVenues } from '../venues/venue.sql';
import { type DraftRow, type DraftTerms, draftOf, draftRules, type StoredDraft } from './draft';
import { deleteDraft as deleteDraftRow, insertDrafts, lockDraft, readDraft, writeDraft } from './drafts.sql';

const PRICE_TIERS_MAX = 50;

/** @throws BAD_USER_INPUT with every fault of a field by itself */
export function checkDraftTerms(terms: DraftTerms): DraftTerms {
  const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value != null));
  parseInput(draftRules, given);
  const zones = (terms.priceTiers ?? []).map(({ zone }) => zone);
  if (zones.length > PRICE_TIERS_MAX) throw badUserInput(`"priceTiers" may have ${PRICE_TIERS_MAX} prices.`);
  if (new Set(zones).size !== zones.length) throw badUserInput('"priceTiers" prices a zone twice.');
  return given;
}

/** Makes a draft of a show of an event that the caller runs. The ids are UUIDs. */
export async function createDraft(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  { eventId, venueId, terms }: { readonly eventId: string; readonly venueId: string; readonly terms: DraftTerms },
  action: 'createShowDraft' | 'cloneShow' = 'createShowDraft',
): Promise<string> {
  const caller = requireOrganizer(request);
  const [event] = await database.run<{ organizerId: string | null }>(readOrganizerOfEvent, [eventId]);
  if (event === undefined) throw badUserInput('"eventId" is not the id of an event.');
  await requireOrganizerOf('event', event, caller);
  const [venue] = await database.run(readVenues, [[venueId]]);
  if (venue === undefined) throw badUserInput('"venueId" is not the id of a venue.');
  const organizerId = event.organizerId ?? caller.id;
  const author = await authorOf(request, organizerId);
  const checked = checkDraftTerms(terms);
  const draftId = newId();
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const row = { draftId, organizerId, eventId, venueId, seriesId: null, terms: checked };
    await transaction.run(insertDrafts, [JSON.stringify([row]), now]);
    const subject = encodeId('draft', draftId);
    await recordAudit(transaction, author, { organizerId, action, subject, after: checked }, now);
  });
  return draftId;
}

/** Changes what is given: null removes a field. */
export async function updateDraft(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  draft: DraftRow,
  terms: DraftTerms,
): Promise<void> {
  const author = await authorOf(request, draft.organizerId);
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const [row] = await transaction.run<StoredDraft>(lockDraft, [draft.draftId]);
    if (row === undefined) throw notADraft();
    const before = draftOf(row).terms;
    const after = checkDraftTerms({ ...before, ...terms });
    const changed = differenceOf(before, {
      ...Object.fromEntries(Object.keys(before).map((it) => [it, null])),
      ...after,
    });
    if (changed === null) return;
    await transaction.run(writeDraft, [draft.draftId, JSON.stringify(after), now]);
    const { organizerId, draftId } = draft;
    const subject = encodeId('draft', draftId);
    await recordAudit(transaction, author, { organizerId, action: 'updateShowDraft', subject, ...changed }, now);
  });
}

export async function deleteDraft(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  { draftId, organizerId, terms }: DraftRow,
): Promise<void> {
  const author = await authorOf(request, organizerId);
  await database.transaction(async (transaction) => {
    const deleted = await transaction.run(deleteDraftRow, [draftId]);
    if (deleted.length === 0) throw notADraft();
    const change = { organizerId, action: 'deleteShowDraft', subject: encodeId('draft', draftId), before: terms };
    await recordAudit(transaction, author, change, clock.now());
  });
}

/** A draft that the caller may see: any member of its organization, and whoever runs it alone. Null for everybody else. */
export async function findDraft(
  { database }: Pick<CatalogContext, 'database'>,
  { caller }: Pick<RequestContext, 'caller'>,
  draftId: string | null,
): Promise<DraftRow | null> {
  if (draftId === null || caller === null) return null;
  const [row] = await database.run<StoredDraft>(readDraft, [draftId]);
  if (row === undefined) return null;
  return (await maySeeOrganized(caller, row)) ? draftOf(row) : null;
}

/**
 * A draft that the caller manages.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN for other members, BAD_USER_INPUT for drafts that the caller does not see
 */
export async function requireDraft(
  context: Pick<CatalogContext, 'database'>,
  request: RequestContext,
  draftId: string | null,
): Promise<DraftRow> {
  const caller = requireOrganizer(request);
  const draft = await findDraft(context, request, draftId);
  if (draft === null) throw notADraft();
  await requireOrganizerOf('show', draft, caller);
  return draft;
}

export const notADraft = () => badUserInput('"draftId" is not the id of a draft of yours. It may have been published.');
