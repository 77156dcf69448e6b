import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  badUserInput,
  type Caller,
  type Clock,
  type Database,
  decodeId,
  type RequestContext,
  requireRole,
} from '../platform';
import type { Show } from './catalog.graphql';
import { CatalogLoaders } from './catalog.loaders';
import { changeShow, type ShowChange } from './change-show';
import { createEvent } from './create-event';
import { createShow } from './create-show';
import { createVenue } from './create-venue';
import {
  CancelShowInput,
  CreateEventInput,
  CreateEventPayload,
  CreateShowInput,
  CreateVenueInput,
  CreateVenuePayload,
  ShowPayload,
  UpdateShowInput,
} from './organizer.graphql';
import type { SaleTermsCache } from './sale-terms';

const HOUR_MS = 3_600_000;

/** What organisers do. Each may change their own, and an admin everything. */
@Resolver()
export class OrganizerResolver {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly terms: SaleTermsCache,
  ) {}

  @Mutation(() => CreateVenuePayload, { description: 'For organisers.' })
  async createVenue(
    @Arg('input', () => CreateVenueInput) input: CreateVenueInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateVenuePayload> {
    const venueId = await createVenue(this.database, organizer(context), input);
    return { venue: there(await this.written().venues.load(venueId)) };
  }

  @Mutation(() => CreateEventPayload, { description: 'For organisers.' })
  async createEvent(
    @Arg('input', () => CreateEventInput) input: CreateEventInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateEventPayload> {
    const eventId = await createEvent(this.database, organizer(context), input);
    return { event: there(await this.written().events.load(eventId)) };
  }

  @Mutation(() => ShowPayload, { description: "For the event's organiser." })
  async createShow(
    @Arg('input', () => CreateShowInput) { eventId, venueId, ...input }: CreateShowInput,
    @Ctx() context: RequestContext,
  ): Promise<ShowPayload> {
    const showId = await createShow(
      this.database,
      organizer(context),
      uuidOf('event', 'eventId', eventId),
      uuidOf('venue', 'venueId', venueId),
      {
        ...input,
        doorsAt: input.doorsAt ?? new Date(input.startsAt.getTime() - HOUR_MS),
        salesCloseAt: input.salesCloseAt ?? input.startsAt,
        refundUntil: input.refundUntil ?? null,
        seatMapVersion: input.seatMapVersion ?? null,
      },
    );
    return { show: await this.showNow(showId) };
  }

  @Mutation(() => ShowPayload, { description: "For the show's organiser." })
  async updateShow(
    @Arg('input', () => UpdateShowInput) { showId, ...change }: UpdateShowInput,
    @Ctx() context: RequestContext,
  ): Promise<ShowPayload> {
    const given = Object.entries(change).filter(
      ([name, value]) => value !== undefined && (value !== null || name === 'refundUntil'),
    );
    return this.change(context, showId, Object.fromEntries(given));
  }

  @Mutation(() => ShowPayload, {
    description: "For the show's organiser. Ends its sale for ever; a second time changes nothing.",
  })
  async cancelShow(
    @Arg('input', () => CancelShowInput) { showId }: CancelShowInput,
    @Ctx() context: RequestContext,
  ): Promise<ShowPayload> {
    return this.change(context, showId, { cancelledAt: this.clock.now() });
  }

  private async change(context: RequestContext, id: string, change: ShowChange): Promise<ShowPayload> {
    const showId = uuidOf('show', 'showId', id);
    await changeShow(this.database, organizer(context), showId, change);
    await this.terms.refresh(showId);
    return { show: await this.showNow(showId) };
  }

  private async showNow(showId: string): Promise<Show> {
    return there(await this.written().shows.load(showId));
  }

  /** Reads what was written just now, which a replica may not have yet. */
  private written(): CatalogLoaders {
    return new CatalogLoaders(this.database);
  }
}

const organizer = (context: RequestContext): Caller => requireRole(context, 'organizer', 'admin');

function uuidOf(kind: string, name: string, id: string): string {
  const uuid = decodeId(kind, id);
  if (uuid === null) throw badUserInput(`"${name}" is not the id of ${kind === 'event' ? 'an' : 'a'} ${kind}.`);
  return uuid;
}

function there<T>(found: T | null): T {
  if (found === null) throw new Error('What was written is not there');
  return found;
}
