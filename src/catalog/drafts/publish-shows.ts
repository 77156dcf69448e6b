import { GraphQLError } from 'graphql';
import { badUserInput, decodeId, type RequestContext, requireOrganizer } from '../../platform';
import type { CatalogContext } from '../context';
import { mayRunShow, maySeeOrganized, requireOrganizerOf } from '../shows/show-organizer';
import { type DraftRow, draftOf, type StoredDraft } from './draft';
import { readDrafts } from './drafts.sql';
import type { Missing } from './missing';
import { publishShow } from './publish-show';
import { notADraft } from './save-draft';

/** What became of one of the drafts. */
export type PublishOneOutcome =
  | { readonly kind: 'PublishedShow'; readonly showId: string; readonly isNew: boolean }
  | { readonly kind: 'ShowNotReady'; readonly message: string; readonly missing: readonly Missing[] }
  | { readonly kind: 'DraftNotFound'; readonly message: string }
  | { readonly kind: 'PublishLater'; readonly message: string };

export interface PublishedDraft {
  /** As the caller wrote it. */
  readonly draftId: string;
  readonly result: PublishOneOutcome;
}

/** As many as a run of dates has. */
export const PUBLISH_MAX = 400;

/** What one request may do: the rest is for the next one. Proxies end a request that takes a minute. */
const limits = { seatsMax: 1_000_000, msMax: 20_000 };

const notFound = { kind: 'DraftNotFound', message: 'There is no such draft of yours.' } as const;
const later = {
  kind: 'PublishLater',
  message: 'So many seats take longer than one request. Send this draft again.',
} as const;

/**
 * Publishes many drafts, each in a transaction of its own: one that cannot be published does not hold up the others, and what was
 * published stays so whatever comes after it. A repeat goes on where the first request broke off. Answers in the order of the ids.
 *
 * @throws FORBIDDEN where the caller sees one of the drafts and may not publish it, before any of them is; BAD_USER_INPUT where none of
 *   them is theirs
 */
export async function publishShows(
  context: CatalogContext,
  request: RequestContext,
  draftIds: readonly string[],
  { seatsMax, msMax } = limits,
): Promise<PublishedDraft[]> {
  const wished = await findAll(context, request, draftIds);
  const began = performance.now();
  let seats = 0;
  const answers: PublishedDraft[] = [];
  for (const { draftId, draft, result } of wished) {
    const isOver = seats >= seatsMax || performance.now() - began >= msMax;
    const answer = draft === null ? result : isOver ? later : await publishOne(context, request, draft);
    if (answer.kind === 'PublishedShow' && draft !== null) {
      // Other requests of this process know the show at once.
      const seatCount = (await context.terms.refresh(answer.showId))?.seatsTotal ?? 0;
      request.budget.spend({ statements: 1, records: seatCount });
      seats += seatCount;
    }
    answers.push({ draftId, result: answer });
  }
  return answers;
}

type Wished =
  | { readonly draftId: string; readonly draft: DraftRow; readonly result: null }
  | { readonly draftId: string; readonly draft: null; readonly result: PublishOneOutcome };

async function findAll(context: CatalogContext, request: RequestContext, ids: readonly string[]): Promise<Wished[]> {
  const caller = requireOrganizer(request);
  if (ids.length === 0) throw badUserInput('"draftIds" must name at least one draft.');
  if (new Set(ids).size < ids.length) throw badUserInput('"draftIds" names a draft twice.');
  const uuids = ids.flatMap((draftId) => decodeId('draft', draftId) ?? []);
  const rows = await context.database.run<StoredDraft>(readDrafts, [uuids]);
  const byId = new Map(rows.map((row) => [row.draftId, draftOf(row)]));
  const wished: Wished[] = [];
  for (const draftId of ids) {
    const id = decodeId('draft', draftId);
    const draft = byId.get(id ?? '') ?? null;
    if (draft === null || !(await maySeeOrganized(caller, draft))) {
      wished.push({ draftId, draft: null, result: await alreadyPublished(context, request, id) });
      continue;
    }
    await requireOrganizerOf('show', draft, caller);
    wished.push({ draftId, draft, result: null });
  }
  if (wished.every(({ result }) => result?.kind === 'DraftNotFound')) throw notADraft();
  return wished;
}

/** A show has the id of its draft. */
async function alreadyPublished(
  { terms }: CatalogContext,
  { caller }: RequestContext,
  id: string | null,
): Promise<PublishOneOutcome> {
  const show = id === null ? null : await terms.of(id);
  if (show === null || !(await mayRunShow(caller, show))) return notFound;
  return { kind: 'PublishedShow', showId: show.showId, isNew: false };
}

async function publishOne(
  context: CatalogContext,
  request: RequestContext,
  draft: DraftRow,
): Promise<PublishOneOutcome> {
  try {
    const published = await publishShow(context, request, draft);
    return published.kind === 'PublishShowPayload'
      ? { kind: 'PublishedShow', showId: published.showId, isNew: true }
      : published;
  } catch (error) {
    const code = error instanceof GraphQLError ? error.extensions.code : null;
    if (!(error instanceof GraphQLError) || code !== 'BAD_USER_INPUT') throw error;
    // Somebody else has published it meanwhile, or its terms do not fit together.
    await context.terms.refresh(draft.draftId);
    const found = await alreadyPublished(context, request, draft.draftId);
    return found.kind === 'PublishedShow' ? found : { kind: 'ShowNotReady', message: error.message, missing: [] };
  }
}
