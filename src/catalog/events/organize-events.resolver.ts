import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { OrganizerPermission, permissionName } from '../../organizations';
import { type Connection, decodeId, type RequestContext, requireOrganizer, Work } from '../../platform';
import { CatalogLoaders, eventOf, written } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { ORGANIZED_FIRST_MAX, organizedPage } from '../organized-page';
import { organizerOfNew } from '../organizer-of-new';
import { permissionsOf } from '../shows/show-organizer';
import { createEvent } from './create-event';
import {
  CreateEventInput,
  CreateEventPayload,
  Event,
  EventConnection,
  OrganizedEventsArgs,
  UpdateEventInput,
  UpdateEventPayload,
} from './event.graphql';
import { organizedEvents } from './event.sql';
import { notAnEvent, updateEvent } from './update-event';

/** What organizers do with events. */
@Resolver(() => Event)
export class OrganizeEventsResolver {
  constructor(private readonly context: Pick<CatalogContext, 'database' | 'clock'>) {}

  @Work({ statements: 1 })
  @Query(() => EventConnection, {
    description: `The events that the caller or an organization of theirs runs, the latest first, also those without shows, and every event for an admin; at most ${ORGANIZED_FIRST_MAX} per page. For organizers.`,
  })
  async organizedEvents(
    @Args(() => OrganizedEventsArgs) args: OrganizedEventsArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<Event>> {
    return organizedPage(this.context.database, request, args, {
      ...{ list: organizedEvents, present: eventOf, idOf: ({ eventId }: Event) => eventId },
    });
  }

  @FieldResolver(() => [OrganizerPermission], {
    description: 'What the caller may do with the event as its organizer. Empty for buyers.',
  })
  async viewerPermissions(@Root() event: Event, @Ctx() { caller }: RequestContext): Promise<OrganizerPermission[]> {
    return (await permissionsOf(caller, event)).map(permissionName);
  }

  @Mutation(() => CreateEventPayload, { description: 'For organizers, and owners and managers of an organization.' })
  async createEvent(
    @Arg('input', () => CreateEventInput) input: CreateEventInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateEventPayload> {
    const { organizationId, ...event } = input;
    return this.present(await createEvent(this.context, await organizerOfNew(request, organizationId), event));
  }

  @Mutation(() => UpdateEventPayload, { description: "For the event's organizer." })
  async updateEvent(
    @Arg('input', () => UpdateEventInput) { eventId: id, ...update }: UpdateEventInput,
    @Ctx() request: RequestContext,
  ): Promise<UpdateEventPayload> {
    requireOrganizer(request);
    const eventId = decodeId('event', id);
    if (eventId === null) throw notAnEvent();
    await updateEvent(this.context, request, eventId, update);
    return this.present(eventId);
  }

  /** From the primary: a replica may not have what was written just now. */
  private async present(eventId: string): Promise<{ event: Event }> {
    return { event: written(await new CatalogLoaders(this.context.database).events.load(eventId)) };
  }
}
