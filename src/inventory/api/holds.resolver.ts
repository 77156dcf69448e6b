import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Viewer } from '../../accounts';
import { Show } from '../../catalog';
import { badUserInput, decodeId, type RequestContext, type ResultOf, requireCaller, Work } from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { extendHold } from '../holds/extend-hold';
import { holdSeats } from '../holds/hold-seats';
import { readHold, readLiveHolds } from '../holds/read-holds.sql';
import { holdNotFound } from '../holds/refusals';
import { releaseHold } from '../holds/release-hold';
import type { SeatState } from '../ledger/seat-state';
import {
  ExtendHoldInput,
  ExtendHoldResult,
  HoldSeatsInput,
  HoldSeatsResult,
  ReleaseHoldInput,
  ReleaseHoldResult,
  SeatHold,
} from './holds.graphql';
import { holdView } from './seat-views';
import { Seat } from './seats.graphql';

@Resolver(() => SeatHold)
export class SeatHoldResolver {
  constructor(
    private readonly context: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @FieldResolver(() => Show)
  async show(@Root() { hold }: SeatHold, @Ctx() request: RequestContext): Promise<Show> {
    const show = await this.context.catalog.showById(hold.showId, request);
    if (show === null) throw new Error(`Hold ${hold.id} belongs to no show`);
    return show;
  }

  @Work({ items: 8 })
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
  constructor(private readonly context: InventoryContext) {}

  @Work({ statements: 1, items: 8 })
  @FieldResolver(() => [SeatHold], { description: 'Live holds, oldest first. A reload finds them again.' })
  async holds(@Root() { callerId }: Viewer): Promise<SeatHold[]> {
    const now = this.context.clock.now();
    return (await readLiveHolds(this.context.database, callerId, now)).map((hold) => holdView(hold, now));
  }
}

@Resolver()
export class HoldsResolver {
  constructor(
    private readonly context: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @Query(() => SeatHold, { nullable: true, description: "Null where there is none or it is another buyer's." })
  async hold(@Arg('id', () => ID) id: string, @Ctx() { caller }: RequestContext): Promise<SeatHold | null> {
    const holdId = decodeId('hold', id);
    if (holdId === null || caller === null) return null;
    const hold = await readHold(this.context.database, holdId, caller.id);
    return hold === null ? null : holdView(hold, this.context.clock.now());
  }

  @Mutation(() => HoldSeatsResult)
  async holdSeats(
    @Arg('input', () => HoldSeatsInput) input: HoldSeatsInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof HoldSeatsResult>> {
    const { id: buyerId } = requireCaller(request);
    const showId = decodeId('show', input.showId);
    if (showId === null) throw badUserInput(`"showId" is not the id of a show: ${input.showId}.`);
    const outcome = await holdSeats(this.context, { ...input, showId, buyerId });
    switch (outcome.kind) {
      case 'HoldSeatsPayload':
        return { ...outcome, hold: holdView(outcome.hold, outcome.serverTime) };
      case 'SeatsUnavailable':
        return {
          ...outcome,
          seats: await this.seatsOf(outcome.seats),
          ownHolds: outcome.ownHolds.map((hold) => holdView(hold, this.context.clock.now())),
        };
      default:
        return outcome;
    }
  }

  @Mutation(() => ExtendHoldResult)
  async extendHold(
    @Arg('input', () => ExtendHoldInput) input: ExtendHoldInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ExtendHoldResult>> {
    const { id: buyerId } = requireCaller(request);
    const holdId = decodeId('hold', input.holdId);
    const outcome = holdId === null ? holdNotFound : await extendHold(this.context, { holdId, buyerId });
    return outcome.kind === 'ExtendHoldPayload'
      ? { ...outcome, hold: holdView(outcome.hold, outcome.serverTime) }
      : outcome;
  }

  @Mutation(() => ReleaseHoldResult)
  async releaseHold(
    @Arg('input', () => ReleaseHoldInput) input: ReleaseHoldInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ReleaseHoldResult>> {
    const { id: buyerId } = requireCaller(request);
    const holdId = decodeId('hold', input.holdId);
    const outcome = holdId === null ? holdNotFound : await releaseHold(this.context, { holdId, buyerId });
    return outcome.kind === 'HoldNotFound'
      ? outcome
      : { ...outcome, hold: holdView(outcome.hold, this.context.clock.now()) };
  }

  private async seatsOf(seats: readonly SeatState[]): Promise<Seat[]> {
    const [first] = seats;
    return first === undefined ? [] : this.reader.seatsOf(first.showId, seats);
  }
}
