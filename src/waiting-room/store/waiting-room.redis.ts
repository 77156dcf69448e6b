import { join } from 'node:path';
import { LuaScript, type RedisConnections } from '../../platform';
import type { Draw } from '../draw/shuffle';
import type { QueueSnapshot } from '../queue/queue-snapshot';
import {
  decodeNumbers,
  encodeNumbers,
  parseQueueEntry,
  parseSnapshot,
  parseTickReply,
  type QueueEntry,
  type QueueFull,
  type TickReply,
} from './redis-replies';
import { orUnreachable } from './waiting-room-unreachable';

/**
 * state     hash: epoch, phase, time, leader and lease, counters, credit of the rate
 * numbers   hash, both ways: buyer to number of all who wait or are admitted, number to buyer of those who wait
 * waiting   sorted set: who waits, by the instant at which the place is given up
 * admitted  sorted set: who is admitted, by the instant at which the admission ends
 * departed, departedCounts   places of buyers who left the queue: one bit each, and a count for each 256
 * order, places              the draw: the number at each place, and the place of each number
 * earlyDepartures            set: numbers of buyers who left before their place was known
 * snapshot  the latest queue snapshot
 */
const allKeys = [
  'state',
  'numbers',
  'waiting',
  'admitted',
  'departed',
  'departedCounts',
  'places',
  'earlyDepartures',
  'order',
  'snapshot',
] as const;
type KeyName = (typeof allKeys)[number];

/** Which buyer, in which epoch, and when. */
export interface BuyerQuery {
  readonly epoch: number;
  readonly buyerId: string;
  readonly nowMs: number;
}

/** What ends an admission before its time, besides the buyer's own decision. */
export type AdmissionEndReason = 'purchased' | 'revoked';

/** What the leader applies in a tick. */
export interface TickOptions {
  readonly epoch: number;
  readonly processId: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly opensAtMs: number;
  /** 0 while admission is paused. */
  readonly admissionsPerMinute: number;
  readonly shopSize: number;
  readonly admissionMs: number;
  /** Redis may forget the waiting room this long after the tick. */
  readonly expiresInMs: number;
}

/** Queue numbers of one epoch, including those of buyers who left. A draw can hold as many. */
const QUEUE_NUMBERS_MAX = 2_000_000;
/** Bounds the duration of a tick: the most buyers that it admits, expires or removes. */
export const ADMISSIONS_PER_TICK_MAX = 500;
/** The rate may catch up on this much time after a late tick: as long as a change of the leader takes. */
export const BURST_MS = 2_000;
const DRAW_BYTES_AT_ONCE = 4 * 4_096;
const EARLY_DEPARTURES_AT_ONCE = 500;

const script = (name: string): LuaScript => new LuaScript(join(__dirname, 'scripts'), name);

/**
 * The state of the waiting rooms in Redis: the only file that names keys and calls scripts. Times are milliseconds of the
 * service's clock, given by the caller. Redis uses its own clock only to expire keys, and gets a duration for that: a
 * clock of Redis that is wrong ends no waiting room.
 *
 * Every operation names the epoch that the caller assumes. `absent` means that Redis has no state of this epoch.
 */
export class WaitingRoomState {
  private readonly scripts = {
    initializeEpoch: script('initialize-epoch'),
    endEpochs: script('end-epochs'),
    join: script('join'),
    find: script('find'),
    admissionOf: script('admission-of'),
    extendAdmission: script('extend-admission'),
    leave: script('leave'),
    admitManually: script('admit-manually'),
    tick: script('tick'),
    writeDraw: script('write-draw'),
    finishDraw: script('finish-draw'),
  };

  constructor(private readonly redis: RedisConnections) {}

  /** The channel of a show's snapshots and of the changes of single buyers. */
  channel(showId: string): string {
    return this.redis.key('waiting-room', `{${showId}}`, 'events');
  }

  /** Creates the state of an epoch, with an empty queue. False if Redis already has this epoch or a later one. */
  async initializeEpoch(showId: string, epoch: number, nowMs: number, expiresInMs: number): Promise<boolean> {
    return (await this.call('initializeEpoch', showId, allKeys, [epoch, nowMs, expiresInMs])) === 1;
  }

  /** Whether Redis has state of exactly this epoch. */
  async hasEpoch(showId: string, epoch: number): Promise<boolean> {
    return (await orUnreachable(this.redis.commands.hget(this.key(showId, 'state'), 'epoch'))) === String(epoch);
  }

  /** Removes the state of all epochs before this one. */
  async endEpochsBefore(showId: string, epoch: number): Promise<void> {
    await this.call('endEpochs', showId, allKeys, [epoch]);
  }

  async join(
    showId: string,
    query: BuyerQuery & { readonly keepUntilMs: number; readonly opensAtMs: number },
  ): Promise<QueueEntry | QueueFull> {
    const { epoch, buyerId, nowMs, keepUntilMs, opensAtMs } = query;
    const keys = ['state', 'numbers', 'waiting', 'admitted', 'places', 'snapshot'] as const;
    const args = [epoch, buyerId, nowMs, keepUntilMs, opensAtMs, QUEUE_NUMBERS_MAX];
    return parseQueueEntry(await this.call('join', showId, keys, args));
  }

  async find(showId: string, { epoch, buyerId, nowMs }: BuyerQuery): Promise<QueueEntry> {
    const keys = ['state', 'numbers', 'admitted', 'places', 'snapshot'] as const;
    const entry = parseQueueEntry(await this.call('find', showId, keys, [epoch, buyerId, nowMs]));
    if (entry.kind === 'full') throw new Error('find.lua assigns no numbers');
    return entry;
  }

  /** Until when the buyer may hold seats, and by which queue number; null if they may not. */
  async admissionOf(
    showId: string,
    { epoch, buyerId, nowMs }: BuyerQuery,
  ): Promise<{ readonly untilMs: number; readonly queueNumber: number } | null | 'absent'> {
    const keys = ['state', 'admitted', 'numbers'] as const;
    const reply = await this.call('admissionOf', showId, keys, [epoch, buyerId, nowMs]);
    if (!Array.isArray(reply)) return reply === -1 ? 'absent' : null;
    return { untilMs: Number(reply[0]), queueNumber: Number(reply[1]) };
  }

  /** Until when each of the buyers is admitted, in milliseconds; 0 for the others. One command for all. */
  async admittedUntilOfMany(showId: string, buyerIds: readonly string[]): Promise<number[]> {
    if (buyerIds.length === 0) return [];
    const scores = await orUnreachable(this.redis.commands.zmscore(this.key(showId, 'admitted'), ...buyerIds));
    return scores.map(Number);
  }

  /** False if the buyer is not admitted. */
  async extendAdmission(showId: string, { epoch, buyerId, nowMs }: BuyerQuery, untilMs: number): Promise<boolean> {
    const args = [epoch, buyerId, nowMs, untilMs, this.channel(showId), this.redis.publishCommand];
    return (await this.call('extendAdmission', showId, ['state', 'admitted'], args)) === 1;
  }

  /** Removes the buyer: `left` from the queue or the shop, else from the shop only. Returns what the buyer was. */
  async leave(
    showId: string,
    epoch: number,
    buyerId: string,
    reason: 'left' | AdmissionEndReason,
  ): Promise<'waiting' | 'admitted' | 'none'> {
    const keys = [
      ...(['state', 'numbers', 'waiting', 'admitted'] as const),
      ...(['departed', 'departedCounts', 'places', 'earlyDepartures'] as const),
    ];
    const args = [epoch, buyerId, reason, this.channel(showId), this.redis.publishCommand];
    const was = String(await this.call('leave', showId, keys, args));
    return was === 'waiting' || was === 'admitted' ? was : 'none';
  }

  /** Keeps the places of connected buyers. A buyer without a place gets none. */
  async keepPlaces(showId: string, buyerIds: readonly string[], keepUntilMs: number): Promise<void> {
    if (buyerIds.length === 0) return;
    const scored = buyerIds.flatMap((buyerId) => [keepUntilMs, buyerId]);
    await orUnreachable(this.redis.commands.zadd(this.key(showId, 'waiting'), 'XX', 'GT', ...scored));
  }

  /** Schedules admissions for the next tick, beyond the rate. False if Redis has no state of this epoch. */
  async admitManually(showId: string, epoch: number, count: number): Promise<boolean> {
    return (await this.call('admitManually', showId, ['state'], [epoch, count, ADMISSIONS_PER_TICK_MAX])) === 1;
  }

  /** One tick. Any process may call it at any time; one of them leads. */
  async tick(showId: string, options: TickOptions): Promise<TickReply> {
    const { epoch, processId, nowMs, leaseMs, opensAtMs } = options;
    const { admissionsPerMinute, shopSize, admissionMs, expiresInMs } = options;
    const reply = await this.call('tick', showId, allKeys, [
      ...[epoch, processId, nowMs, leaseMs, opensAtMs, admissionsPerMinute, shopSize, admissionMs],
      ...[BURST_MS, ADMISSIONS_PER_TICK_MAX, expiresInMs, this.channel(showId), this.redis.publishCommand],
    ]);
    return parseTickReply(reply);
  }

  /** Writes the draw in parts, each of which blocks Redis only for a moment. False if another process leads by now. */
  async writeDraw(showId: string, epoch: number, fencingToken: number, draw: Draw): Promise<boolean> {
    const order = encodeNumbers(draw.numberAtPlace);
    const places = encodeNumbers(draw.placeOfNumber);
    for (let from = 0; from < order.length; from += DRAW_BYTES_AT_ONCE) {
      const to = from + DRAW_BYTES_AT_ONCE;
      const args = [epoch, fencingToken, from, order.subarray(from, to), places.subarray(from, to)];
      if ((await this.call('writeDraw', showId, ['state', 'order', 'places'], args)) !== 1) return false;
    }
    return true;
  }

  /** Marks some of the buyers who left before the draw, and opens the queue when none remain. */
  async finishDraw(showId: string, epoch: number, fencingToken: number): Promise<'open' | 'more' | 'lost'> {
    const keys = ['state', 'earlyDepartures', 'places', 'departed', 'departedCounts'] as const;
    const args = [epoch, fencingToken, EARLY_DEPARTURES_AT_ONCE];
    const reply = String(await this.call('finishDraw', showId, keys, args));
    return reply === 'open' || reply === 'more' ? reply : 'lost';
  }

  /** The latest snapshot, or null before the first tick. */
  async readSnapshot(showId: string): Promise<QueueSnapshot | null> {
    return parseSnapshot(await orUnreachable(this.redis.commands.getBuffer(this.key(showId, 'snapshot'))));
  }

  /** The places of the numbers 1 … n, as the draw assigned them. */
  async readPlaces(showId: string): Promise<Uint32Array> {
    return decodeNumbers(await orUnreachable(this.redis.commands.getBuffer(this.key(showId, 'places'))));
  }

  private call(
    name: keyof WaitingRoomState['scripts'],
    showId: string,
    keys: readonly KeyName[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    const names = keys.map((key) => this.key(showId, key));
    return orUnreachable(this.scripts[name].call(this.redis.commands, names, args));
  }

  /** The braces put all keys of a show on one slot of a Redis Cluster. */
  private key(showId: string, name: KeyName): string {
    return this.redis.key('waiting-room', `{${showId}}`, name);
  }
}
