/**
 * The waiting room: who may hold seats now, and everyone else's position in the queue. Its state is in Redis alone.
 *
 * Terms. A buyer who joins takes a *queue number* (`ticket` in the API), which counts up. Numbers taken before the sale
 * opens are shuffled once, at the opening: the *draw* assigns each of them a *place*; the place of a later number is the
 * number itself. *Admission* moves a *pointer* along the places. A *position* is what a buyer sees: 1 and the count of
 * buyers in front. Admitted buyers are *inside* the *shop* for a limited time. An *epoch* is one life of the queue: it ends
 * when the waiting room is switched off, or when Redis loses the state.
 *
 * Folders:
 *   admission/  the leader loop, one tick, and everything that starts or ends an admission: see `admission/README.md`
 *   queue/      join, leave, find a position, estimate positions from a snapshot
 *   draw/       shuffle, publish and verify the order of those who joined before the sale
 *   settings/   what the organizer configures, and the cache of it
 *   live/       what each connected client receives
 *   store/      Redis keys and scripts, SQL
 *   api/        GraphQL types and resolvers
 *
 * Invariants:
 *  1. A buyer has one place in a show, whatever the number of tabs and repeats.
 *  2. Buyers are admitted in the order of their places: nobody is skipped, and no number is admitted twice.
 *  3. A position never rises for a buyer who keeps waiting, is never too low, and is exact near the front.
 *  4. A tick never admits more buyers than the shop has room for; expired admissions and buyers who leave free their room.
 *  5. In any period, no more buyers are admitted than the rate allows for it and for two more seconds.
 *  6. An admission belongs to one buyer and one show. It ends by its time, by leaving, by a completed purchase or by the
 *     organizer, and lasts while the buyer holds seats.
 *  7. The draw was settled before the sale by a seed whose hash was public, and anyone can repeat it (`draw/shuffle.ts`).
 *
 * Concurrency. Any number of processes work on the same state without locks. Each operation is one script
 * (`store/scripts`), and Redis runs one script at a time. Every script names the epoch and does nothing if Redis has
 * another; the scripts of the draw, which takes several steps, also name a *fencing token*, which grows with each change of
 * the leader, so that a process that wrongly believes to lead writes nothing. The caller passes the time of the service's
 * clock, and the time of the state never goes back, so clocks that differ a little do no harm.
 *
 * Once a second every process tries a tick; one of them leads (`admission/README.md`). The tick publishes one small
 * snapshot with the pointer, the departed places by bucket, and the counts. Every process computes the positions of its own
 * clients from it (`queue/position-estimator.ts`): the cost of a tick for Redis depends on how many buyers come and go, not
 * on how many wait.
 *
 * Data. Redis holds, for each show and on one slot (`store/waiting-room.redis.ts`): queue numbers, who waits and until when
 * the place is kept, who is admitted and until when, the departed places, the draw, counters; about 350 bytes for each
 * waiting buyer. All of it expires a day after the show. PostgreSQL holds the organizer's settings and the seed of each
 * draw, and nothing about a buyer.
 *
 * Failures:
 *  - A process dies: another one leads. It repeats an unfinished draw from the start, with the same result. The buyers'
 *    places are kept for the grace period (`graceSeconds`) while their clients connect elsewhere.
 *  - Redis does not answer, or has become a read-only replica: nobody joins, leaves or moves; `checkAdmission` answers as
 *    the organizer chose, closed or open. Holds and purchases are in PostgreSQL and continue.
 *  - Redis lost everything: the first tick or buyer that finds no state of an epoch that PostgreSQL calls initialized
 *    replaces the epoch. The next one starts empty, with a new seed. Waiting buyers are notified that the queue was lost
 *    and join again; all who have joined after a minute are shuffled. Until then nobody is admitted.
 *  - Redis lost a part, for example by evicting keys: the tick notices by the counts, and the epoch is replaced as above.
 *  - Redis lost its last moments (a replica took over): the state is older but consistent. Whoever is missing from it is
 *    notified that they are not in the queue, and joins again.
 *  - PostgreSQL does not answer: the waiting rooms continue with the settings that were read last.
 */
import type { Catalog } from '../catalog';
import { type AppModule, type Platform, requireCaller, type Stop } from '../platform';
import { perClientSubscription } from '../realtime';
import { type CheckAdmissionOutcome, checkAdmission } from './admission/check-admission';
import { type EndAdmissionOutcome, endAdmission } from './admission/end-admission';
import { type ExtendAdmissionOutcome, extendAdmission } from './admission/extend-admission';
import { LeaderLoop } from './admission/leader-loop';
import { OrganizerResolver } from './api/organizer.resolver';
import { QueueResolver } from './api/queue.resolver';
import { orUnavailable, requireShow } from './api/request-guards';
import { openContext } from './context';
import { QueueBroadcaster } from './live/queue-broadcaster';
import type { SeatsLeft } from './queue/seats-left';
import { openQueueMetrics } from './queue-metrics';
import { type CloseQueueOutcome, closeQueue } from './settings/close-queue';
import {
  type ConfigureWaitingRoomOutcome,
  configureWaitingRoom,
  type WaitingRoomChange,
} from './settings/configure-waiting-room';
import { openWithShow } from './settings/open-with-show';
import { readStatus, type WaitingRoomStatusView } from './settings/read-status';

export type WaitingRoomCounts = Pick<WaitingRoomStatusView, 'waitingCount' | 'insideCount' | 'admittedCount'>;
export type { CheckAdmissionOutcome } from './admission/check-admission';
export type { EndAdmissionOutcome } from './admission/end-admission';
export type { ExtendAdmissionOutcome } from './admission/extend-admission';
export { type VerifyShuffleOutcome, verifyShuffle } from './draw/verify-shuffle';
export type { SeatsLeft } from './queue/seats-left';
export type { CloseQueueOutcome } from './settings/close-queue';
export type { ConfigureWaitingRoomOutcome, WaitingRoomChange } from './settings/configure-waiting-room';

/** What higher modules call, with the UUIDs of show and buyer. */
export interface WaitingRoom extends AppModule {
  /** Called before each hold: one round trip to Redis if the show has an active waiting room, none if not. */
  checkAdmission(showId: string, buyerId: string): Promise<CheckAdmissionOutcome>;
  /** Keeps an admitted buyer admitted while they hold seats. */
  extendAdmission(showId: string, buyerId: string, until: Date): Promise<ExtendAdmissionOutcome>;
  /** After a purchase: the next buyer takes their room in the shop. */
  endAdmission(showId: string, buyerId: string): Promise<EndAdmissionOutcome>;
  /** Notifies waiting buyers that nothing is left; null opens the queue again. */
  closeQueue(showId: string, reason: string | null): Promise<CloseQueueOutcome>;
  /** Whether buyers who wait, or are admitted, are connected to this process. */
  hasConnectedBuyers(showId: string): boolean;
  /** How many seats are left, for the buyers who wait and are connected to this process. */
  reportSeatsLeft(showId: string, seats: SeatsLeft): void;
  /** The shows with an active waiting room, at most a second old. */
  activeShows(): Promise<readonly string[]>;
  /** How many buyers wait and are admitted, a second old or so; null where the show has no active waiting room. */
  readCounts(showId: string): Promise<WaitingRoomCounts | null>;
  /** For demo data and tests; organizers have a mutation. */
  configureWaitingRoom(showId: string, change: WaitingRoomChange): Promise<ConfigureWaitingRoomOutcome>;
}

export function openWaitingRoom(
  platform: Platform,
  catalog: Pick<Catalog, 'saleTermsOf' | 'requireShowOrganizer' | 'onShowChange'>,
): WaitingRoom {
  const context = openContext(platform, (showId) => catalog.saleTermsOf(showId));
  catalog.onShowChange(openWithShow(context));
  const broadcaster = new QueueBroadcaster(context, platform.redis.newSubscriber());
  const metrics = openQueueMetrics(platform.metrics, broadcaster);
  const leaderLoop = new LeaderLoop(context, platform.config.QUEUE_TICK_MS, (showId, outcome) => {
    metrics.onTick(showId, outcome);
    if (outcome.kind === 'off') broadcaster.onSwitchedOff(showId);
    else if (outcome.snapshot !== null) broadcaster.onSnapshot(showId, outcome.snapshot, outcome.settings);
  });
  return {
    resolvers: [new QueueResolver(context), new OrganizerResolver(context, catalog)],
    subscriptions: {
      // Buyers with equal positions share one message object.
      queuePosition: perClientSubscription({
        async open({ showId }, request) {
          const caller = requireCaller(request);
          return orUnavailable(broadcaster.open(await requireShow(context, String(showId)), caller.id));
        },
        resolve: (position) => position,
      }),
    },
    async start(): Promise<Stop> {
      const stops = [broadcaster.start(), leaderLoop.start()];
      return async () => {
        for (const stop of stops.reverse()) await stop();
      };
    },
    checkAdmission: (showId, buyerId) => checkAdmission(context, showId, buyerId),
    extendAdmission: (showId, buyerId, until) => extendAdmission(context, showId, buyerId, until),
    endAdmission: (showId, buyerId) => endAdmission(context, showId, buyerId, 'purchased'),
    closeQueue: (showId, reason) => closeQueue(context, showId, reason),
    hasConnectedBuyers: (showId) => broadcaster.hasConnectedBuyers(showId),
    reportSeatsLeft: (showId, seats) => context.seatsLeft.put(showId, seats),
    activeShows: async () => [...(await context.settingsCache.active()).keys()],
    readCounts: async (showId) => {
      const status = await readStatus(context, showId);
      return status?.active ? status : null;
    },
    configureWaitingRoom: (showId, change) => configureWaitingRoom(context, showId, change),
  };
}
