/**
 * The ledger of every seat of every show. The only room that may change a seat.
 *
 * **Invariants.** Held by the database, whatever the application does; `npm run verify` looks for damage all the same.
 *
 * 1. A seat has one row, and the row's columns fit its status: held means a hold and an expiry, reserved a hold and an
 *    order, sold an order, available and blocked neither.
 * 2. A seat's status moves only along `seatTransitions`, and each move raises its version.
 * 3. A live hold has all the seats that it names, or has run out.
 * 4. A buyer holds and owns no more seats of a show than the show allows.
 * 5. Whoever changes a seat writes its news in the same statement.
 *
 * **Lifecycle.** `stockShow` enters the seats. Then
 *
 * ```
 *             hold                 reserve                pay
 *  available ───────▶ held ────────────────▶ reserved ─────────▶ sold
 *    ▲   ▲ ▲  release, │ ▲   decline          │                   │
 *    │   │ └── expire ─┘ └─────────────────────┤                   │
 *    │   └──────────────── give up ───────────┘                   │
 *    │                            refund                          │
 *    └────────────────────────────────────────────────────────────┘
 *  available ◀──▶ blocked, by the organiser; either ──▶ gone, with a map that was replaced
 * ```
 *
 * A held seat whose time has run out is as good as an available one: the next buyer's claim takes it over in the same
 * statement. The sweeper only tidies the map.
 *
 * **Concurrency.** Every change is one SQL statement of `ledger/`, complete by itself: it locks, decides, changes the
 * seats, the hold and the buyer's allowance, and writes the news into the outbox, or it changes nothing. Locks are
 * taken in one order everywhere: the hold, the seats by number, the buyer's allowance. A claim looks first and locks
 * only seats that look free, with `nowait`: a refusal, the common answer on the day, writes nothing and waits for
 * nobody, and a seat that is locked by somebody else is refused as one that is gone. Whoever waits for an allowance has
 * nothing left to lock but it, so no circle of waiting can close. That allowance is a row of its own, so that two
 * requests of one buyer meet there. Time is the service's clock, which every process takes from PostgreSQL.
 *
 * Redis is asked for the waiting room and told the news; it decides nothing here.
 */

import type { Catalog } from '../catalog';
import { type AppModule, badUserInput, decodeId, type Platform, type Stop } from '../platform';
import { broadcastSubscription, type Topics } from '../realtime';
import type { Seating } from '../seating';
import type { SeatHold } from './api/holds.graphql';
import { HoldsResolver, SeatHoldResolver, ViewerHoldsResolver } from './api/holds.resolver';
import { LiveSeatsResolver } from './api/live-seats.resolver';
import { OrganizerSeatsResolver } from './api/organizer-seats.resolver';
import { holdView } from './api/seat-views';
import type { Seat } from './api/seats.graphql';
import { AvailabilityResolver, SeatResolver, ShowSeatsResolver } from './api/seats.resolver';
import { SeatsLeftCounter } from './availability/count-seats-left';
import { AvailabilityReader } from './availability/read-availability';
import type { InventoryContext } from './context';
import { ClaimBatcher } from './holds/claim-batcher';
import { startSweeper } from './holds/expire-holds';
import type { Hold } from './holds/hold';
import { type HoldSeatsInput, type HoldSeatsOutcome, holdSeats } from './holds/hold-seats';
import { startPurge } from './holds/purge-holds';
import { readHold } from './holds/read-holds.sql';
import { decodeSeatId } from './ledger/seat-id';
import { type Verified, verifyLedger } from './ledger/verify-ledger';
import { LiveSeatIndexes } from './live/live-seat-indexes';
import { openSeatTopic, publishSeatEvents, type SeatTopic } from './live/seat-topic';
import { type OrderSeatTransitions, orderSeatTransitions } from './orders/order-seat-transitions';
import { createShowSeats } from './seat-map/create-show-seats';
import { followShowChange } from './seat-map/follow-show-change';
import { SeatLayouts } from './seat-map/seat-layouts';

export { HoldExpired, HoldNotFound, IdempotencyKeyReused, SalesNotOpen, SeatHold } from './api/holds.graphql';
export { Seat } from './api/seats.graphql';
export { type Hold, type HoldStatus, isLive } from './holds/hold';
export type { HoldSeatsInput, HoldSeatsOutcome } from './holds/hold-seats';
export {
  holdExpired,
  holdNotFound,
  idempotencyKeyReused,
  type SalesNotOpenOutcome,
  salesNotOpen,
} from './holds/refusals';
export { encodeSeatId } from './ledger/seat-id';
export { type Verified, verifyLedger } from './ledger/verify-ledger';
export type {
  ComplimentarySeats,
  MovedSeats,
  OrderSeatTransitions,
  ReserveAgainOutcome,
  ReserveOutcome,
  ReturnToHoldOutcome,
  SellOutcome,
} from './orders/order-seat-transitions';

export interface Inventory extends AppModule {
  holdSeats(input: HoldSeatsInput): Promise<HoldSeatsOutcome>;
  /** A hold of this buyer, or null. UUIDs. */
  readHold(holdId: string, buyerId: string): Promise<Hold | null>;
  /** The seats of an order, moved inside the caller's transaction. */
  readonly orderSeatTransitions: OrderSeatTransitions;
  /** Creates the seats of a show from its map, once. */
  createShowSeats(showId: string): Promise<{ seatCount: number }>;
  /** Marks a show to be counted. */
  noteChanged(showId: string): void;
  /** Counts the seats left of a show, and records them for the catalog and the waiting room before it resolves. */
  countSeatsLeft(showId: string): Promise<void>;
  /** How seats look in the API. */
  seatViews(showId: string, seatNos: readonly number[]): Promise<Seat[]>;
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
  };
  const topic = openSeatTopic(dependencies.topics, config.SEAT_WINDOW_MS);
  const reader = new AvailabilityReader(context, (showId) => topic.position(showId));
  const counter = new SeatsLeftCounter(context);
  publishSeatEvents(outbox, topic, (showId) => counter.note(showId));
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
      new HoldsResolver(context, reader),
      new OrganizerSeatsResolver(context, reader),
      new LiveSeatsResolver(indexes),
    ],
    subscriptions: {
      seatStatusChanged: broadcastSubscription({
        topic,
        resumeArgument: 'after',
        key: ({ showId }) => watched(showId),
      }),
    },
    nodes: [
      {
        kind: 'hold',
        typeName: 'SeatHold',
        async fetch(id, { caller }) {
          const holdId = decodeId('hold', id);
          if (holdId === null || caller === null) return null;
          const hold = await readHold(database, holdId, caller.id);
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
      const stops = [startSweeper(context), startPurge(context), counter.start()];
      return async () => {
        for (const stop of stops) await stop();
      };
    },
    holdSeats: (input) => holdSeats(context, input),
    readHold: (holdId, buyerId) => readHold(database, holdId, buyerId),
    orderSeatTransitions: orderSeatTransitions(outbox),
    createShowSeats: async (showId) => {
      const created = await createShowSeats(context, showId);
      counter.note(showId);
      return created;
    },
    noteChanged: (showId) => counter.note(showId),
    countSeatsLeft: (showId) => counter.countShows([showId]),
    seatViews: (showId, seatNos) =>
      reader.seatsOf(
        showId,
        seatNos.map((seatNo) => ({ seatNo })),
      ),
    holdView: (hold) => holdView(hold, clock.now()),
    verify: () => verifyLedger(database, clock.now()),
    seatTopic: topic,
  };
}
