import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import { startRedis } from '../../../src/dev';
import { newId, RedisConnections, type Stop } from '../../../src/platform';
import type { Beat } from '../../../src/waiting-room/beat';
import { drawPlaces } from '../../../src/waiting-room/draw-places';
import { Line } from '../../../src/waiting-room/line';
import { RoomState, type TickAnswer, type TickOrders } from '../../../src/waiting-room/waiting-room.redis';

/** A Redis of its own for one test file. */
export async function openRedis(): Promise<{ url: string; redis: RedisConnections; state: RoomState; stop: Stop }> {
  const server = await startRedis({ dir: join(process.env.FRONTROW_TEST_DIR ?? '', `redis-${randomUUID()}`) });
  const redis = new RedisConnections(server.url, 'frontrow:', pino({ level: 'silent' }));
  await redis.ready();
  return {
    url: server.url,
    redis,
    state: new RoomState(redis),
    stop: async () => {
      await redis.close();
      await server.stop();
    },
  };
}

/** Redis compares expiry times with its own clock, so the simulated sale must not lie in the past. */
export const OPENS_AT_MS = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
export const GRACE_MS = 10_000;

/** One show's room with a clock of its own, as its processes and buyers see it. */
export class SimulatedRoom {
  readonly showId = newId();
  readonly seed = 'a5'.repeat(32);
  nowMs = OPENS_AT_MS - 60_000;
  /** Whose connections are there, and keep their places from one second to the next. */
  readonly connected = new Set<string>();
  orders: Omit<TickOrders, 'nowMs' | 'processId'> = {
    epoch: 1,
    leaseMs: 1500,
    opensAtMs: OPENS_AT_MS,
    admissionsPerMinute: 120,
    shopSize: 20,
    insideMs: 600_000,
    expireAtMs: OPENS_AT_MS + 86_400_000,
  };

  constructor(
    readonly redis: RedisConnections,
    readonly state: RoomState,
  ) {}

  async begin(): Promise<this> {
    await this.state.begin(this.showId, 1, this.nowMs, this.orders.expireAtMs);
    return this;
  }

  asked(buyerId: string) {
    return { epoch: this.orders.epoch, buyerId, nowMs: this.nowMs };
  }

  join(buyerId: string) {
    this.connected.add(buyerId);
    const { opensAtMs } = this.orders;
    return this.state.join(this.showId, { ...this.asked(buyerId), keepUntilMs: this.nowMs + GRACE_MS, opensAtMs });
  }

  async joinMany(count: number): Promise<string[]> {
    const buyers = Array.from({ length: count }, newId);
    await Promise.all(buyers.map((buyer) => this.join(buyer)));
    return buyers;
  }

  leave(buyerId: string, why: 'left' | 'bought' = 'left') {
    return this.state.leave(this.showId, this.orders.epoch, buyerId, why);
  }

  find(buyerId: string) {
    return this.state.find(this.showId, this.asked(buyerId));
  }

  admittedUntil(buyerId: string) {
    return this.state.admittedUntil(this.showId, this.asked(buyerId));
  }

  /** The position as a buyer reads it, or where they are instead. */
  async positionOf(buyerId: string): Promise<number | string> {
    const standing = await this.find(buyerId);
    if (standing.kind !== 'waiting' || standing.place === null || standing.beat === null) return standing.kind;
    return new Line(standing.beat).positionOf(standing.place) ?? 'passed';
  }

  /** One beat of a process; the draw follows at once where the beat asks for it. */
  async tick(processId = 'first', skewMs = 0): Promise<TickAnswer> {
    const orders = { ...this.orders, processId, nowMs: this.nowMs + skewMs };
    const answer = await this.state.tick(this.showId, orders);
    if (answer.kind === 'leading' && answer.beat.phase === 'shuffling') {
      const { epoch } = this.orders;
      const { earlyCount } = answer.beat;
      await drawPlaces(this.state, { showId: this.showId, epoch, fence: answer.fence, seed: this.seed, earlyCount });
    }
    return answer;
  }

  /** A beat that leads, a second later. */
  async nextBeat(seconds = 1): Promise<Beat> {
    this.nowMs += seconds * 1000;
    await this.keepPlaces();
    const answer = await this.tick();
    if (answer.kind !== 'leading') throw new Error(`The beat was ${answer.kind}`);
    return answer.beat;
  }

  /** Moves to the opening and through the draw. The first admissions come with the next beat. */
  async open(): Promise<void> {
    this.nowMs = OPENS_AT_MS;
    await this.keepPlaces();
    await this.tick();
  }

  keepPlaces(): Promise<void> {
    return this.state.keepPlaces(this.showId, [...this.connected], this.nowMs + GRACE_MS);
  }

  /** Everyone in the shop, with the end of their time. */
  async inside(): Promise<Map<string, number>> {
    const key = this.redis.key('queue', `{${this.showId}}`, 'inside');
    const flat = await this.redis.commands.zrange(key, 0, -1, 'WITHSCORES');
    const pairs = Array.from({ length: flat.length / 2 }, (_, i): [string, number] => [
      flat[i * 2] ?? '',
      Number(flat[i * 2 + 1]),
    ]);
    return new Map(pairs);
  }
}
