import type { RedisConnections } from '../platform';
import { type Beat, readBeat } from './beat';
import { LuaScript } from './lua-script';
import type { Draw } from './shuffle';

/**
 * The state of the rooms in Redis: the only file that spells keys and calls scripts. Instants are milliseconds of the
 * service's clock, which the caller gives: Redis is never asked what time it is.
 *
 * Every operation names the epoch that it believes in. `absent` says that Redis has no state of this epoch.
 */
export class RoomState {
  private readonly scripts = {
    beginRoom: new LuaScript('begin-room'),
    join: new LuaScript('join'),
    find: new LuaScript('find'),
    isAdmitted: new LuaScript('is-admitted'),
    prolong: new LuaScript('prolong'),
    leave: new LuaScript('leave'),
    letIn: new LuaScript('let-in'),
    tick: new LuaScript('tick'),
    writeOrder: new LuaScript('write-order'),
    finishShuffle: new LuaScript('finish-shuffle'),
  };

  constructor(private readonly redis: RedisConnections) {}

  /** The channel of a show's beats, and of the word that one buyer has moved. */
  channel(showId: string): string {
    return this.redis.key('queue', `{${showId}}`, 'news');
  }

  /** Begins an epoch with nobody in it. False where it, or a later one, is there already. */
  async begin(showId: string, epoch: number, nowMs: number, expireAtMs: number): Promise<boolean> {
    const answer = await this.call('beginRoom', showId, roomKeys, [epoch, nowMs, expireAtMs]);
    return answer === 1;
  }

  /** Forgets everything about the show's room. */
  async end(showId: string): Promise<void> {
    await this.asked(this.redis.commands.unlink(...this.keys(showId, roomKeys)));
  }

  async join(
    showId: string,
    asked: Asked & { readonly keepUntilMs: number; readonly opensAtMs: number },
  ): Promise<Standing | Full> {
    const { epoch, buyerId, nowMs, keepUntilMs, opensAtMs } = asked;
    const keys = ['room', 'tickets', 'present', 'inside', 'places', 'beat'] as const;
    return readStanding(
      await this.call('join', showId, keys, [epoch, buyerId, nowMs, keepUntilMs, opensAtMs, TICKETS_MAX]),
    );
  }

  async find(showId: string, { epoch, buyerId, nowMs }: Asked): Promise<Standing> {
    const keys = ['room', 'tickets', 'inside', 'places', 'beat'] as const;
    const standing = readStanding(await this.call('find', showId, keys, [epoch, buyerId, nowMs]));
    if (standing.kind === 'full') throw new Error('find.lua gives no tickets');
    return standing;
  }

  /** Until when the buyer may hold seats, in milliseconds; 0 where they may not. */
  async admittedUntil(showId: string, { epoch, buyerId, nowMs }: Asked): Promise<number | 'absent'> {
    const answer = await this.call('isAdmitted', showId, ['room', 'inside'], [epoch, buyerId, nowMs]);
    return answer === -1 ? 'absent' : Number(answer);
  }

  /** Until when each of the buyers is inside, in milliseconds; 0 for those who are not. One command for all. */
  async admittedUntilOfMany(showId: string, buyerIds: readonly string[]): Promise<number[]> {
    if (buyerIds.length === 0) return [];
    const scores = await this.asked(this.redis.commands.zmscore(this.key(showId, 'inside'), ...buyerIds));
    return scores.map(Number);
  }

  /** False where the buyer is not inside. */
  async prolong(showId: string, { epoch, buyerId, nowMs }: Asked, untilMs: number): Promise<boolean> {
    const args = [epoch, buyerId, nowMs, untilMs, this.channel(showId)];
    return (await this.call('prolong', showId, ['room', 'inside'], args)) === 1;
  }

  /** Takes the buyer out, by their own wish from wherever they are, else from the shop alone; tells where they were. */
  async leave(
    showId: string,
    epoch: number,
    buyerId: string,
    why: 'left' | EndOfVisit,
  ): Promise<'line' | 'shop' | 'nowhere'> {
    const keys = ['room', 'tickets', 'present', 'inside', 'departed', 'tally', 'places', 'leavers'] as const;
    const was = String(await this.call('leave', showId, keys, [epoch, buyerId, why, this.channel(showId)]));
    return was === 'line' || was === 'shop' ? was : 'nowhere';
  }

  /** Keeps the places of buyers who are connected. Those without a place stay without. */
  async keepPlaces(showId: string, buyerIds: readonly string[], keepUntilMs: number): Promise<void> {
    if (buyerIds.length === 0) return;
    const scored = buyerIds.flatMap((buyerId) => [keepUntilMs, buyerId]);
    await this.asked(this.redis.commands.zadd(this.key(showId, 'present'), 'XX', 'GT', ...scored));
  }

  /** Asks the next beat to let so many in beyond the rate. */
  async letIn(showId: string, epoch: number, count: number): Promise<boolean> {
    return (await this.call('letIn', showId, ['room'], [epoch, count, ADMISSIONS_PER_BEAT_MAX])) === 1;
  }

  /** One beat. Any process may call it at any time; one of them leads. */
  async tick(showId: string, orders: TickOrders): Promise<TickAnswer> {
    const answer = await this.call('tick', showId, roomKeys, [
      orders.epoch,
      orders.processId,
      orders.nowMs,
      orders.leaseMs,
      orders.opensAtMs,
      orders.admissionsPerMinute,
      orders.shopSize,
      orders.insideMs,
      BURST_MS,
      ADMISSIONS_PER_BEAT_MAX,
      orders.expireAtMs,
      this.channel(showId),
    ]);
    const [kind, leaseUntilMs, message, fence, admitted, timedOut, givenUp] = listOf(answer);
    if (String(kind) === 'absent') return { kind: 'absent' };
    const beat = beatOf(message);
    if (String(kind) === 'following') return { kind: 'following', leaseUntilMs: Number(leaseUntilMs), beat };
    if (beat === null) throw new Error('tick.lua answered without a beat');
    return {
      kind: 'leading',
      leaseUntilMs: Number(leaseUntilMs),
      fence: Number(fence),
      beat,
      admittedCount: Number(admitted),
      timedOutCount: Number(timedOut),
      givenUpCount: Number(givenUp),
    };
  }

  /** Writes the draw, in stretches that keep Redis busy for a moment only. False where somebody else leads by now. */
  async writeOrder(showId: string, epoch: number, fence: number, draw: Draw): Promise<boolean> {
    const order = bigEndian(draw.ticketAtPlace);
    const places = bigEndian(draw.placeOfTicket);
    for (let from = 0; from < order.length; from += ORDER_BYTES_AT_ONCE) {
      const to = from + ORDER_BYTES_AT_ONCE;
      const args = [epoch, fence, from, order.subarray(from, to), places.subarray(from, to)];
      if ((await this.call('writeOrder', showId, ['room', 'order', 'places'], args)) !== 1) return false;
    }
    return true;
  }

  /** Marks some of those who left before the draw, and opens the line when none remain. */
  async finishShuffle(showId: string, epoch: number, fence: number): Promise<'open' | 'more' | 'lost'> {
    const keys = ['room', 'leavers', 'places', 'departed', 'tally'] as const;
    const answer = String(await this.call('finishShuffle', showId, keys, [epoch, fence, LEAVERS_AT_ONCE]));
    return answer === 'open' || answer === 'more' ? answer : 'lost';
  }

  /** The latest beat, or null before the first. */
  async readBeat(showId: string): Promise<Beat | null> {
    return beatOf(await this.asked(this.redis.commands.getBuffer(this.key(showId, 'beat'))));
  }

  /** The places of the tickets 1 … n, as the draw gave them. */
  async readPlaces(showId: string): Promise<Uint32Array> {
    const bytes = await this.asked(this.redis.commands.getBuffer(this.key(showId, 'places')));
    const places = new Uint32Array((bytes?.length ?? 0) >> 2);
    for (let i = 0; i < places.length; i += 1) places[i] = bytes?.readUInt32BE(i * 4) ?? 0;
    return places;
  }

  private async asked<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw isFaultOfScript(error) ? error : new RoomUnreachable({ cause: error });
    }
  }

  private call(
    script: keyof RoomState['scripts'],
    showId: string,
    keys: readonly KeyName[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    return this.asked(this.scripts[script].call(this.redis.commands, this.keys(showId, keys), args));
  }

  private keys(showId: string, names: readonly KeyName[]): string[] {
    const before = this.key(showId, '');
    return names.map((name) => before + name);
  }

  /** The braces put all keys of a show on one slot of a Redis Cluster. */
  private key(showId: string, name: KeyName | ''): string {
    return this.redis.key('queue', `{${showId}}`, name);
  }
}

/** Redis is away or not ready. Whoever asked may come again. */
export class RoomUnreachable extends Error {
  override readonly name = 'RoomUnreachable';

  constructor(options: ErrorOptions) {
    super('The waiting room cannot be reached', options);
  }
}

/** Redis answers with these words while it starts, changes its master or is busy; all others mean that we are wrong. */
const NOT_READY = /^(LOADING|BUSY|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS)/;
const isFaultOfScript = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && !NOT_READY.test(error.message);

/** Who asks, in which epoch, and when. */
export interface Asked {
  readonly epoch: number;
  readonly buyerId: string;
  readonly nowMs: number;
}

/** Where a buyer is. A place is null until the draw; a beat is null where the answer needed none. */
export type Standing =
  | { readonly kind: 'absent' }
  | { readonly kind: 'nowhere'; readonly beat: Beat | null }
  | { readonly kind: 'inside'; readonly untilMs: number }
  | { readonly kind: 'waiting'; readonly ticket: number; readonly place: number | null; readonly beat: Beat | null };

/** What ends an admission before its time, besides the buyer's own wish. */
export type EndOfVisit = 'bought' | 'sentOut';

export interface Full {
  readonly kind: 'full';
}

/** What the leader goes by in this beat. */
export interface TickOrders {
  readonly epoch: number;
  readonly processId: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly opensAtMs: number;
  /** 0 while the room is paused. */
  readonly admissionsPerMinute: number;
  readonly shopSize: number;
  readonly insideMs: number;
  readonly expireAtMs: number;
}

export type TickAnswer =
  | { readonly kind: 'absent' }
  /** The beat is the leader's latest: who missed it on the channel has it here. */
  | { readonly kind: 'following'; readonly leaseUntilMs: number; readonly beat: Beat | null }
  | {
      readonly kind: 'leading';
      readonly leaseUntilMs: number;
      readonly fence: number;
      readonly beat: Beat;
      /** In this beat. */
      readonly admittedCount: number;
      readonly timedOutCount: number;
      readonly givenUpCount: number;
    };

/** Tickets that an epoch gives out, returned ones included: what a draw can hold. */
const TICKETS_MAX = 2_000_000;
/** Bounds the time of one beat: so many are admitted, timed out or given up in it at most. */
export const ADMISSIONS_PER_BEAT_MAX = 500;
/** What the rate may catch up on after a beat came late: as long as a take-over lasts. */
export const BURST_MS = 2_000;
const ORDER_BYTES_AT_ONCE = 4 * 4_096;
const LEAVERS_AT_ONCE = 500;

/**
 * room     hash: epoch, phase, clock, leader and lease, counters, credit of the rate
 * tickets  hash, both ways: buyer to ticket of all who wait or are inside, ticket to buyer of those who wait
 * present  sorted set: who waits, by the instant at which the place is given up
 * inside   sorted set: who is in the shop, by the instant at which their time is over
 * departed, tally   places that were left: a bit for each, a count for each 256
 * order, places     the draw: ticket at each place, place of each ticket
 * leavers  set: tickets given back before their place was settled
 * beat     the latest beat
 */
const roomKeys = [
  'room',
  'tickets',
  'present',
  'inside',
  'departed',
  'tally',
  'places',
  'leavers',
  'order',
  'beat',
] as const;
type KeyName = (typeof roomKeys)[number];

function readStanding(answer: unknown): Standing | Full {
  const [kind, first, place, message] = listOf(answer);
  switch (String(kind)) {
    case 'absent':
      return { kind: 'absent' };
    case 'full':
      return { kind: 'full' };
    case 'nowhere':
      return { kind: 'nowhere', beat: beatOf(first) };
    case 'inside':
      return { kind: 'inside', untilMs: Number(first) };
    case 'waiting':
      return { kind: 'waiting', ticket: Number(first), place: Number(place) || null, beat: beatOf(message) };
    default:
      throw new Error(`A script answered with the unknown word ${String(kind)}`);
  }
}

function listOf(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) throw new Error('A script answered without a list');
  return answer;
}

const beatOf = (message: unknown): Beat | null => (Buffer.isBuffer(message) ? readBeat(message) : null);

function bigEndian(numbers: Uint32Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => {
    bytes.writeUInt32BE(number, index * 4);
  });
  return bytes;
}
