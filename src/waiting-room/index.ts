/**
 * The waiting room: who may come in now, and everyone else's place. Its state lives in Redis alone.
 *
 * Words. A buyer who joins takes a *ticket*, a number that counts up. Tickets taken before the sale opens are shuffled
 * once, at the opening: the *draw* gives each a *place*; whoever comes later stands where the ticket says. *Admission*
 * moves a *pointer* along the places. A *position* is what a buyer is told: how many still stand in front, and one.
 * Those who are let in are *inside*, in the *shop*, for a time. An *epoch* is one life of the room's state.
 *
 * What Redis holds, for each show, on one slot (`waiting-room.redis.ts` spells the keys): the tickets of those who wait
 * and by when they must be heard of again; who is inside and until when; the places that were left, as a bit each and a
 * count for each 256; the draw, as two strings of four bytes a ticket; the counters. About 350 bytes for each who waits.
 * All of it expires a day after the show. What PostgreSQL holds: how the organiser wants the room to run, and the seed of
 * each draw. Nothing about a buyer.
 *
 * What always holds:
 *  1. One place for each buyer and show, whatever the number of tabs and repeats.
 *  2. Those who are let in are the first of the line: nobody is skipped, and no ticket is let in twice.
 *  3. A position never rises for a buyer who keeps waiting, is never too low, and is exact near the front.
 *  4. Never more come in than the shop has room for; time that is over, and those who leave, make room at once.
 *  5. In any window no more come in than the rate brings in it, and what two seconds bring.
 *  6. An admission belongs to one buyer and one show. It ends by its time, by leaving, by a finished purchase or by the
 *     organiser, and lasts while a hold of the buyer lives.
 *  7. The draw was settled before the sale by a seed whose hash was public, and anyone can do it again (`shuffle.ts`).
 *
 * How they are kept. Each operation is one script (`scripts/`), and Redis runs one script at a time. A script that moves
 * the pointer names the epoch; those of the draw, which takes several steps, also the *fence*, a number that grows with
 * each change of the leader: a process that thinks it still leads writes nothing. Scripts are told the time by the
 * service's clock, and the room's time never goes back, so that clocks which differ a little do no harm.
 *
 * Once a second each process tries a *beat* (`tick.ts`). One of them leads, for a second and a half at a time; the others
 * try again when that is over, so that admission goes on within two seconds of the leader's death. The beat clears away
 * those whose time is over, moves the pointer, and publishes one small message, with the pointer, the departed by bucket
 * and the counts. Every process works out the places of its own clients from it (`line.ts`): what a beat costs Redis
 * depends on how many come and go, not on how many wait.
 *
 * When things fail:
 *  - A process dies: another leads. The draw is begun again from the front, with the same result. The buyers' places are
 *    kept for the grace (`graceSeconds`) while their clients connect elsewhere.
 *  - Redis is away: nobody joins, leaves or moves; `isAdmitted` answers as the organiser chose, closed or open. Holds and
 *    purchases are in PostgreSQL and go on.
 *  - Redis forgot everything: the first beat or buyer who finds no state of the epoch that PostgreSQL calls begun gives
 *    that epoch up. The next one begins empty, with a new seed. Those who waited hear that the queue was lost and join
 *    again; all who are there after a minute are shuffled. Until then nobody is inside.
 *  - Redis lost a part, as one does that evicts keys: the beat counts, notices, and the room is given up as above.
 *  - Redis lost its last moments (a replica took over): the state is an older one, but whole. Who is not in it any more
 *    hears that they are not in the queue, and joins again.
 *  - PostgreSQL is away: the rooms run on by the settings that were read last.
 */
import { type AppModule, type Platform, requireCaller, type Stop } from '../platform';
import { perClientSubscription } from '../realtime';
import { type CloseQueueOutcome, closeQueue } from './close-queue';
import {
  type ConfigureWaitingRoomOutcome,
  configureWaitingRoom,
  type WaitingRoomChange,
} from './configure-waiting-room';
import { openContext } from './context';
import { knownShow, reached } from './edge';
import { type IsAdmittedOutcome, isAdmitted } from './is-admitted';
import { type LeaveShopOutcome, leaveShop } from './leave-shop';
import { Metronome } from './metronome';
import { OrganiserResolver } from './organiser.resolver';
import { type ProlongOutcome, prolong } from './prolong';
import { QueueResolver } from './queue.resolver';
import { openCounts } from './queue-counts';
import { QueueHub } from './queue-hub';
import type { ReadShow } from './room-book';

export type { CloseQueueOutcome } from './close-queue';
export type { ConfigureWaitingRoomOutcome, WaitingRoomChange } from './configure-waiting-room';
export type { IsAdmittedOutcome } from './is-admitted';
export type { LeaveShopOutcome } from './leave-shop';
export type { ProlongOutcome } from './prolong';
export type { ReadShow } from './room-book';
export type { ShowFacts } from './room-settings';
export { verifyShuffle } from './verify-shuffle';

/** What the rooms above call, by the UUIDs of show and buyer. */
export interface WaitingRoom extends AppModule {
  /** Asked before each hold: one round trip to Redis where the show has a waiting room, none where it has none. */
  isAdmitted(showId: string, buyerId: string): Promise<IsAdmittedOutcome>;
  /** While a hold of theirs lives, a buyer stays inside. */
  prolong(showId: string, buyerId: string, until: Date): Promise<ProlongOutcome>;
  /** After a purchase: whoever waits comes in instead. */
  leaveShop(showId: string, buyerId: string): Promise<LeaveShopOutcome>;
  /** Tells those who wait that nothing is left, or, with null, that it makes sense to wait again. */
  closeQueue(showId: string, reason: string | null): Promise<CloseQueueOutcome>;
  /** The shows whose rooms are switched on, as they were a second ago at most. */
  activeShows(): Promise<readonly string[]>;
  /** For demo data and tests; organisers have a mutation. */
  configureWaitingRoom(showId: string, change: WaitingRoomChange): Promise<ConfigureWaitingRoomOutcome>;
}

/** `readShow` is the catalogue's word on a show. */
export function openWaitingRoom(platform: Platform, readShow: ReadShow): WaitingRoom {
  const ground = openContext(platform, readShow);
  const hub = new QueueHub(ground, platform.redis.newSubscriber());
  const counts = openCounts(platform.metrics, hub);
  const metronome = new Metronome(ground, platform.config.QUEUE_BEAT_MS, (showId, outcome) => {
    counts.ticked(showId, outcome);
    if (outcome.kind === 'off') hub.switchedOff(showId);
    else if (outcome.beat !== null) hub.hear(showId, outcome.beat, outcome.settings);
  });
  return {
    resolvers: [new QueueResolver(ground), new OrganiserResolver(ground)],
    subscriptions: {
      // Most positions are the same object for many buyers.
      queuePosition: perClientSubscription({
        async open({ showId }, context) {
          const caller = requireCaller(context);
          return reached(hub.open(await knownShow(ground, String(showId)), caller.id));
        },
        resolve: (position) => position,
      }),
    },
    async start(): Promise<Stop> {
      const stops = [hub.start(), metronome.start()];
      return async () => {
        for (const stop of stops.reverse()) await stop();
      };
    },
    isAdmitted: (showId, buyerId) => isAdmitted(ground, showId, buyerId),
    prolong: (showId, buyerId, until) => prolong(ground, showId, buyerId, until),
    leaveShop: (showId, buyerId) => leaveShop(ground, showId, buyerId, 'bought'),
    closeQueue: (showId, reason) => closeQueue(ground, showId, reason),
    activeShows: async () => [...(await ground.rooms.active()).keys()],
    configureWaitingRoom: (showId, change) => configureWaitingRoom(ground, showId, change),
  };
}
