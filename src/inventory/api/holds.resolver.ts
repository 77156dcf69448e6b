import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Viewer } from '../../accounts';
import { Show } from '../../catalog';
import {
  badUserInput,
  type Clock,
  decodeId,
  networkOf,
  type RequestContext,
  type ResultOf,
  requireCaller,
  streamOfModule,
  Work,
} from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { extendHold } from '../holds/extend-hold';
import type { Hold } from '../holds/hold';
import { findHold } from '../holds/hold-id';
import { type HoldSeatsOutcome, holdSeats } from '../holds/hold-seats';
import { holdStage } from '../holds/hold-stage';
import { readHold, readLiveHolds } from '../holds/read-holds.sql';
import { holdNotFound } from '../holds/refusals';
import { releaseHold } from '../holds/release-hold';
import { encodeSeatId } from '../ledger/seat-id';
import type { SeatState } from '../ledger/seat-state';
import type { SeenSeats } from '../live/seen-seats';
import { holdPlaces } from '../places/hold-places';
import {
  ExtendHoldInput,
  ExtendHoldResult,
  HoldPlacesInput,
  HoldSeatsInput,
  HoldSeatsResult,
  ReleaseHoldInput,
  ReleaseHoldResult,
  SeatHold,
  SeatHoldStage,
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

  @FieldResolver(() => SeatHoldStage)
  async stage(@Root() { hold }: SeatHold): Promise<SeatHoldStage> {
    const stage = holdStage(hold, this.context.clock.now());
    if (stage !== 'EXPIRED') return SeatHoldStage[stage];
    // The buyer may learn of the cancellation earlier than the cache does, and is not told the reason a second time.
    const { catalog } = this.context;
    const known = await catalog.saleTermsOf(hold.showId);
    const terms = known?.cancelledAt ? known : await catalog.refreshSaleTerms(hold.showId);
    return terms?.cancelledAt ? SeatHoldStage.SHOW_CANCELLED : SeatHoldStage.EXPIRED;
  }
}

@Resolver()
export class HoldChangesResolver {
  constructor(private readonly clock: Clock) {}

  @Subscription(() => SeatHold, {
    subscribe: streamOfModule,
    description:
      'Sends the current hold first, then the hold after each change. This includes the moments when the hold is about to expire and when it has expired. Only the buyer of the hold may subscribe.',
  })
  holdChanged(@Root() hold: Hold, @Arg('holdId', () => ID) _holdId: string): SeatHold {
    return holdView(hold, this.clock.now());
  }
}

@Resolver(() => Viewer)
export class ViewerHoldsResolver {
  constructor(private readonly context: InventoryContext) {}

  @Work({ statements: 1, items: 8 })
  @FieldResolver(() => [SeatHold], {
    description:
      'Active holds, the oldest first, without those of an exchange. A client reads them after a reload of the page.',
  })
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
    private readonly seen: SeenSeats,
  ) {}

  @Query(() => SeatHold, {
    nullable: true,
    description: 'Null if there is no such hold, or if it belongs to another buyer.',
  })
  async hold(@Arg('id', () => ID) id: string, @Ctx() { caller }: RequestContext): Promise<SeatHold | null> {
    const key = caller === null ? null : await findHold(this.context.database, id);
    if (key === null || caller === null) return null;
    const hold = await readHold(this.context.database, key, caller.id);
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
    const { seenRevision, ...wanted } = input;
    const outcome = await holdSeats(this.context, {
      ...wanted,
      showId,
      buyerId,
      network: networkOf(request.clientAddress),
    });
    if (seenRevision != null) this.countSeen(showId, seenRevision, outcome);
    return this.answer(outcome);
  }

  @Mutation(() => HoldSeatsResult, {
    description:
      'Holds places that have no numbers, such as those of a standing area. It is refused only if fewer are left than wanted.',
  })
  async holdPlaces(
    @Arg('input', () => HoldPlacesInput) input: HoldPlacesInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof HoldSeatsResult>> {
    const { id: buyerId } = requireCaller(request);
    const showId = decodeId('show', input.showId);
    if (showId === null) throw badUserInput(`"showId" is not the id of a show: ${input.showId}.`);
    const network = networkOf(request.clientAddress);
    return this.answer(await holdPlaces(this.context, { ...input, showId, buyerId, network }));
  }

  @Mutation(() => ExtendHoldResult)
  async extendHold(
    @Arg('input', () => ExtendHoldInput) input: ExtendHoldInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ExtendHoldResult>> {
    const { id: buyerId } = requireCaller(request);
    const key = await findHold(this.context.database, input.holdId);
    const outcome = key === null ? holdNotFound : await extendHold(this.context, { ...key, buyerId });
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
    const key = await findHold(this.context.database, input.holdId);
    const outcome = key === null ? holdNotFound : await releaseHold(this.context, { ...key, buyerId });
    return outcome.kind === 'HoldNotFound'
      ? outcome
      : { ...outcome, hold: holdView(outcome.hold, this.context.clock.now()) };
  }

  private async answer(outcome: HoldSeatsOutcome): Promise<ResultOf<typeof HoldSeatsResult>> {
    switch (outcome.kind) {
      case 'HoldSeatsPayload':
        return {
          ...outcome,
          hold: holdView(outcome.hold, outcome.serverTime),
          singleSeats: await this.singleSeatsOf(outcome.hold.showId, outcome.singleSeatNos),
        };
      case 'CompanionsAlone':
        return { ...outcome, seats: await this.seatsOf(outcome.seats) };
      case 'LeavesSingleSeat': {
        const { showId } = outcome;
        const seatsOf = (seatNos: readonly number[]) => this.seatsOf(seatNos.map((seatNo) => ({ showId, seatNo })));
        return {
          ...outcome,
          seats: await this.seatsOf(outcome.seats),
          suggestions: outcome.suggestions.map((seatNos) => seatNos.map((no) => encodeSeatId(showId, no))),
          suggestedSeats: await Promise.all(outcome.suggestions.map(seatsOf)),
        };
      }
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

  private countSeen(showId: string, seenRevision: string, outcome: HoldSeatsOutcome): void {
    if (outcome.kind === 'HoldSeatsPayload') this.seen.held();
    if (outcome.kind !== 'SeatsUnavailable') return;
    const seatNos = outcome.seats.map(({ seatNo }) => seatNo);
    this.seen.refused(showId, seatNos, seenRevision);
  }

  private async singleSeatsOf(showId: string, seatNos: readonly number[] | undefined): Promise<Seat[] | null> {
    return seatNos === undefined ? null : this.seatsOf(seatNos.map((seatNo) => ({ showId, seatNo })));
  }

  private async seatsOf(seats: readonly SeatState[]): Promise<Seat[]> {
    const [first] = seats;
    return first === undefined ? [] : this.reader.seatsOf(first.showId, seats);
  }
}
