import { setImmediate as turn } from 'node:timers/promises';
import type { WaitingRoomContext } from './context';
import type { Line } from './line';
import type { Move } from './news';
import type { PositionStream } from './position-stream';
import {
  closedReasons,
  isNews,
  noticeOf,
  type QueuePosition,
  type QueueWaiting,
  queueWaiting,
  shownPosition,
} from './queue-position';
import type { RoomSettings } from './room-settings';

type Stands =
  | { readonly kind: 'waiting'; readonly ticket: number; readonly place: number | null }
  | { readonly kind: 'inside'; readonly untilMs: number };

/** A buyer with at least one client on this process. */
interface Guest {
  readonly buyerId: string;
  readonly streams: Set<PositionStream>;
  stands: Stands;
  told: QueuePosition;
  /** When Redis must hear again that they are here. */
  heardDueMs: number;
}

/** What one beat says, with the messages that many share. */
interface Round {
  readonly line: Line;
  readonly settings: RoomSettings;
  readonly now: Date;
  readonly waiting: Map<number, QueueWaiting>;
}

/** A place is kept for the whole grace after it was last heard of, and a little longer. */
const HEARD_PER_GRACE = 6;
const HEARD_AT_ONCE = 500;

/**
 * The clients of one show on this process. With each beat it works out everybody's position by itself and tells those
 * for whom it changed. Redis is asked about those alone whose time has come, in one command.
 */
export class Hall {
  private readonly guests = new Map<string, Guest>();
  private latest: Round | null = null;
  /** The places of the early tickets, read once. */
  private places: Uint32Array | null = null;

  constructor(
    private readonly ground: WaitingRoomContext,
    private readonly showId: string,
    readonly epoch: number,
  ) {}

  get size(): number {
    return this.guests.size;
  }

  /** Lets a client in who has just been found to stand there, which is the first that it is told. */
  enter(buyerId: string, stands: Stands, told: QueuePosition, stream: PositionStream): void {
    const guest = this.guests.get(buyerId) ?? { buyerId, streams: new Set(), stands, told, heardDueMs: 0 };
    this.guests.set(buyerId, guest);
    guest.streams.add(stream);
    guest.stands = stands;
    stream.tell(told);
    // A beat that came while Redis was asked has not told this one anything.
    if (this.latest !== null) this.tellPlace(guest, this.latest);
  }

  /** True where nobody of the buyer's is left here. */
  leave(buyerId: string, stream: PositionStream): boolean {
    const guest = this.guests.get(buyerId);
    if (guest === undefined) return false;
    guest.streams.delete(stream);
    return guest.streams.size === 0 && this.guests.delete(buyerId);
  }

  /** Tells everybody what a beat has changed for them. */
  async hear(line: Line, settings: RoomSettings): Promise<void> {
    if (line.beat.phase === 'open') await this.learnPlaces();
    const round: Round = { line, settings, now: this.ground.clock.now(), waiting: new Map() };
    this.latest = round;
    const due = [...this.guests.values()].filter(({ stands }) => isDue(stands, round));
    if (due.length > 0) {
      // Those who come in hear it before the many who only move up: their messages leave first.
      await this.lookAt(due);
      await turn();
    }
    for (const guest of this.guests.values()) this.tellPlace(guest, round);
  }

  /** Tells one guest where the beat puts them. */
  private tellPlace(guest: Guest, { line, settings, now, waiting }: Round): void {
    const { stands } = guest;
    if (stands.kind === 'inside') return;
    const position = stands.place === null ? null : line.positionOf(stands.place);
    // Their time has come since Redis was asked; the next beat finds them inside.
    if (stands.place !== null && position === null) return;
    if (settings.closedReason !== null) {
      this.close(guest, settings.closedReason);
    } else if (position === null) {
      const { ticket } = stands;
      const notice = noticeOf(settings);
      tell(guest, { kind: 'QueueBeforeSale', ticket, salesOpenAt: settings.opensAt, notice, serverTime: now });
    } else {
      const shown = shownPosition(position);
      let same = waiting.get(shown);
      if (same === undefined) {
        same = queueWaiting(shown, line, settings, now);
        waiting.set(shown, same);
      }
      tell(guest, same);
    }
  }

  /** A buyer has moved by another way than the line: left, was prolonged, was sent out. */
  async moved({ buyerId, why }: { readonly buyerId: string; readonly why: Move }): Promise<void> {
    const guest = this.guests.get(buyerId);
    if (guest !== undefined) await this.lookAt([guest], why);
  }

  /** Lets Redis hear who is here, of those for whom it is time. */
  async keepPlaces({ graceSeconds }: RoomSettings): Promise<void> {
    const nowMs = this.ground.clock.now().getTime();
    const everyMs = (graceSeconds * 1000) / HEARD_PER_GRACE;
    const due: string[] = [];
    for (const guest of this.guests.values()) {
      if (guest.heardDueMs > nowMs || guest.stands.kind === 'inside') continue;
      guest.heardDueMs = nowMs + everyMs;
      due.push(guest.buyerId);
    }
    for (let from = 0; from < due.length; from += HEARD_AT_ONCE) {
      const buyers = due.slice(from, from + HEARD_AT_ONCE);
      await this.ground.state.keepPlaces(this.showId, buyers, nowMs + everyMs + graceSeconds * 1000);
    }
  }

  closeAll(reason: string): void {
    for (const guest of this.guests.values()) this.close(guest, reason);
  }

  end(): void {
    for (const { streams } of this.guests.values()) for (const stream of [...streams]) stream.end();
  }

  /** Asks Redis where these stand now. Their time in the shop is one command for all; the few who are not in it follow. */
  private async lookAt(guests: readonly Guest[], why?: Move): Promise<void> {
    const { clock, state } = this.ground;
    const now = clock.now();
    const untils = await state.admittedUntilOfMany(
      this.showId,
      guests.map(({ buyerId }) => buyerId),
    );
    for (const [index, guest] of guests.entries()) {
      const untilMs = untils[index] ?? 0;
      if (untilMs > now.getTime()) {
        guest.stands = { kind: 'inside', untilMs };
        tell(guest, { kind: 'QueueAdmitted', admittedUntil: new Date(untilMs), serverTime: now });
        continue;
      }
      const asked = { epoch: this.epoch, buyerId: guest.buyerId, nowMs: now.getTime() };
      const standing = await state.find(this.showId, asked);
      // Who waits still is told with the next beat.
      if (standing.kind === 'waiting') guest.stands = standing;
      else if (standing.kind === 'nowhere') {
        this.close(guest, whyGone(guest.stands, why));
      }
    }
  }

  /** After the draw the early ones have places. */
  private async learnPlaces(): Promise<void> {
    for (const guest of this.guests.values()) {
      const { stands } = guest;
      if (stands.kind === 'inside' || stands.place !== null) continue;
      this.places ??= await this.ground.state.readPlaces(this.showId);
      guest.stands = { ...stands, place: this.places[stands.ticket - 1] ?? null };
    }
  }

  private close(guest: Guest, reason: string): void {
    this.guests.delete(guest.buyerId);
    for (const stream of guest.streams) stream.tell({ kind: 'QueueClosed', reason });
  }
}

/** Whether their time has come, or is over: then Redis knows more than the beat says. */
function isDue(stands: Stands, { line, now }: Round): boolean {
  if (stands.kind === 'inside') return stands.untilMs <= now.getTime();
  return stands.place !== null && line.positionOf(stands.place) === null;
}

/** Without a word of it, as after a connection that was lost for a moment, the likeliest reason. */
function whyGone(stood: Stands, why: Move | undefined): string {
  if (why !== undefined && why !== 'prolonged') return closedReasons[why];
  return stood.kind === 'inside' ? closedReasons.timeOver : closedReasons.notInQueue;
}

function tell(guest: Guest, position: QueuePosition): void {
  if (!isNews(guest.told, position)) return;
  guest.told = position;
  for (const stream of guest.streams) stream.tell(position);
}
