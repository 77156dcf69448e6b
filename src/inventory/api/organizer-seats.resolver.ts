import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { ArgumentLimits, badUserInput, decodeId, type RequestContext, requireRole } from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import { blockSeats } from '../seat-map/create-show-seats';
import { setSeatMap } from '../seat-map/set-seat-map';
import { SetSeatMapInput, SetSeatMapResult } from './organizer-seats.graphql';

const SEATS_BLOCKED_MAX = 1000;
const LOST_SHOWN_MAX = 100;

/** What organisers do with the seats of their shows, and an admin with everybody's. */
@Resolver()
export class OrganizerSeatsResolver {
  constructor(
    private readonly context: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @Mutation(() => SetSeatMapResult, {
    description:
      'Gives a show its seats, or replaces its map by another version. Seats keep their ids; held and sold seats are never lost: where one would be, nothing changes. Whoever watches the show is told to read it again. For organisers of the show.',
  })
  async setSeatMap(
    @Arg('input', () => SetSeatMapInput) { showId: id, seatMapVersion }: SetSeatMapInput,
    @Ctx() request: RequestContext,
  ): Promise<object> {
    const showId = await this.ownShow(request, decodeId('show', id));
    const outcome = await setSeatMap(this.context, { showId, seatMapVersion });
    if (outcome.kind === 'SetSeatMapPayload')
      return { ...outcome, show: await this.context.catalog.showById(showId, request) };
    const shown = outcome.lost.slice(0, LOST_SHOWN_MAX);
    const seats = new Map((await this.reader.seatsOf(showId, shown)).map((seat) => [seat.seatNo, seat]));
    const lost = shown.map(({ seatNo, reason, newLabel }) => ({ seat: seats.get(seatNo), reason, newLabel }));
    return { ...outcome, lostCount: outcome.lost.length, lost };
  }

  @ArgumentLimits({ seatIds: { itemsMax: SEATS_BLOCKED_MAX } })
  @Mutation(() => Int, {
    description:
      'Takes seats out of the sale or puts them back, and tells how many changed. Seats that a buyer has stay. For organisers of the show.',
  })
  async setSeatsBlocked(
    @Arg('seatIds', () => [ID]) seatIds: string[],
    @Arg('blocked') blocked: boolean,
    @Ctx() request: RequestContext,
  ): Promise<number> {
    requireRole(request, 'organizer', 'admin');
    const seats = seatIds.map(decodeSeatId);
    const [first] = seats;
    if (first == null || seats.some((seat) => seat?.showId !== first.showId))
      throw badUserInput('"seatIds" must name seats of one show.');
    if (seats.length > SEATS_BLOCKED_MAX) throw badUserInput(`At most ${SEATS_BLOCKED_MAX} seats at once.`);
    const showId = await this.ownShow(request, first.showId);
    const seatNos = seats.flatMap((seat) => (seat === null ? [] : [seat.seatNo]));
    return (await blockSeats(this.context, { showId, seatNos, isBlocked: blocked })).seatCount;
  }

  /** The show, where the caller runs it. */
  private async ownShow(request: RequestContext, showId: string | null): Promise<string> {
    const caller = requireRole(request, 'organizer', 'admin');
    const terms = showId === null ? null : await this.context.catalog.saleTermsOf(showId);
    if (showId === null || terms === null || (!caller.roles.has('admin') && terms.organizerId !== caller.id))
      throw badUserInput('You run no such show.');
    return showId;
  }
}
