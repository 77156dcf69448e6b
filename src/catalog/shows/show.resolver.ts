import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { OrganizerPermission, permissionName } from '../../organizations';
import {
  type Clock,
  decodeId,
  Kept,
  KeptForAMoment,
  MoneyType,
  type Readers,
  type RequestContext,
} from '../../platform';
import { loadersOf, showOf } from '../catalog.loaders';
import { Event } from '../events/event.graphql';
import { PriceTier } from '../prices/price-tier.graphql';
import type { SaleTermsCache } from '../sale-terms/sale-terms-cache';
import { Venue } from '../venues/venue.graphql';
import { namesSeatsAlone } from './names-seats-alone';
import { Show, showStatuses } from './show.graphql';
import { permissionsOf } from './show-organizer';
import { showStatus } from './show-status';

@Resolver(() => Show)
export class ShowResolver {
  constructor(
    private readonly readers: Readers,
    private readonly clock: Clock,
    private readonly terms: Pick<SaleTermsCache, 'of'>,
  ) {}

  @Kept()
  @KeptForAMoment()
  @Query(() => Show, { nullable: true })
  async show(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Show | null> {
    const showId = decodeId('show', id);
    if (showId === null) return null;
    if (namesSeatsAlone(info)) {
      const { tiers: _, ...row } = (await this.terms.of(showId)) ?? { tiers: null, seatMapVersion: null };
      // A show gets its first map once, and whoever asks then shall see its seats.
      if (row.seatMapVersion !== null) return { ...showOf(row), isMapUnnamed: true };
    }
    return loadersOf(request, this.readers).shows.load(showId);
  }

  @KeptForAMoment()
  @FieldResolver(() => Event)
  async event(@Root() show: Show, @Ctx() request: RequestContext): Promise<Event | null> {
    return loadersOf(request, this.readers).events.load(show.eventId);
  }

  @KeptForAMoment()
  @FieldResolver(() => Venue)
  async venue(@Root() show: Show, @Ctx() request: RequestContext): Promise<Venue | null> {
    return loadersOf(request, this.readers).venues.load(show.venueId);
  }

  @KeptForAMoment()
  @FieldResolver(() => showStatuses)
  status(@Root() show: Show): keyof typeof showStatuses {
    return showStatus(show, this.clock.now());
  }

  @FieldResolver(() => [OrganizerPermission], {
    description: 'What the caller may do with the show as its organizer. Empty for buyers.',
  })
  async viewerPermissions(@Root() show: Show, @Ctx() { caller }: RequestContext): Promise<OrganizerPermission[]> {
    return (await permissionsOf(caller, show)).map(permissionName);
  }

  @KeptForAMoment()
  @FieldResolver(() => MoneyType, { description: 'Kept of each ticket that is returned under `returnSteps`.' })
  returnFee(@Root() show: Show): MoneyType {
    return { amountMinor: show.returnFeeMinor, currency: show.currency };
  }

  @KeptForAMoment()
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of available seats, at most some seconds old; for lists of shows. Null for a show without seats. `availability` is exact.',
  })
  availableCount(@Root() show: Show): number | null {
    return show.seatsLeft;
  }

  @KeptForAMoment()
  @FieldResolver(() => [PriceTier], { description: 'The most expensive first.' })
  async priceTiers(@Root() show: Show, @Ctx() request: RequestContext): Promise<PriceTier[]> {
    return loadersOf(request, this.readers).priceTiers.load(show);
  }

  @KeptForAMoment()
  @FieldResolver(() => MoneyType, { nullable: true, description: 'The price of the cheapest seat, sold or not.' })
  async priceMin(@Root() show: Show, @Ctx() request: RequestContext): Promise<MoneyType | null> {
    const tiers = await loadersOf(request, this.readers).priceTiers.load(show);
    return tiers.at(-1)?.price ?? null;
  }

  @KeptForAMoment()
  @FieldResolver(() => MoneyType, { nullable: true, description: 'The price of the most expensive seat, sold or not.' })
  async priceMax(@Root() show: Show, @Ctx() request: RequestContext): Promise<MoneyType | null> {
    const tiers = await loadersOf(request, this.readers).priceTiers.load(show);
    return tiers[0]?.price ?? null;
  }
}
