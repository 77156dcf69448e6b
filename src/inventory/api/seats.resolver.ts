import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { Show } from '../../catalog';
import { type Connection, Kept, longList, pageOf, type RequestContext, Work } from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { SeatStatus } from '../ledger/seat-status';
import { seatLoaderOf } from './seat-views';
import { Availability, Seat, SeatConnection, SeatFilter, SeatPageArgs, SectionAvailability } from './seats.graphql';

const SEATS_PER_PAGE_MAX = 1000;
/** The seats of a show, for the estimate of a document's cost: a large arena. */
const SEATS_ASSUMED = 50_000;
/** Of one seat in the API, with its usual fields. */
const SEAT_BYTES = 200;

@Resolver(() => Show)
export class ShowSeatsResolver {
  constructor(private readonly reader: AvailabilityReader) {}

  @Kept()
  @Work({ statements: 2, records: SEATS_ASSUMED, bytes: SEATS_ASSUMED * 4 })
  @FieldResolver(() => Availability, {
    description: 'The status of every seat, packed for clients that draw the whole map.',
  })
  async availability(@Root() show: Show, @Ctx() request: RequestContext): Promise<Availability> {
    const availability = await this.reader.availability(show, (isStillTrue) => request.budget.keepWhile(isStillTrue));
    const seatCount = availability.statuses.length;
    request.budget.spend({ statements: 2, records: seatCount, bytes: seatCount });
    return availability;
  }

  @Work({ statements: 1 })
  @FieldResolver(() => Seat, {
    nullable: true,
    description: 'One seat by its index in the seat map; null if there is none.',
  })
  seat(@Root() show: Show, @Arg('index', () => Int) index: number): Promise<Seat | null> {
    return this.reader.seatAt(show, index);
  }

  @Work({ statements: 2, records: SEATS_ASSUMED })
  @FieldResolver(() => SeatConnection, {
    description: 'The seats as a list, for clients that do not draw the map. In seat map order.',
  })
  seats(
    @Root() show: Show,
    @Arg('filter', () => SeatFilter, { nullable: true }) filter: SeatFilter | null,
    @Args(() => SeatPageArgs) args: InstanceType<typeof SeatPageArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<Seat>> {
    const page = pageOf(args, SEATS_PER_PAGE_MAX);
    const { budget } = request;
    budget.spend({ statements: 2, records: SEATS_ASSUMED, bytes: page.first * SEAT_BYTES });
    return this.reader.seats(show, filter ?? null, page, () => budget.nextTurn({ records: SEATS_ASSUMED }));
  }

  @Work({ statements: 2, records: SEATS_ASSUMED, items: 40 })
  @FieldResolver(() => [SectionAvailability], {
    description: 'Number of seats and prices for each section, for an overview before the whole map is read.',
  })
  sections(@Root() show: Show, @Ctx() request: RequestContext): Promise<SectionAvailability[]> {
    const { budget } = request;
    budget.spend({ statements: 2, records: SEATS_ASSUMED });
    return this.reader.sections(show, () => budget.nextTurn({ records: SEATS_ASSUMED }));
  }
}

@Resolver(() => Availability)
export class AvailabilityResolver {
  @Kept()
  @FieldResolver(() => [Int], { description: 'The `version` of each seat, in the same order.' })
  versions(
    @Root() availability: Availability,
    @Ctx() request: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): readonly number[] {
    return longList(request, info, availability.versions);
  }
}

@Resolver(() => Seat)
export class SeatResolver {
  constructor(private readonly context: InventoryContext) {}

  @FieldResolver(() => SeatStatus)
  async status(@Root() seat: Seat, @Ctx() request: RequestContext): Promise<SeatStatus> {
    return (await this.stateOf(seat, request)).status;
  }

  @FieldResolver(() => Int, {
    description:
      'Increases with every change of this seat; of two statuses, the one with the greater version is newer.',
  })
  async version(@Root() seat: Seat, @Ctx() request: RequestContext): Promise<number> {
    return (await this.stateOf(seat, request)).version;
  }

  private async stateOf(seat: Seat, request: RequestContext): Promise<{ status: SeatStatus; version: number }> {
    if (seat.known !== null) return seat.known;
    const found = await seatLoaderOf(request, this.context.database).load({ showId: seat.showId, seatNo: seat.seatNo });
    // Not in the ledger yet, so it cannot be bought.
    return found === null
      ? { status: SeatStatus.BLOCKED, version: 0 }
      : { status: found.status, version: found.version };
  }
}
