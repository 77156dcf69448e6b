import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { OrganizerPermission, permissionName } from '../../organizations';
import { type Connection, decodeId, type RequestContext, requireOrganizer, Work } from '../../platform';
import { CatalogLoaders, venueOf, written } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { ORGANIZED_FIRST_MAX, organizedPage } from '../organized-page';
import { organizerOfNew } from '../organizer-of-new';
import { permissionsOf } from '../shows/show-organizer';
import { createVenue } from './create-venue';
import { notAVenue, updateVenue } from './update-venue';
import {
  CreateVenueInput,
  CreateVenuePayload,
  OrganizedVenuesArgs,
  UpdateVenueInput,
  UpdateVenuePayload,
  Venue,
  VenueConnection,
} from './venue.graphql';
import { organizedVenues } from './venue.sql';

@Resolver(() => Venue)
export class VenueResolver {
  constructor(private readonly context: Pick<CatalogContext, 'database' | 'clock'>) {}

  @Work({ statements: 1 })
  @Query(() => VenueConnection, {
    description: `The venues of the caller and of their organizations, the latest first, and every venue for an admin; at most ${ORGANIZED_FIRST_MAX} per page. For organizers.`,
  })
  async organizedVenues(
    @Args(() => OrganizedVenuesArgs) args: OrganizedVenuesArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<Venue>> {
    return organizedPage(this.context.database, request, args, {
      ...{ list: organizedVenues, present: venueOf, idOf: ({ venueId }: Venue) => venueId },
    });
  }

  @FieldResolver(() => [OrganizerPermission], {
    description: 'What the caller may do with the venue as its organizer. Empty for buyers.',
  })
  async viewerPermissions(@Root() venue: Venue, @Ctx() { caller }: RequestContext): Promise<OrganizerPermission[]> {
    return (await permissionsOf(caller, venue)).map(permissionName);
  }

  @Mutation(() => CreateVenuePayload, { description: 'For organizers, and owners and managers of an organization.' })
  async createVenue(
    @Arg('input', () => CreateVenueInput) input: CreateVenueInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateVenuePayload> {
    const { organizationId, ...venue } = input;
    return this.present(await createVenue(this.context, await organizerOfNew(request, organizationId), venue));
  }

  @Mutation(() => UpdateVenuePayload, { description: "For the venue's organizer." })
  async updateVenue(
    @Arg('input', () => UpdateVenueInput) { venueId: id, ...update }: UpdateVenueInput,
    @Ctx() request: RequestContext,
  ): Promise<UpdateVenuePayload> {
    requireOrganizer(request);
    const venueId = decodeId('venue', id);
    if (venueId === null) throw notAVenue();
    await updateVenue(this.context, request, venueId, update);
    return this.present(venueId);
  }

  /** From the primary: a replica may not have what was written just now. */
  private async present(venueId: string): Promise<{ venue: Venue }> {
    return { venue: written(await new CatalogLoaders(this.context.database).venues.load(venueId)) };
  }
}
