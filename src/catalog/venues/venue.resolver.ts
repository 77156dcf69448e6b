import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type Database, type RequestContext, requireRole } from '../../platform';
import { CatalogLoaders, written } from '../catalog.loaders';
import { createVenue } from './create-venue';
import { CreateVenueInput, CreateVenuePayload } from './venue.graphql';

@Resolver()
export class VenueResolver {
  constructor(private readonly database: Database) {}

  @Mutation(() => CreateVenuePayload, { description: 'For organizers.' })
  async createVenue(
    @Arg('input', () => CreateVenueInput) input: CreateVenueInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateVenuePayload> {
    const venueId = await createVenue(this.database, requireRole(request, 'organizer', 'admin'), input);
    return { venue: written(await new CatalogLoaders(this.database).venues.load(venueId)) };
  }
}
