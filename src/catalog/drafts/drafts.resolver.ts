import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { OrganizerPermission, permissionName } from '../../organizations';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  decodeId,
  encodeCursor,
  encodeId,
  isUuid,
  pageOf,
  type RequestContext,
  type ResultOf,
  requireOrganizer,
  Work,
} from '../../platform';
import { CatalogLoaders, loadersOf, written } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { Event } from '../events/event.graphql';
import { Show } from '../shows/show.graphql';
import { permissionsOf, requireShowOrganizer } from '../shows/show-organizer';
import { Venue } from '../venues/venue.graphql';
import { movedTo, termsOfShow } from './clone-show';
import { DATES_MAX } from './date-pattern';
import { type DraftRow, draftOf, type StoredDraft } from './draft';
import {
  CloneShowInput,
  CreateShowDraftInput,
  DatesOfPatternArgs,
  DeleteShowDraftPayload,
  MissingOfShow,
  PatternDate,
  PublishShowPayload,
  PublishShowResult,
  RepeatShowInput,
  RepeatShowPayload,
  ShowDraft,
  ShowDraftConnection,
  ShowDraftInput,
  ShowDraftPayload,
  ShowDraftsArgs,
  UpdateShowDraftInput,
} from './drafts.graphql';
import { listDrafts } from './drafts.sql';
import { publishShow, readMissing } from './publish-show';
import { datesOfPattern, type Repeated, repeatShow } from './repeat-show';
import { createDraft, deleteDraft, findDraft, requireDraft, updateDraft } from './save-draft';

const FIRST_MAX = 100;
const BEFORE_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000'];

const draftView = (row: DraftRow): ShowDraft => ({
  ...{ row, id: encodeId('draft', row.draftId), showId: encodeId('show', row.draftId), terms: row.terms },
  ...{ seriesId: row.seriesId === null ? null : encodeId('series', row.seriesId), changedAt: row.changedAt },
});

/** Shows that their organizers prepare. */
@Resolver(() => ShowDraft)
export class ShowDraftResolver {
  constructor(private readonly context: CatalogContext) {}

  @Work({ statements: 2 })
  @Query(() => ShowDraft, {
    nullable: true,
    description:
      'For its organizer, members of the organization and admins; null for others, and once it is published.',
  })
  async showDraft(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<ShowDraft | null> {
    const draft = await findDraft(this.context, request, decodeId('draft', id));
    return draft === null ? null : draftView(draft);
  }

  @Work({ statements: 2 })
  @Query(() => ShowDraftConnection, {
    description: `The drafts of the caller and of their organizations by start, those without one last; at most ${FIRST_MAX} per page. For organizers.`,
  })
  async showDrafts(
    @Args(() => ShowDraftsArgs) args: ShowDraftsArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<ShowDraft>> {
    const caller = requireOrganizer(request);
    const page = pageOf(args, FIRST_MAX);
    const after = page.after === null ? BEFORE_ALL : placeOf(page.after);
    const values = [caller.id, ...after, page.first + 1];
    const rows = await this.context.database.run<StoredDraft>(listDrafts, values);
    return connect(
      rows.map((row) => draftView(draftOf(row))),
      page,
      ({ row: { terms, draftId } }) => encodeCursor(terms.startsAt?.toISOString() ?? 'infinity', draftId),
    );
  }

  @Mutation(() => ShowDraftPayload, {
    description: "Prepares a show that nobody sees until `publishShow`. For the event's organizer.",
  })
  async createShowDraft(
    @Arg('input', () => CreateShowDraftInput) { eventId, venueId, terms }: CreateShowDraftInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowDraftPayload> {
    requireOrganizer(request);
    const [event, venue] = [decodeId('event', eventId), decodeId('venue', venueId)];
    if (event === null) throw badUserInput('"eventId" is not the id of an event.');
    if (venue === null) throw badUserInput('"venueId" is not the id of a venue.');
    return this.present(
      request,
      await createDraft(this.context, request, { eventId: event, venueId: venue, terms: terms ?? {} }),
    );
  }

  @Mutation(() => ShowDraftPayload, { description: "For the draft's organizer." })
  async updateShowDraft(
    @Arg('input', () => UpdateShowDraftInput) { draftId, terms }: UpdateShowDraftInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowDraftPayload> {
    const draft = await requireDraft(this.context, request, decodeId('draft', draftId));
    await updateDraft(this.context, request, draft, terms);
    return this.present(request, draft.draftId);
  }

  @Mutation(() => DeleteShowDraftPayload, { description: "For the draft's organizer." })
  async deleteShowDraft(
    @Arg('input', () => ShowDraftInput) { draftId }: ShowDraftInput,
    @Ctx() request: RequestContext,
  ): Promise<DeleteShowDraftPayload> {
    await deleteDraft(this.context, request, await requireDraft(this.context, request, decodeId('draft', draftId)));
    return { draftId };
  }

  @Mutation(() => ShowDraftPayload, {
    description:
      'Makes a draft with the terms of a show or of a draft, without what was sold or blocked. For its organizer.',
  })
  async cloneShow(
    @Arg('input', () => CloneShowInput) { showId, startsAt }: CloneShowInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowDraftPayload> {
    const { terms, ...source } = await this.sourceOf(request, showId);
    const moved = startsAt == null ? terms : movedTo(terms, startsAt);
    return this.present(request, await createDraft(this.context, request, { ...source, terms: moved }, 'cloneShow'));
  }

  @Work({ statements: 3, items: DATES_MAX })
  @Query(() => [PatternDate], {
    description: 'The dates for which `repeatShow` would make drafts, in order. Makes nothing. For its organizer.',
  })
  async datesOfPattern(
    @Args(() => DatesOfPatternArgs) { showId, pattern, exceptions }: DatesOfPatternArgs,
    @Ctx() request: RequestContext,
  ): Promise<PatternDate[]> {
    requireOrganizer(request);
    return datesOfPattern(this.context, await this.sourceOf(request, showId), pattern, exceptions);
  }

  @Mutation(() => RepeatShowPayload, {
    description:
      'Makes a draft for each date of a pattern, up to 400, with the terms of a show or of a draft: all or none. The times are those of the venue, also in summer. For its organizer.',
  })
  async repeatShow(
    @Arg('input', () => RepeatShowInput) { showId, pattern, exceptions, idempotencyKey }: RepeatShowInput,
    @Ctx() request: RequestContext,
  ): Promise<RepeatShowPayload> {
    const source = await this.sourceOf(request, showId);
    const { seriesId, draftCount } = await repeatShow(this.context, request, source, {
      ...{ pattern, exceptions, idempotencyKey },
    });
    return { seriesId: encodeId('series', seriesId), draftCount };
  }

  @FieldResolver(() => [OrganizerPermission], {
    description: 'What the caller may do with the draft and the show that it becomes.',
  })
  async viewerPermissions(
    @Root() { row }: ShowDraft,
    @Ctx() { caller }: RequestContext,
  ): Promise<OrganizerPermission[]> {
    return (await permissionsOf(caller, row)).map(permissionName);
  }

  @FieldResolver(() => Event)
  async event(@Root() { row }: ShowDraft, @Ctx() request: RequestContext): Promise<Event> {
    return written(await loadersOf(request, this.context.readers).events.load(row.eventId));
  }

  @FieldResolver(() => Venue)
  async venue(@Root() { row }: ShowDraft, @Ctx() request: RequestContext): Promise<Venue> {
    return written(await loadersOf(request, this.context.readers).venues.load(row.venueId));
  }

  @Work({ statements: 1, items: 3 })
  @FieldResolver(() => [MissingOfShow], { description: 'All that keeps it from being published now.' })
  missing(@Root() { row }: ShowDraft): Promise<MissingOfShow[]> {
    return readMissing(this.context, row);
  }

  /** A show or a draft that the caller manages. */
  private async sourceOf(request: RequestContext, id: string): Promise<Repeated> {
    const draftId = decodeId('draft', id);
    if (draftId !== null) return { ...(await requireDraft(this.context, request, draftId)), sourceId: id };
    const show = await requireShowOrganizer(this.context.terms, request, decodeId('show', id));
    const { eventId, venueId, organizerId } = show;
    return {
      eventId,
      venueId,
      organizerId: organizerId ?? requireOrganizer(request).id,
      terms: termsOfShow(show),
      sourceId: id,
    };
  }

  private async present(request: RequestContext, draftId: string): Promise<ShowDraftPayload> {
    return { draft: draftView(written(await findDraft(this.context, request, draftId))) };
  }
}

@Resolver(() => PublishShowPayload)
export class PublishShowResolver {
  constructor(private readonly context: CatalogContext) {}

  @Mutation(() => PublishShowResult, {
    description:
      "Makes a show of a draft, with its seats: from then on everybody finds it. Otherwise says all that is missing. For the draft's organizer.",
  })
  async publishShow(
    @Arg('input', () => ShowDraftInput) { draftId }: ShowDraftInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof PublishShowResult>> {
    const draft = await requireDraft(this.context, request, decodeId('draft', draftId));
    return publishShow(this.context, request, draft);
  }

  /** From the primary: a replica may not have what was written just now. */
  @FieldResolver(() => Show)
  async show(@Root() { showId }: PublishShowPayload): Promise<Show> {
    await this.context.terms.refresh(showId);
    return written(await new CatalogLoaders(this.context.database).shows.load(showId));
  }
}

function placeOf(cursor: string): [string, string] {
  const [startsAt = '', draftId = ''] = decodeCursor(cursor, 2).map(String);
  const isInstant = startsAt === 'infinity' || !Number.isNaN(Date.parse(startsAt));
  if (!isInstant || !isUuid(draftId)) throw badUserInput('"after" is not a cursor of this list.');
  return [startsAt, draftId];
}
