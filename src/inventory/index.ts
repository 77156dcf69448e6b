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
import { ClaimGatherer } from './claim-gatherer';
import type { InventoryContext } from './context';
import { SeatsLeftCounter } from './count-seats-left';
import { startSweeper } from './expire-holds';
import { type HoldSeatsInput, type HoldSeatsOutcome, holdSeats } from './hold-seats';
import type { Seat, SeatHold } from './inventory.graphql';
import {
  AvailabilityResolver,
  HoldsResolver,
  SeatHoldResolver,
  SeatResolver,
  SeatStatusResolver,
  ShowSeatsResolver,
  ViewerHoldsResolver,
} from './inventory.resolver';
import { type OrderSeats, orderSeats } from './order-seats';
import { OrganizerSeatsResolver } from './organizer-seats.resolver';
import { startPurge } from './purge-holds';
import { AvailabilityReader } from './read-availability';
import { type Hold, readHold } from './seat-hold';
import { decodeSeatId } from './seat-id';
import { SeatIndexes } from './seat-indexes';
import { openSeatTopic, publishSeatNews, type SeatTopic } from './seat-topic';
import { holdView } from './seat-views';
import { ShowPlans } from './show-plans';
import { stockShow } from './stock-show';
import { type Verified, verifyLedger } from './verify-ledger';

export { holdExpired, holdNotFound } from './extend-hold';
export type { HoldSeatsInput, HoldSeatsOutcome } from './hold-seats';
export { HoldExpired, HoldNotFound, IdempotencyKeyReused, Seat, SeatHold } from './inventory.graphql';
export type { GivenSeats, MovedSeats, OrderSeats } from './order-seats';
export type { Hold } from './seat-hold';
export { encodeSeatId } from './seat-id';
export { type Verified, verifyLedger } from './verify-ledger';

export interface Inventory extends AppModule {
  holdSeats(input: HoldSeatsInput): Promise<HoldSeatsOutcome>;
  /** A hold of this buyer, or null. UUIDs. */
  readHold(holdId: string, buyerId: string): Promise<Hold | null>;
  /** The seats of an order, moved inside the caller's transaction. */
  readonly orderSeats: OrderSeats;
  /** Enters the seats of a show into the ledger, once. */
  stockShow(showId: string): Promise<{ seatCount: number }>;
  /** Remembers to count the seats left of a show. */
  noteChanged(showId: string): void;
  /** Counts the seats left of a show and tells the catalogue and the waiting room, before it resolves. */
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

export function openInventory(platform: Platform, doors: InventoryDependencies): Inventory {
  const { database, clock, logger, outbox, config } = platform;
  const { catalog, seating, waitingRoom } = doors;
  const plans = new ShowPlans(database, seating);
  const indexes = new SeatIndexes(catalog, plans, logger);
  const parts: InventoryContext = {
    database,
    clock,
    logger,
    outbox,
    catalog,
    seating,
    waitingRoom,
    plans,
    claims: new ClaimGatherer(database, outbox),
  };
  const topic = openSeatTopic(doors.topics, config.SEAT_WINDOW_MS);
  const reader = new AvailabilityReader(parts, (showId) => topic.position(showId));
  const counter = new SeatsLeftCounter(parts);
  publishSeatNews(outbox, topic, (showId) => counter.note(showId));

  /** The UUID of a show that there is. Whoever begins to watch it is told where its map has its seats now. */
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
      new SeatResolver(parts),
      new SeatHoldResolver(parts, reader),
      new ViewerHoldsResolver(parts),
      new HoldsResolver(parts, reader),
      new OrganizerSeatsResolver(parts, reader),
      new SeatStatusResolver(indexes),
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
      const stops = [startSweeper(parts), startPurge(parts), counter.start()];
      return async () => {
        for (const stop of stops) await stop();
      };
    },
    holdSeats: (input) => holdSeats(parts, input),
    readHold: (holdId, buyerId) => readHold(database, holdId, buyerId),
    orderSeats: orderSeats(outbox),
    stockShow: async (showId) => {
      const stocked = await stockShow(parts, showId);
      counter.note(showId);
      return stocked;
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
