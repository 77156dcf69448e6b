import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { WaitingRoomContext } from '../context';
import type { PositionEstimator } from '../queue/position-estimator';
import {
  closedReasons,
  isWorthSending,
  noticeOf,
  type QueueAdmitted,
  type QueuePosition,
  type QueueWaiting,
  queueWaiting,
  roundPosition,
} from '../queue/queue-position';
import type { WaitingRoomSettings } from '../settings/waiting-room-settings';
import type { PositionStream } from './position-stream';
import type { MoveReason } from './queue-events';

type Entry =
  | { readonly kind: 'waiting'; readonly queueNumber: number; readonly place: number | null }
  | { readonly kind: 'admitted'; readonly untilMs: number };

/** A buyer with at least one client on this process. */
interface ConnectedBuyer {
  readonly buyerId: string;
  readonly streams: Set<PositionStream>;
  entry: Entry;
  sent: QueuePosition;
  /** When this process must next tell Redis that the buyer is connected. */
  keepDueMs: number;
}

/** One snapshot while it is sent, with the messages that many buyers share. */
interface Update {
  readonly estimator: PositionEstimator;
  readonly settings: WaitingRoomSettings;
  readonly now: Date;
  readonly waiting: Map<number, QueueWaiting>;
}

/** A place is kept for the whole grace period after the last renewal, and a little longer. */
const RENEWALS_PER_GRACE = 6;
const RENEWALS_AT_ONCE = 500;

/**
 * The connected buyers of one show on this process. With each snapshot it computes all their positions locally and sends
 * those that changed. It asks Redis only about buyers who are due to be admitted or whose admission ended, in one command.
 */
export class ShowAudience {
  private readonly buyers = new Map<string, ConnectedBuyer>();
  private latest: Update | null = null;
  /** The places of the early queue numbers, read once. */
  private places: Uint32Array | null = null;

  constructor(
    private readonly context: WaitingRoomContext,
    private readonly showId: string,
    readonly epoch: number,
  ) {}

  get size(): number {
    return this.buyers.size;
  }

  /** Adds a client of a buyer whose entry was just read; the position is the first that the client gets. */
  add(buyerId: string, entry: Entry, position: QueuePosition, stream: PositionStream): void {
    const buyer = this.buyers.get(buyerId) ?? { buyerId, streams: new Set(), entry, sent: position, keepDueMs: 0 };
    this.buyers.set(buyerId, buyer);
    buyer.streams.add(stream);
    buyer.entry = entry;
    stream.push(position);
    // A snapshot that arrived while the entry was read has not been sent to this client.
    if (this.latest !== null) this.sendPosition(buyer, this.latest);
  }

  remove(buyerId: string, stream: PositionStream): void {
    const buyer = this.buyers.get(buyerId);
    if (buyer === undefined) return;
    buyer.streams.delete(stream);
    if (buyer.streams.size === 0) this.buyers.delete(buyerId);
  }

  /** Sends everybody what a snapshot changed for them. */
  async onSnapshot(estimator: PositionEstimator, settings: WaitingRoomSettings): Promise<void> {
    if (estimator.snapshot.phase === 'open') await this.learnPlaces();
    const update: Update = { estimator, settings, now: this.context.clock.now(), waiting: new Map() };
    this.latest = update;
    const due = [...this.buyers.values()].filter(({ entry }) => isDue(entry, update));
    if (due.length > 0) {
      // Admitted buyers are notified before the many who only move up: their messages leave first.
      await this.readEntries(due);
      await yieldToEventLoop();
    }
    for (const buyer of this.buyers.values()) this.sendPosition(buyer, update);
  }

  /** The entry of a buyer changed other than by a tick. */
  async onMoved({ buyerId, reason }: { readonly buyerId: string; readonly reason: MoveReason }): Promise<void> {
    const buyer = this.buyers.get(buyerId);
    if (buyer !== undefined) await this.readEntries([buyer], reason);
  }

  /** Renews the places of the connected buyers who are due. */
  async keepPlaces({ graceSeconds }: WaitingRoomSettings): Promise<void> {
    const nowMs = this.context.clock.now().getTime();
    const everyMs = (graceSeconds * 1000) / RENEWALS_PER_GRACE;
    const due: string[] = [];
    for (const buyer of this.buyers.values()) {
      if (buyer.keepDueMs > nowMs || buyer.entry.kind === 'admitted') continue;
      buyer.keepDueMs = nowMs + everyMs;
      due.push(buyer.buyerId);
    }
    for (let from = 0; from < due.length; from += RENEWALS_AT_ONCE) {
      const buyerIds = due.slice(from, from + RENEWALS_AT_ONCE);
      await this.context.state.keepPlaces(this.showId, buyerIds, nowMs + everyMs + graceSeconds * 1000);
    }
  }

  closeAll(reason: string): void {
    for (const buyer of this.buyers.values()) this.close(buyer, reason);
  }

  end(): void {
    for (const { streams } of this.buyers.values()) for (const stream of [...streams]) stream.end();
  }

  private sendPosition(buyer: ConnectedBuyer, { estimator, settings, now, waiting }: Update): void {
    const { entry } = buyer;
    if (entry.kind === 'admitted') return;
    const position = entry.place === null ? null : estimator.positionOf(entry.place);
    // Admitted since Redis was asked; the next snapshot finds them so.
    if (entry.place !== null && position === null) return;
    if (settings.closedReason !== null) {
      this.close(buyer, settings.closedReason);
    } else if (position === null) {
      const notice = noticeOf(settings);
      const ticket = entry.queueNumber;
      send(buyer, { kind: 'QueueBeforeSale', ticket, salesOpenAt: settings.opensAt, notice, serverTime: now });
    } else {
      const rounded = roundPosition(position);
      let shared = waiting.get(rounded);
      if (shared === undefined) {
        shared = queueWaiting(rounded, estimator, settings, this.context.seatsLeft.of(this.showId), now);
        waiting.set(rounded, shared);
      }
      send(buyer, shared);
    }
  }

  /** Reads the entries of these buyers: one command for all admissions, and one more for each who is not admitted. */
  private async readEntries(buyers: readonly ConnectedBuyer[], reason?: MoveReason): Promise<void> {
    const { clock, state } = this.context;
    const now = clock.now();
    const untils = await state.admittedUntilOfMany(
      this.showId,
      buyers.map(({ buyerId }) => buyerId),
    );
    // Those who were admitted by one tick share one message.
    const admitted = new Map<number, QueueAdmitted>();
    for (const [index, buyer] of buyers.entries()) {
      const untilMs = untils[index] ?? 0;
      if (untilMs > now.getTime()) {
        buyer.entry = { kind: 'admitted', untilMs };
        let shared = admitted.get(untilMs);
        if (shared === undefined) {
          shared = { kind: 'QueueAdmitted', admittedUntil: new Date(untilMs), serverTime: now };
          admitted.set(untilMs, shared);
        }
        send(buyer, shared);
        continue;
      }
      const query = { epoch: this.epoch, buyerId: buyer.buyerId, nowMs: now.getTime() };
      const entry = await state.find(this.showId, query);
      // Buyers who still wait get the position with the next snapshot.
      if (entry.kind === 'waiting') buyer.entry = entry;
      else if (entry.kind === 'none') this.close(buyer, reasonOfEnd(buyer.entry, reason));
    }
  }

  /** After the draw the early queue numbers have places. */
  private async learnPlaces(): Promise<void> {
    for (const buyer of this.buyers.values()) {
      const { entry } = buyer;
      if (entry.kind === 'admitted' || entry.place !== null) continue;
      this.places ??= await this.context.state.readPlaces(this.showId);
      buyer.entry = { ...entry, place: this.places[entry.queueNumber - 1] ?? null };
    }
  }

  private close(buyer: ConnectedBuyer, reason: string): void {
    this.buyers.delete(buyer.buyerId);
    for (const stream of buyer.streams) stream.push({ kind: 'QueueClosed', reason });
  }
}

/** Whether the buyer must have been admitted, or the admission has ended: then Redis knows more than the snapshot says. */
function isDue(entry: Entry, { estimator, now }: Update): boolean {
  if (entry.kind === 'admitted') return entry.untilMs <= now.getTime();
  return entry.place !== null && estimator.positionOf(entry.place) === null;
}

/** Without a reason, as when an event was missed, the most likely one. */
function reasonOfEnd(entry: Entry, reason: MoveReason | undefined): string {
  if (reason !== undefined && reason !== 'extended') return closedReasons[reason];
  return entry.kind === 'admitted' ? closedReasons.expired : closedReasons.notInQueue;
}

function send(buyer: ConnectedBuyer, position: QueuePosition): void {
  if (!isWorthSending(buyer.sent, position)) return;
  buyer.sent = position;
  for (const stream of buyer.streams) stream.push(position);
}
