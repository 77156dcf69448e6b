import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import { startRedis } from '../../../src/dev';
import { newId, RedisConnections, type Stop } from '../../../src/platform';
import { drawPlaces } from '../../../src/waiting-room/draw/draw-places';
import { PositionEstimator } from '../../../src/waiting-room/queue/position-estimator';
import type { QueueSnapshot } from '../../../src/waiting-room/queue/queue-snapshot';
import type { TickReply } from '../../../src/waiting-room/store/redis-replies';
import { type TickOptions, WaitingRoomState } from '../../../src/waiting-room/store/waiting-room.redis';

/** A Redis server for one test file. */
export async function openRedis(): Promise<{
  url: string;
  redis: RedisConnections;
  state: WaitingRoomState;
  stop: Stop;
}> {
  const server = await startRedis({ dir: join(process.env.FRONTROW_TEST_DIR ?? '', `redis-${randomUUID()}`) });
  const redis = new RedisConnections({ kind: 'server', url: server.url }, 'frontrow:', pino({ level: 'silent' }));
  // These tests simulate time; how long a busy machine takes for a command must not matter.
  Object.assign(redis.commands.options, { commandTimeout: 30_000 });
  await redis.ready();
  return {
    url: server.url,
    redis,
    state: new WaitingRoomState(redis),
    stop: async () => {
      await redis.close();
      await server.stop();
    },
  };
}

/** Long past by the clock of Redis, which must not matter. */
export const OPENS_AT_MS = Date.UTC(2026, 0, 15, 18);
export const GRACE_MS = 10_000;
const JOINS_AT_ONCE = 250;

/** The queue of one show with a clock of its own, as its processes and buyers use it. */
export class SimulatedQueue {
  readonly showId = newId();
  readonly seed = 'a5'.repeat(32);
  nowMs = OPENS_AT_MS - 60_000;
  /** Buyers with a connection, whose places are kept with each tick. */
  readonly connected = new Set<string>();
  options: Omit<TickOptions, 'nowMs' | 'processId'> = {
    epoch: 1,
    leaseMs: 1500,
    opensAtMs: OPENS_AT_MS,
    admissionsPerMinute: 120,
    shopSize: 20,
    admissionMs: 600_000,
    expiresInMs: 86_400_000,
  };

  constructor(
    readonly redis: RedisConnections,
    readonly state: WaitingRoomState,
  ) {}

  async initialize(): Promise<this> {
    await this.state.initializeEpoch(this.showId, 1, this.nowMs, this.options.expiresInMs);
    return this;
  }

  /** Removes all keys of the show. */
  remove(): Promise<void> {
    return this.state.endEpochsBefore(this.showId, Number.MAX_SAFE_INTEGER);
  }

  key(name: string): string {
    return this.redis.key('waiting-room', `{${this.showId}}`, name);
  }

  query(buyerId: string) {
    return { epoch: this.options.epoch, buyerId, nowMs: this.nowMs };
  }

  join(buyerId: string) {
    this.connected.add(buyerId);
    const { opensAtMs } = this.options;
    return this.state.join(this.showId, { ...this.query(buyerId), keepUntilMs: this.nowMs + GRACE_MS, opensAtMs });
  }

  async joinMany(count: number): Promise<string[]> {
    const buyers = Array.from({ length: count }, newId);
    // In batches: a busy machine must not run into the time limit of a command.
    for (let from = 0; from < count; from += JOINS_AT_ONCE) {
      await Promise.all(buyers.slice(from, from + JOINS_AT_ONCE).map((buyer) => this.join(buyer)));
    }
    return buyers;
  }

  leave(buyerId: string, reason: 'left' | 'purchased' = 'left') {
    return this.state.leave(this.showId, this.options.epoch, buyerId, reason);
  }

  find(buyerId: string) {
    return this.state.find(this.showId, this.query(buyerId));
  }

  async admittedUntil(buyerId: string): Promise<number | 'absent'> {
    const admission = await this.state.admissionOf(this.showId, this.query(buyerId));
    return admission === 'absent' ? admission : (admission?.untilMs ?? 0);
  }

  /** The exact position of a waiting buyer, or the kind of the entry. */
  async positionOf(buyerId: string): Promise<number | string> {
    const entry = await this.find(buyerId);
    if (entry.kind !== 'waiting' || entry.place === null || entry.snapshot === null) return entry.kind;
    return new PositionEstimator(entry.snapshot).positionOf(entry.place) ?? 'passed';
  }

  /** One tick of a process; the draw follows at once when it is due. */
  async tick(processId = 'first', skewMs = 0): Promise<TickReply> {
    const options = { ...this.options, processId, nowMs: this.nowMs + skewMs };
    const reply = await this.state.tick(this.showId, options);
    if (reply.kind === 'leading' && reply.snapshot.phase === 'shuffling') {
      const { showId, seed } = this;
      const { fencingToken, snapshot } = reply;
      const { earlyCount } = snapshot;
      await drawPlaces(this.state, { showId, epoch: this.options.epoch, fencingToken, seed, earlyCount });
    }
    return reply;
  }

  /** A tick that leads, a second later. */
  async nextSnapshot(seconds = 1): Promise<QueueSnapshot> {
    this.nowMs += seconds * 1000;
    await this.keepPlaces();
    const reply = await this.tick();
    if (reply.kind !== 'leading') throw new Error(`The tick replied ${reply.kind}`);
    return reply.snapshot;
  }

  /** Moves to the opening and through the draw. The first admissions come with the next tick. */
  async open(): Promise<void> {
    this.nowMs = OPENS_AT_MS;
    await this.keepPlaces();
    await this.tick();
  }

  keepPlaces(): Promise<void> {
    return this.state.keepPlaces(this.showId, [...this.connected], this.nowMs + GRACE_MS);
  }

  /** All admitted buyers, with the end of their admission. */
  async admitted(): Promise<Map<string, number>> {
    const flat = await this.redis.commands.zrange(this.key('admitted'), 0, -1, 'WITHSCORES');
    const pairs = Array.from({ length: flat.length / 2 }, (_, i): [string, number] => [
      flat[i * 2] ?? '',
      Number(flat[i * 2 + 1]),
    ]);
    return new Map(pairs);
  }
}
