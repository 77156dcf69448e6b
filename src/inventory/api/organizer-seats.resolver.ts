import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { auditWriter } from '../../organizations';
import {
  ArgumentLimits,
  badUserInput,
  decodeId,
  type RequestContext,
  type ResultOf,
  requireOrganizer,
} from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import type { SeatBlockAuthor } from '../seat-blocks/audit-blocks';
import { blockSeats } from '../seat-blocks/block-seats';
import type { SeatSelection } from '../seat-blocks/select-seats';
import { unblockSeats } from '../seat-blocks/unblock-seats';
import { type SeatLoss, setSeatMap } from '../seat-map/set-seat-map';
import { blockAuthor } from './block-author';
import {
  type LostSeat,
  SEATS_BLOCKED_MAX,
  SetSeatBlocksInput,
  SetSeatBlocksPayload,
  SetSeatMapInput,
  SetSeatMapResult,
} from './organizer-seats.graphql';
import type { Seat } from './seats.graphql';

const SEATS_SHOWN_MAX = 100;
/** In a message. */
const IDS_SHOWN_MAX = 5;

interface Blocks {
  readonly changedCount: number;
  readonly takenSeatNos: readonly number[];
  readonly unpricedSeatNos: readonly number[];
}

/** What organizers do with the seats of their shows, and an admin with those of every show. */
@Resolver()
export class OrganizerSeatsResolver {
  constructor(
    private readonly context: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @Mutation(() => SetSeatMapResult, {
    description:
      'Creates the seats of a show from a seat map, or replaces its map with another version. Seats keep their ids. If a held or sold seat would be lost, nothing changes and the result is `SeatMapConflict`. Subscribers of the show receive `resyncRequired`. For organizers of the show.',
  })
  async setSeatMap(
    @Arg('input', () => SetSeatMapInput) { showId: id, seatMapVersion }: SetSeatMapInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof SetSeatMapResult>> {
    const { catalog } = this.context;
    const { showId, organizerId } = await catalog.requireShowOrganizer(request, decodeId('show', id));
    const audit = await auditWriter(request, this.context.clock, {
      ...{ organizerId, showId, action: 'setSeatMap', subject: id, after: { seatMapVersion } },
    });
    const outcome = await setSeatMap(this.context, { showId, seatMapVersion }, audit);
    if (outcome.kind === 'SeatMapConflict')
      return { ...outcome, lostCount: outcome.lost.length, lost: await this.lostSeats(showId, outcome.lost) };
    const show = await catalog.showById(showId, request);
    if (show === null) throw new Error(`Show ${showId} is missing after its map was replaced`);
    return { ...outcome, show };
  }

  @Mutation(() => SetSeatBlocksPayload, {
    description:
      'The same as `blockSeats` with the kind `HOUSE` and no note, or `unblockSeats`. For organizers of the show.',
    deprecationReason: 'Use `blockSeats` and `unblockSeats`.',
  })
  async setSeatBlocks(
    @Arg('input', () => SetSeatBlocksInput) { seatIds, blocked }: SetSeatBlocksInput,
    @Ctx() request: RequestContext,
  ): Promise<SetSeatBlocksPayload> {
    const { showId, blocks } = await this.changeBlocks(request, seatIds, blocked);
    return {
      changedCount: blocks.changedCount,
      takenCount: blocks.takenSeatNos.length,
      taken: await this.shown(showId, blocks.takenSeatNos),
      unpricedCount: blocks.unpricedSeatNos.length,
      unpriced: await this.shown(showId, blocks.unpricedSeatNos),
    };
  }

  @ArgumentLimits({ seatIds: { itemsMax: SEATS_BLOCKED_MAX } })
  @Mutation(() => Int, {
    description: 'The same as `setSeatBlocks`, but returns only how many seats changed.',
    deprecationReason: 'Use `blockSeats` and `unblockSeats`, which also name the seats that could not be changed now.',
  })
  async setSeatsBlocked(
    @Arg('seatIds', () => [ID]) seatIds: string[],
    @Arg('blocked') blocked: boolean,
    @Ctx() request: RequestContext,
  ): Promise<number> {
    return (await this.changeBlocks(request, seatIds, blocked)).blocks.changedCount;
  }

  private async changeBlocks(
    request: RequestContext,
    seatIds: readonly string[],
    isBlocked: boolean,
  ): Promise<{ showId: string; blocks: Blocks }> {
    requireOrganizer(request);
    if (seatIds.length > SEATS_BLOCKED_MAX)
      throw badUserInput(`"seatIds" may name at most ${SEATS_BLOCKED_MAX} seats.`);
    const seats = seatIds.map(decodeSeatId);
    const [first] = seats;
    if (first === undefined) throw badUserInput('"seatIds" is empty. Name at least one seat.');
    const malformed = seatIds.filter((_, index) => seats[index] === null);
    if (first === null || malformed.length > 0)
      throw badUserInput(`These are not ids of seats: ${malformed.slice(0, IDS_SHOWN_MAX).join(', ')}.`, {
        seatIds: malformed.slice(0, SEATS_SHOWN_MAX),
      });
    if (seats.some((seat) => seat?.showId !== first.showId))
      throw badUserInput('"seatIds" must name seats of one show.');
    const change = { ...(await blockAuthor(this.context, request, first.showId)), seats: { seatIds } };
    return { showId: change.showId, blocks: await this.setBlocks(change, isBlocked) };
  }

  private async setBlocks(
    change: { readonly showId: string; readonly seats: SeatSelection; readonly by: SeatBlockAuthor },
    isBlocked: boolean,
  ): Promise<Blocks> {
    if (!isBlocked) {
      const unblocked = await unblockSeats(this.context, { ...change, blockId: null });
      return { ...unblocked, takenSeatNos: [] };
    }
    const blocked = await blockSeats(this.context, { ...change, kind: 'house', note: '', releaseAt: null });
    return { ...blocked, takenSeatNos: blocked.taken.map(({ seatNo }) => seatNo), unpricedSeatNos: [] };
  }

  private async lostSeats(showId: string, lost: readonly SeatLoss[]): Promise<LostSeat[]> {
    const seats = new Map(
      (
        await this.shown(
          showId,
          lost.map(({ seatNo }) => seatNo),
        )
      ).map((seat) => [seat.seatNo, seat]),
    );
    return lost.flatMap(({ seatNo, reason, newLabel }) => {
      const seat = seats.get(seatNo);
      // The names of the enum are the reasons of the use case.
      return seat === undefined ? [] : [{ seat, reason: reason as LostSeat['reason'], newLabel }];
    });
  }

  private shown(showId: string, seatNos: readonly number[]): Promise<Seat[]> {
    return this.reader.seatsOf(
      showId,
      seatNos.slice(0, SEATS_SHOWN_MAX).map((seatNo) => ({ seatNo })),
    );
  }
}
