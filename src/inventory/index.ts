/**
 * The ledger of every seat of every show. The only module that may change a seat.
 *
 * **Invariants.** The database enforces them, whatever the application does; `npm run verify` checks them all the same.
 *
 * 1. A seat has one row, and the columns of the row fit its status: a held seat has a hold and an expiry, a reserved one
 *    a hold and an order, a sold one an order, an available or blocked one none of them.
 * 2. The status of a seat changes only along `seatTransitions`, and each change increases its version.
 * 3. A live hold has all the seats that it names, or it has run out.
 * 4. A buyer holds and owns no more seats of a show than the show allows.
 * 5. A statement that changes a seat writes the seat's event into the outbox.
 * 6. A seat whose price zone has no price is blocked. It cannot be held, reserved or sold.
 *
 * **Lifecycle.** `createShowSeats` inserts the seats. Then
 *
 * ```
 *             hold                 reserve                pay
 *  available ───────▶ held ────────────────▶ reserved ─────────▶ sold
 *    ▲   ▲ ▲  release, │ ▲   decline          │                   │
 *    │   │ └── expire ─┘ └─────────────────────┤                   │
 *    │   └──────────────── release ───────────┘                   │
 *    │                            refund                          │
 *    └────────────────────────────────────────────────────────────┘
 *  available ◀──▶ blocked, by the organizer or for lack of a price; either ──▶ retired, with a map that was replaced
 * ```
 *
 * A seat that the organizer blocks while a buyer has it keeps its status; wherever the diagram says available, it then
 * becomes blocked. A held seat whose time has run out is as good as an available one: the next buyer's claim takes it
 * over in the same statement. The sweeper only updates what the map shows.
 *
 * **The state of the show.** Each statement that holds, extends, reserves or sells reads the row of the show itself, so a
 * pause or a cancellation takes effect for every statement that begins after it was committed. The ledger also takes part
 * in the transaction that changes a show: see `followShowChange`.
 *
 * **Concurrency.** Each change is one SQL statement, complete by itself: it locks, decides, changes the seats, the hold
 * and the buyer's allowance, and writes the events into the outbox; or it changes nothing. Locks are taken in one order
 * everywhere: the show where it is changed, the holds, the seats by number, the buyers' allowances. A claim first reads,
 * and locks only seats that look free, with `nowait`: a refusal, the most frequent answer of a busy sale, writes nothing
 * and waits for no other transaction, and a locked seat is refused like a taken one. A statement that waits for an
 * allowance has no other lock left to take, so no deadlock can form. The allowance is a row of its own, so that two
 * requests of one buyer meet there. Time is the service's clock, which every process synchronizes with PostgreSQL.
 *
 * Redis is asked about the waiting room and about the seats that a network holds, and receives the events; without it
 * holds are made all the same.
 *
 * **To add a refusal** to `holdSeats`, add its kind to `HoldSeatsOutcome` (`holds/hold-seats.ts`) and its type to
 * `api/holds.graphql.ts`; the union does not compile until both have it.
 */

import { randomInt } from 'node:crypto';
import type { Catalog, SaleTerms, Show } from '../catalog';
import {
  type AppModule,
  badUserInput,
  CONNECTIONS_KEPT,
  decodeId,
  type Platform,
  type Stop,
  type Verified,
} from '../platform';
import { broadcastSubscription, type Topics } from '../realtime';
import type { Seating } from '../seating';
import { releaseAccessiblePlaces, startAccessibleRelease } from './accessible/release-places';
import { BestSeatsResolver } from './api/best-seats.resolver';
import type { SeatHold } from './api/holds.graphql';
import { HoldChangesResolver, HoldsResolver, SeatHoldResolver, ViewerHoldsResolver } from './api/holds.resolver';
import { LiveSeatsResolver } from './api/live-seats.resolver';
import { OrganizerSeatsResolver } from './api/organizer-seats.resolver';
import { SeatBlocksResolver } from './api/seat-blocks.resolver';
import { holdView } from './api/seat-views';
import type { Seat } from './api/seats.graphql';
import { AvailabilityResolver, SeatResolver, ShowSeatsResolver } from './api/seats.resolver';
import { availabilityRoute } from './availability/bytes/availability.route';
import { SeatsLeftCounter } from './availability/count-seats-left';
import { AvailabilityReader, type SeatCounts, type SeatStatuses } from './availability/read-availability';
import { BestSeats, type HoldBestSeatsInput, type HoldBestSeatsOutcome } from './best/hold-best-seats';
import type { InventoryContext } from './context';
import { ClaimBatcher } from './holds/claim-batcher';
import { startSweeper } from './holds/expire-holds';
import type { Hold, HoldKey } from './holds/hold';
import { findHold } from './holds/hold-id';
import { type HoldSeatsInput, type HoldSeatsOutcome, holdSeats } from './holds/hold-seats';
import { startPurge } from './holds/purge-holds';
import { readHold } from './holds/read-holds.sql';
import { rehearseClaims } from './holds/rehearse-claims';
import { releaseHold } from './holds/release-hold';
import { decodeSeatId } from './ledger/seat-id';
import { verifyLedger } from './ledger/verify-ledger';
import { openHoldTopic } from './live/hold-topic';
import { HoldWatches } from './live/hold-watches';
import { LiveSeatIndexes } from './live/live-seat-indexes';
import { openSeatTopic, publishSeatEvents, type SeatTopic } from './live/seat-topic';
import { SeenSeats } from './live/seen-seats';
import { LiveStatuses, startForgetting } from './live/statuses/live-statuses';
import { startWarmUp, warmUp } from './live/statuses/warm-up';
import { HeldSeatsByNetwork } from './network-limit/held-seats-by-network';
import { type OrderSeatTransitions, orderSeatTransitions } from './orders/order-seat-transitions';
import { findTaken, type PricedSeat, priceSeats } from './orders/price-seats';
import { type HoldPlacesInput, type HoldPlacesOutcome, holdPlaces } from './places/hold-places';
import { PlacePools } from './places/place-pools';
import { PlacesBatcher } from './places/places-batcher';
import { type BlockedReason, BlockedSeats } from './seat-blocks/count-blocked';
import { releaseBlocks, startBlockRelease } from './seat-blocks/release-blocks';
import { createShowSeats } from './seat-map/create-show-seats';
import { followShowChange } from './seat-map/follow-show-change';
import { type SeatLayoutKey, SeatLayouts } from './seat-map/seat-layouts';
import { seatNosLabeled } from './seat-map/seat-nos-labeled';

export { NoSuchSeats, SeatsTogether } from './api/best-seats.graphql';
export {
  HoldExpired,
  HoldLimitReached,
  HoldNotFound,
  IdempotencyKeyReused,
  NotAdmitted,
  SalesNotOpen,
  SeatHold,
  SeatsUnavailable,
} from './api/holds.graphql';
export { SeatBlockKind } from './api/seat-blocks.graphql';
export { Seat } from './api/seats.graphql';
export type { SeatStatuses } from './availability/read-availability';
export type { HoldBestSeatsInput, HoldBestSeatsOutcome } from './best/hold-best-seats';
export { type Hold, type HoldKey, type HoldStatus, isLive } from './holds/hold';
export { encodeHoldId } from './holds/hold-id';
export type { HoldSeatsInput, HoldSeatsOutcome } from './holds/hold-seats';
export {
  holdExpired,
  holdNotFound,
  idempotencyKeyReused,
  type SalesNotOpenOutcome,
  salesNotOpenToHolder,
} from './holds/refusals';
export { decodeSeatId, encodeSeatId } from './ledger/seat-id';
export { type SeatCode, SeatStatus, seatStatusOf } from './ledger/seat-status';
export { verifyLedger } from './ledger/verify-ledger';
export type {
  ComplimentarySeats,
  DirectSeats,
  MovedSeats,
  OrderSeatsKey,
  OrderSeatTransitions,
  ReserveAgainOutcome,
  ReserveOutcome,
  ReturnToHoldOutcome,
  SellOutcome,
} from './orders/order-seat-transitions';

export type { BlockedReason } from './seat-blocks/count-blocked';
export type { SeatLayoutKey } from './seat-map/seat-layouts';

export interface Inventory extends AppModule {
  holdSeats(input: HoldSeatsInput): Promise<HoldSeatsOutcome>;
  holdPlaces(input: HoldPlacesInput): Promise<HoldPlacesOutcome>;
  holdBestSeats(input: HoldBestSeatsInput): Promise<HoldBestSeatsOutcome>;
  /** The hold that a public id names, whether or not it exists; null where the id names none. */
  findHold(id: string): Promise<HoldKey | null>;
  /** A hold of this buyer, or null. */
  readHold(key: HoldKey, buyerId: string): Promise<Hold | null>;
  /** Puts the seats of a hold of this buyer back on sale, if it is active. */
  releaseHold(input: HoldKey & { readonly buyerId: string }): Promise<void>;
  /** The seats of an order, moved inside the caller's transaction. */
  readonly orderSeatTransitions: OrderSeatTransitions;
  /** Creates the seats of a show from its map, once. */
  createShowSeats(showId: string): Promise<{ seatCount: number }>;
  /** Marks a show to be counted. */
  noteChanged(showId: string): void;
  /** Counts the seats left of a show, and records them for the catalog and the waiting room before it resolves. */
  countSeatsLeft(showId: string): Promise<void>;
  /** Releases the accessible places of shows where that is due now; how many shows it released. */
  releaseAccessiblePlaces(): Promise<number>;
  /** Returns the seats of blocks that are due now to the sale; how many blocks ended. */
  releaseBlocks(): Promise<number>;
  /** Reads shows that are about to open into the memory of this process; how many. */
  warmUp(): Promise<number>;
  /** Seats by their public ids, with their prices by these terms. Throws for seats that the show does not have. */
  priceSeats(terms: SaleTerms, seatIds: readonly string[]): Promise<PricedSeat[]>;
  /** Of seats that could not be had together, those that stood in the way. */
  findTaken(showId: string, seatNos: readonly number[]): Promise<number[]>;
  /** How seats look in the API. */
  seatViews(showId: string, seatNos: readonly number[]): Promise<Seat[]>;
  /** The number of the seat at each index of the show's map; null where they are equal, or there is no map. */
  seatNosOf(show: SaleTerms): Promise<readonly number[] | null>;
  /** The numbers of the seats whose label is this text, but for case and punctuation. */
  seatNosLabeled(show: SeatLayoutKey, text: string): Promise<readonly number[]>;
  /** The status of each seat in the order of the map; null where the show has no map. */
  readStatuses(show: SeatLayoutKey): Promise<SeatStatuses | null>;
  /** Why the seats are blocked that are so in `statuses`, a letter for each seat in the order of the map. */
  countBlocked(show: SeatLayoutKey, statuses: string): Promise<ReadonlyMap<BlockedReason, number>>;
  /** How many seats of a show have each status. */
  countByStatus(show: Show): Promise<SeatCounts>;
  holdView(hold: Hold): SeatHold;
  verify(): Promise<Verified[]>;
  readonly seatTopic: SeatTopic;
}

export interface InventoryDependencies {
  readonly catalog: Catalog;
  readonly seating: Seating;
  readonly topics: Topics;
  readonly waitingRoom: InventoryContext['waitingRoom'];
}

export function openInventory(platform: Platform, dependencies: InventoryDependencies): Inventory {
  const { database, clock, logger, outbox, config } = platform;
  const { catalog, seating, waitingRoom } = dependencies;
  const seatLayouts = new SeatLayouts(database, seating);
  const indexes = new LiveSeatIndexes(catalog, seatLayouts, logger);
  const topic = openSeatTopic(dependencies.topics, config.SEAT_WINDOW_MS);
  const liveStatuses = new LiveStatuses({ database, catalog, seatLayouts, logger, topic });
  // The memory of this process has its own changes before the next pick and the next read, and before the stream brings
  // them.
  outbox.onCommit((rows) => liveStatuses.applyCommitted(rows));
  const context: InventoryContext = {
    database,
    clock,
    logger,
    outbox,
    catalog,
    seating,
    waitingRoom,
    seatLayouts,
    claims: new ClaimBatcher(database, outbox, logger),
    placePools: new PlacePools(),
    placeClaims: new PlacesBatcher(database, outbox, logger),
    heldSeatsByNetwork: new HeldSeatsByNetwork(platform),
    holdTopic: openHoldTopic(dependencies.topics),
    liveStatuses,
  };
  const bestSeats = new BestSeats(context, randomInt(2 ** 32 - 1));
  const holdWatches = new HoldWatches(context, { seats: topic, holds: context.holdTopic });
  const reader = new AvailabilityReader(context, (showId) => topic.position(showId), platform.metrics);
  const counter = new SeatsLeftCounter(context);
  const blockedSeats = new BlockedSeats(database, seatLayouts);
  publishSeatEvents(outbox, topic, (rows) => {
    liveStatuses.applyCommitted(rows);
    for (const { key } of rows) counter.note(key);
  });
  catalog.onShowChange((transaction, change) => followShowChange(context, transaction, change));

  /** The UUID of a show that exists. A client that begins to watch it receives the present positions of its seats. */
  async function watched(id: unknown): Promise<string> {
    const showId = decodeId('show', String(id));
    if (showId === null || (await catalog.saleTermsOf(showId)) === null) throw badUserInput(`There is no show ${id}.`);
    await indexes.refresh(showId);
    return showId;
  }

  return {
    resolvers: [
      new ShowSeatsResolver(reader),
      new AvailabilityResolver(),
      new SeatResolver(context),
      new SeatHoldResolver(context, reader),
      new ViewerHoldsResolver(context),
      new HoldsResolver(context, reader, new SeenSeats(topic, platform.metrics)),
      new BestSeatsResolver(bestSeats),
      new HoldChangesResolver(clock),
      new OrganizerSeatsResolver(context, reader),
      new SeatBlocksResolver(context, reader),
      new LiveSeatsResolver(indexes),
    ],
    subscriptions: {
      seatStatusChanged: broadcastSubscription({
        topic,
        resumeArgument: 'after',
        key: ({ showId }) => watched(showId),
      }),
      holdChanged: {
        async open({ holdId }, { caller }) {
          const key = caller === null ? null : await findHold(database, String(holdId));
          const hold = key === null || caller === null ? null : await readHold(database, key, caller.id);
          if (hold === null) throw badUserInput('You have no such hold.');
          return holdWatches.watch(hold);
        },
      },
    },
    routes: (http) => availabilityRoute(http, context),
    nodes: [
      {
        kind: 'hold',
        typeName: 'SeatHold',
        async fetch(id, { caller }) {
          const key = caller === null ? null : await findHold(database, id);
          if (key === null || caller === null) return null;
          const hold = await readHold(database, key, caller.id);
          return hold === null ? null : holdView(hold, clock.now());
        },
      },
      {
        kind: 'seat',
        typeName: 'Seat',
        async fetch(id) {
          const seat = decodeSeatId(id);
          const [view] = seat === null ? [] : await reader.seatsOf(seat.showId, [seat]);
          return view ?? null;
        },
      },
    ],
    async start(): Promise<Stop> {
      const stops = [
        startSweeper(context),
        startPurge(context),
        startAccessibleRelease(context),
        startBlockRelease(context),
        counter.start(),
        startForgetting(liveStatuses, logger),
        startWarmUp(context),
      ];
      return async () => {
        for (const stop of stops) await stop();
        liveStatuses.close();
      };
    },
    holdSeats: (input) => holdSeats(context, input),
    holdPlaces: (input) => holdPlaces(context, input),
    holdBestSeats: (input) => bestSeats.hold(input),
    findHold: (id) => findHold(database, id),
    readHold: (key, buyerId) => readHold(database, key, buyerId),
    releaseHold: async (input) => {
      await releaseHold(context, input);
    },
    orderSeatTransitions: orderSeatTransitions(outbox, context.heldSeatsByNetwork),
    createShowSeats: async (showId) => {
      const created = await createShowSeats(context, showId);
      counter.note(showId);
      return created;
    },
    noteChanged: (showId) => counter.note(showId),
    countSeatsLeft: (showId) => counter.countShows([showId]),
    releaseAccessiblePlaces: () => releaseAccessiblePlaces(context),
    releaseBlocks: () => releaseBlocks(context),
    warmUp: () => warmUp(context),
    rehearse: () => rehearseClaims(context, CONNECTIONS_KEPT),
    priceSeats: (terms, seatIds) => priceSeats(context, terms, seatIds),
    findTaken: (showId, seatNos) => findTaken(context, showId, seatNos),
    seatViews: (showId, seatNos) =>
      reader.seatsOf(
        showId,
        seatNos.map((seatNo) => ({ seatNo })),
      ),
    seatNosOf: async (show) => (await seatLayouts.of(show))?.numbering.all ?? null,
    seatNosLabeled: (show, text) => seatNosLabeled(seatLayouts, show, text),
    readStatuses: (show) => reader.readStatuses(show),
    countBlocked: (show, statuses) => blockedSeats.count(show, statuses),
    countByStatus: (show) => reader.countByStatus(show),
    holdView: (hold) => holdView(hold, clock.now()),
    verify: () => verifyLedger(database, clock.now()),
    seatTopic: topic,
  };
}
