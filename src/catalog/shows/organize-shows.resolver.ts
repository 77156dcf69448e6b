import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badUserInput, decodeId, type RequestContext, requireOrganizer } from '../../platform';
import { CatalogLoaders, written } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { createShow } from './create-show';
import {
  CancelShowInput,
  CreateShowInput,
  PauseSaleInput,
  ResumeSaleInput,
  ShowPayload,
  UpdateShowInput,
} from './show.graphql';
import { type ShowUpdate, updateShow } from './update-show';

/** What organizers do with shows. Each may change those that they run, and an admin every show. */
@Resolver()
export class OrganizeShowsResolver {
  constructor(private readonly context: CatalogContext) {}

  @Mutation(() => ShowPayload, {
    description:
      "Creates a show. With a seat map its seats are created at once, so one call is enough for a show that can be sold. For the event's organizer.",
  })
  async createShow(
    @Arg('input', () => CreateShowInput) { eventId, venueId, ...input }: CreateShowInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowPayload> {
    requireOrganizer(request);
    const showId = await createShow(this.context, request, {
      ...input,
      eventId: uuidOf('event', 'eventId', eventId),
      venueId: uuidOf('venue', 'venueId', venueId),
    });
    return this.present(showId);
  }

  @Mutation(() => ShowPayload, { description: "For the show's organizer." })
  async updateShow(
    @Arg('input', () => UpdateShowInput) { showId, ...input }: UpdateShowInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowPayload> {
    return this.update(request, showId, 'updateShow', input);
  }

  @Mutation(() => ShowPayload, {
    description:
      "Cancels a show and ends its sale permanently. A second call changes nothing. For the show's organizer.",
  })
  async cancelShow(
    @Arg('input', () => CancelShowInput) { showId }: CancelShowInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowPayload> {
    return this.update(request, showId, 'cancelShow', { cancelledAt: this.context.clock.now() });
  }

  @Mutation(() => ShowPayload, {
    description:
      "Pauses the sale at once: seats can neither be held nor bought, and holds get all the time that they can have. Buyers read the message in `Show.pauseMessage`, `showChanged` and `SalesNotOpen`. Again with another message replaces it. For the show's organizer.",
  })
  async pauseSale(
    @Arg('input', () => PauseSaleInput) { showId, message }: PauseSaleInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowPayload> {
    const pauseMessage = message?.trim() ? message : null;
    return this.update(request, showId, 'pauseSale', { salesPaused: true, pauseMessage });
  }

  @Mutation(() => ShowPayload, {
    description: "Goes on with a sale that was paused, and removes the message. For the show's organizer.",
  })
  async resumeSale(
    @Arg('input', () => ResumeSaleInput) { showId }: ResumeSaleInput,
    @Ctx() request: RequestContext,
  ): Promise<ShowPayload> {
    return this.update(request, showId, 'resumeSale', { salesPaused: false });
  }

  private async update(
    request: RequestContext,
    id: string,
    action: 'updateShow' | 'cancelShow' | 'pauseSale' | 'resumeSale',
    update: ShowUpdate,
  ): Promise<ShowPayload> {
    requireOrganizer(request);
    const showId = uuidOf('show', 'showId', id);
    await updateShow(this.context, request, showId, action, update);
    return this.present(showId);
  }

  /** Reads from the primary what was written just now, which a replica may not have yet. */
  private async present(showId: string): Promise<ShowPayload> {
    const { terms, database } = this.context;
    await terms.refresh(showId);
    return { show: written(await new CatalogLoaders(database).shows.load(showId)) };
  }
}

function uuidOf(kind: string, name: string, id: string): string {
  const uuid = decodeId(kind, id);
  if (uuid === null) throw badUserInput(`"${name}" is not the id of ${kind === 'event' ? 'an' : 'a'} ${kind}.`);
  return uuid;
}
