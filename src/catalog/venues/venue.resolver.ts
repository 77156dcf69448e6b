import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../platform';
import { CatalogLoaders, written } from '../catalog.loaders';
import type { CatalogContext } from '../context';
import { organizerOfNew } from '../organizer-of-new';
import { createVenue } from './create-venue';
import { CreateVenueInput, CreateVenuePayload } from './venue.graphql';

@Resolver()
export class VenueResolver {
  constructor(private readonly context: Pick<CatalogContext, 'database' | 'clock'>) {}

  @Mutation(() => CreateVenuePayload, { description: 'For organizers, and owners and managers of an organization.' })
  async createVenue(
    @Arg('input', () => CreateVenueInput) input: CreateVenueInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateVenuePayload> {
    const { organizationId, ...venue } = input;
    const venueId = await createVenue(this.context, await organizerOfNew(request, organizationId), venue);
    return { venue: written(await new CatalogLoaders(this.context.database).venues.load(venueId)) };
  }
}
