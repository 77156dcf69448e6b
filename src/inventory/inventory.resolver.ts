import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Info,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { Viewer } from '../accounts';
import { Show } from '../catalog';
import {
  badUserInput,
  type Connection,
  decodeId,
  listCost,
  longList,
  pageOf,
  type RequestContext,
  type ResultOf,
  requireCaller,
  streamOfModule,
} from '../platform';
import type { InventoryContext } from './context';
import { extendHold, holdNotFound } from './extend-hold';
import { holdSeats, type SeatState } from './hold-seats';
import {
  Availability,
  ExtendHoldInput,
  ExtendHoldResult,
  HoldSeatsInput,
  HoldSeatsResult,
  ReleaseHoldInput,
  ReleaseHoldResult,
  Seat,
  SeatConnection,
  SeatFilter,
  SeatHold,
  SeatPageArgs,
  SeatStatusChanged,
  SectionAvailability,
} from './inventory.graphql';
import type { AvailabilityReader } from './read-availability';
import { releaseHold } from './release-hold';
import { readHold, readLiveHolds } from './seat-hold';
import type { SeatIndexes } from './seat-indexes';
import { SeatStatus, seatStatusOf } from './seat-status';
import { asksForResync, type SeatEvent, toSeatStatusChanged } from './seat-topic';
import { holdView, seatLoaderOf } from './seat-views';

const SEATS_PER_PAGE_MAX = 1000;

@Resolver(() => Show)
export class ShowSeatsResolver {
  constructor(private readonly reader: AvailabilityReader) {}

  @FieldResolver(() => Availability, { description: 'Who is where, packed for a client that draws the whole map.' })
  availability(@Root() show: Show): Promise<Availability> {
    return this.reader.availability(show);
  }

  @FieldResolver(() => Seat, {
    nullable: true,
    description: 'One seat by its index in the seat map; null where there is none.',
  })
  seat(@Root() show: Show, @Arg('index', () => Int) index: number): Promise<Seat | null> {
    return this.reader.seatAt(show, index);
  }

  @FieldResolver(() => SeatConnection, {
    description: 'The seats themselves, for clients that read rather than draw. In seat map order.',
    complexity: listCost,
  })
  seats(
    @Root() show: Show,
    @Arg('filter', () => SeatFilter, { nullable: true }) filter: SeatFilter | null,
    @Args(() => SeatPageArgs) args: InstanceType<typeof SeatPageArgs>,
  ): Promise<Connection<Seat>> {
    return this.reader.seats(show, filter ?? null, pageOf(args, SEATS_PER_PAGE_MAX));
  }

  @FieldResolver(() => [SectionAvailability], { description: 'Counts for each section, for the first paint.' })
  sections(@Root() show: Show): Promise<SectionAvailability[]> {
    return this.reader.sections(show);
  }
}

@Resolver(() => Availability)
export class AvailabilityResolver {
  @FieldResolver(() => [Int], { description: 'The `version` of each seat, in the same order.' })
  versions(
    @Root() availability: Availability,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): readonly number[] {
    return longList(context, info, availability.versions);
  }
}

@Resolver(() => Seat)
export class SeatResolver {
  constructor(private readonly parts: InventoryContext) {}

  @FieldResolver(() => SeatStatus)
  async status(@Root() seat: Seat, @Ctx() context: RequestContext): Promise<SeatStatus> {
    return (await this.standing(seat, context)).status;
  }

  @FieldResolver(() => Int, {
    description: 'Grows with every change of this seat; of two statuses the one with the greater version is newer.',
  })
  async version(@Root() seat: Seat, @Ctx() context: RequestContext): Promise<number> {
    return (await this.standing(seat, context)).version;
  }

  private async standing(seat: Seat, context: RequestContext): Promise<{ status: SeatStatus; version: number }> {
    if (seat.known !== null) return seat.known;
    const found = await seatLoaderOf(context, this.parts.database).load({ showId: seat.showId, seatNo: seat.seatNo });
    // Not in the ledger yet, so it cannot be bought.
    return found === null
      ? { status: SeatStatus.BLOCKED, version: 0 }
      : { status: seatStatusOf(found.letter), version: found.version };
  }
}

@Resolver(() => SeatHold)
export class SeatHoldResolver {
  constructor(
    private readonly parts: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @FieldResolver(() => Show)
  async show(@Root() { hold }: SeatHold, @Ctx() context: RequestContext): Promise<Show> {
    const show = await this.parts.catalog.showById(hold.showId, context);
    if (show === null) throw new Error(`Hold ${hold.id} belongs to no show`);
    return show;
  }

  @FieldResolver(() => [Seat])
  seats(@Root() { hold }: SeatHold): Promise<Seat[]> {
    return this.reader.seatsOf(
      hold.showId,
      hold.seatNos.map((seatNo) => ({ seatNo })),
    );
  }
}

@Resolver(() => Viewer)
export class ViewerHoldsResolver {
  constructor(private readonly parts: InventoryContext) {}

  @FieldResolver(() => [SeatHold], { description: 'Live holds, oldest first. A reload finds them again.' })
  async holds(@Root() { callerId }: Viewer): Promise<SeatHold[]> {
    const now = this.parts.clock.now();
    return (await readLiveHolds(this.parts.database, callerId, now)).map((hold) => holdView(hold, now));
  }
}

@Resolver()
export class HoldsResolver {
  constructor(
    private readonly parts: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @Query(() => SeatHold, { nullable: true, description: "Null where there is none or it is another buyer's." })
  async hold(@Arg('id', () => ID) id: string, @Ctx() { caller }: RequestContext): Promise<SeatHold | null> {
    const holdId = decodeId('hold', id);
    if (holdId === null || caller === null) return null;
    const hold = await readHold(this.parts.database, holdId, caller.id);
    return hold === null ? null : holdView(hold, this.parts.clock.now());
  }

  @Mutation(() => HoldSeatsResult)
  async holdSeats(
    @Arg('input', () => HoldSeatsInput) input: HoldSeatsInput,
    @Ctx() context: RequestContext,
  ): Promise<ResultOf<typeof HoldSeatsResult>> {
    const { id: buyerId } = requireCaller(context);
    const showId = decodeId('show', input.showId);
    if (showId === null) throw badUserInput(`"showId" is not the id of a show: ${input.showId}.`);
    const outcome = await holdSeats(this.parts, { ...input, showId, buyerId });
    switch (outcome.kind) {
      case 'HoldSeatsPayload':
        return { ...outcome, hold: holdView(outcome.hold, outcome.serverTime) };
      case 'SeatsUnavailable':
        return { ...outcome, seats: await this.seatsOf(outcome.seats) };
      default:
        return outcome;
    }
  }

  @Mutation(() => ExtendHoldResult)
  async extendHold(
    @Arg('input', () => ExtendHoldInput) input: ExtendHoldInput,
    @Ctx() context: RequestContext,
  ): Promise<ResultOf<typeof ExtendHoldResult>> {
    const { id: buyerId } = requireCaller(context);
    const holdId = decodeId('hold', input.holdId);
    const outcome = holdId === null ? holdNotFound : await extendHold(this.parts, { holdId, buyerId });
    return outcome.kind === 'ExtendHoldPayload'
      ? { ...outcome, hold: holdView(outcome.hold, outcome.serverTime) }
      : outcome;
  }

  @Mutation(() => ReleaseHoldResult)
  async releaseHold(
    @Arg('input', () => ReleaseHoldInput) input: ReleaseHoldInput,
    @Ctx() context: RequestContext,
  ): Promise<ResultOf<typeof ReleaseHoldResult>> {
    const { id: buyerId } = requireCaller(context);
    const holdId = decodeId('hold', input.holdId);
    const outcome = holdId === null ? holdNotFound : await releaseHold(this.parts, { holdId, buyerId });
    return outcome.kind === 'HoldNotFound'
      ? outcome
      : { ...outcome, hold: holdView(outcome.hold, this.parts.clock.now()) };
  }

  private async seatsOf(seats: readonly SeatState[]): Promise<Seat[]> {
    const [first] = seats;
    return first === undefined ? [] : this.reader.seatsOf(first.showId, seats);
  }
}

@Resolver()
export class SeatStatusResolver {
  constructor(private readonly indexes: SeatIndexes) {}

  @Subscription(() => SeatStatusChanged, {
    subscribe: streamOfModule,
    description:
      "First a message without changes that tells the current `revision`, or what was missed since `after`;\nthen every change of the show's seats. No token needed.",
  })
  seatStatusChanged(
    @Root() event: SeatEvent,
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): SeatStatusChanged | Promise<SeatStatusChanged> {
    // The stream is that of a show, so the id is one.
    const uuid = decodeId('show', showId) ?? '';
    const known = asksForResync(event) ? undefined : this.indexes.of(uuid);
    // Mostly known, and then told in the same turn.
    if (known !== undefined) return toSeatStatusChanged(uuid, event, known);
    return this.indexes.refresh(uuid).then((numbering) => toSeatStatusChanged(uuid, event, numbering));
  }
}
