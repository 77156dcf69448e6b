import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { badUserInput, decodeId, encodeId, type RequestContext, Work } from '../../platform';
import type { AvailabilityReader } from '../availability/read-availability';
import type { InventoryContext } from '../context';
import { blockSeats } from '../seat-blocks/block-seats';
import { readSeatBlocks } from '../seat-blocks/read-seat-blocks';
import { SEATS_NAMED_MAX, type SeatBlockKind as StoredKind } from '../seat-blocks/seat-block';
import { unblockSeats } from '../seat-blocks/unblock-seats';
import { blockAuthor } from './block-author';
import {
  BlockSeatsInput,
  BlockSeatsPayload,
  SeatBlock,
  SeatBlockKind,
  TakenSeatReason,
  UnblockSeatsInput,
  UnblockSeatsPayload,
} from './seat-blocks.graphql';
import type { Seat } from './seats.graphql';

/** The seats of a large arena. */
const RECORDS_ASSUMED = 80_000;

/** Which seats the organizers of a show keep out of the sale, and why. Buyers see that a seat is blocked, not more. */
@Resolver()
export class SeatBlocksResolver {
  constructor(
    private readonly context: InventoryContext,
    private readonly reader: AvailabilityReader,
  ) {}

  @Mutation(() => BlockSeatsPayload, {
    description:
      'Takes seats out of the sale, until `releaseAt` or until `unblockSeats`. A seat that a buyer has stays with the buyer and becomes blocked when it returns to the sale. Large selections are blocked step by step while the sale goes on; a call that broke off is sent again, and goes on where it was. For organizers of the show.',
  })
  async blockSeats(
    @Arg('input', () => BlockSeatsInput) { showId: id, seats, kind, note, releaseAt }: BlockSeatsInput,
    @Ctx() request: RequestContext,
  ): Promise<BlockSeatsPayload> {
    const { showId, by } = await blockAuthor(this.context, request, decodeId('show', id));
    const { blockId, taken, ...counts } = await blockSeats(this.context, {
      ...{ showId, seats, kind: storedKinds[kind], note: note ?? '', releaseAt: releaseAt ?? null, by },
    });
    const shown = taken.slice(0, SEATS_NAMED_MAX);
    const reasons = new Map(shown.map(({ seatNo, reason }) => [seatNo, TakenSeatReason[reason]]));
    const named = await this.shown(
      showId,
      shown.map(({ seatNo }) => seatNo),
    );
    return {
      ...counts,
      blockId: encodeId('block', blockId),
      takenCount: taken.length,
      taken: named.map((seat) => ({ seat, reason: reasons.get(seat.seatNo) ?? TakenSeatReason.HELD })),
    };
  }

  @Mutation(() => UnblockSeatsPayload, {
    description:
      'Returns blocked seats to the sale. A seat whose price zone has no price stays out of it. A call that broke off is sent again. For organizers of the show.',
  })
  async unblockSeats(
    @Arg('input', () => UnblockSeatsInput) { showId: id, seats = null, blockId: block = null }: UnblockSeatsInput,
    @Ctx() request: RequestContext,
  ): Promise<UnblockSeatsPayload> {
    const { showId, by } = await blockAuthor(this.context, request, decodeId('show', id));
    const blockId = block === null ? null : decodeId('block', block);
    if (block !== null && blockId === null) throw badUserInput('"blockId" is not the id of a block.');
    if (seats === null && blockId === null) throw badUserInput('Name "seats", a "blockId", or both.');
    const { unpricedSeatNos, ...counts } = await unblockSeats(this.context, { showId, seats, blockId, by });
    return {
      ...counts,
      unpricedCount: unpricedSeatNos.length,
      unpriced: await this.shown(showId, unpricedSeatNos.slice(0, SEATS_NAMED_MAX)),
    };
  }

  @Work({ statements: 1, records: RECORDS_ASSUMED, items: 20 })
  @Query(() => [SeatBlock], {
    description:
      'Which seats of a show are kept out of the sale, by reason, those that are released next first; at most 200 reasons. For members who see the figures of the show.',
  })
  async seatBlocks(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<SeatBlock[]> {
    const { showId } = await this.context.catalog.requireShowOrganizer(request, decodeId('show', id), 'figures');
    const blocks = await readSeatBlocks(this.context.database, showId);
    const seats = await this.shown(
      showId,
      blocks.flatMap(({ seatNos }) => seatNos),
    );
    const byNo = new Map(seats.map((seat) => [seat.seatNo, seat]));
    return blocks.map(({ blockId, kind, seatNos, ...block }) => ({
      ...block,
      blockId: blockId === null ? null : encodeId('block', blockId),
      kind: shownKinds[kind],
      seats: seatNos.flatMap((seatNo) => byNo.get(seatNo) ?? []),
    }));
  }

  private shown(showId: string, seatNos: readonly number[]): Promise<Seat[]> {
    return this.reader.seatsOf(
      showId,
      seatNos.map((seatNo) => ({ seatNo })),
    );
  }
}

const storedKinds: Readonly<Record<SeatBlockKind, StoredKind>> = {
  HOUSE: 'house',
  PRODUCTION: 'production',
  KILL: 'kill',
  PRESS: 'press',
  DISTANCE: 'distance',
};

const shownKinds: Readonly<Record<StoredKind, SeatBlockKind>> = {
  house: SeatBlockKind.HOUSE,
  production: SeatBlockKind.PRODUCTION,
  kill: SeatBlockKind.KILL,
  press: SeatBlockKind.PRESS,
  distance: SeatBlockKind.DISTANCE,
};
