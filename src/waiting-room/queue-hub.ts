import type { Redis } from 'ioredis';
import type { Stop } from '../platform';
import type { Beat } from './beat';
import type { WaitingRoomContext } from './context';
import { findPosition } from './find-position';
import { Hall } from './hall';
import type { Line } from './line';
import { type News, NewsChannels } from './news';
import { PositionStream } from './position-stream';
import { closedReasons } from './queue-position';
import type { RoomSettings } from './room-settings';

const ROUND_MS = 1_000;

/** A hall, and the latest that it has not heard yet. */
interface Entry {
  readonly hall: Hall;
  /** The number of the latest beat that has come. */
  heard: number;
  pending: { readonly line: Line; readonly settings: RoomSettings } | null;
  working: Promise<void> | null;
}

/** Turns beats into messages for the clients of this process. */
export class QueueHub {
  private readonly entries = new Map<string, Entry>();
  private readonly channels: NewsChannels;

  constructor(
    private readonly ground: WaitingRoomContext,
    subscriber: Redis,
  ) {
    this.channels = new NewsChannels(subscriber);
  }

  /** Buyers with a client here. */
  get guestCount(): number {
    let count = 0;
    for (const { hall } of this.entries.values()) count += hall.size;
    return count;
  }

  /** One client's stream: the buyer's place now, then each change of it. */
  async open(showId: string, buyerId: string): Promise<PositionStream> {
    const stream = new PositionStream((ended) => this.left(showId, buyerId, ended));
    const { position, stands } = await findPosition(this.ground, showId, buyerId);
    if (stands === null) stream.tell(position);
    else this.entryOf(showId, stands.epoch).hall.enter(buyerId, stands.standing, position, stream);
    return stream;
  }

  /** A beat, from whatever side it comes first. */
  hear(showId: string, beat: Beat, settings: RoomSettings): void {
    const line = this.ground.beats.take(showId, beat);
    const entry = this.entries.get(showId);
    if (entry === undefined) return;
    if (beat.epoch > entry.hall.epoch) {
      this.end(showId, settings.isAfterLoss ? closedReasons.lost : closedReasons.beganAnew);
    } else if (beat.epoch === entry.hall.epoch && beat.number > entry.heard) {
      entry.heard = beat.number;
      entry.pending = { line, settings };
      // One beat at a time; of those that come meanwhile the latest is enough.
      entry.working ??= this.workOff(entry).finally(() => {
        entry.working = null;
      });
    }
  }

  /** The room of the show is switched off. */
  switchedOff(showId: string): void {
    this.end(showId, closedReasons.switchedOff);
  }

  /** Keeps the places of those who are here, and ends what was switched off. */
  start(): Stop {
    const timer = setInterval(() => {
      this.keepPlaces().catch((error: unknown) => {
        this.ground.logger.warn({ err: error }, 'The places of connected buyers could not be kept; trying again');
      });
    }, ROUND_MS);
    return async () => {
      clearInterval(timer);
      for (const { hall } of this.entries.values()) hall.end();
      await Promise.all([...this.entries.values()].map(({ working }) => working));
      this.entries.clear();
    };
  }

  private async keepPlaces(): Promise<void> {
    for (const [showId, { hall }] of this.entries) {
      const settings = await this.ground.rooms.find(showId);
      if (settings === null) this.switchedOff(showId);
      else if (settings.epoch === hall.epoch) await hall.keepPlaces(settings);
    }
  }

  private async workOff(entry: Entry): Promise<void> {
    for (let next = entry.pending; next !== null; next = entry.pending) {
      entry.pending = null;
      try {
        await entry.hall.hear(next.line, next.settings);
      } catch (error) {
        this.ground.logger.warn({ err: error }, 'Those who wait could not be told their places; trying again');
        return;
      }
    }
  }

  private heard(showId: string, news: News): void {
    const entry = this.entries.get(showId);
    if (entry === undefined) return;
    if (news.kind === 'moved') {
      entry.hall.moved(news).catch((error: unknown) => {
        this.ground.logger.warn({ err: error }, 'A buyer who moved could not be told; the next beat will');
      });
      return;
    }
    this.ground.rooms.find(showId).then(
      (settings) => settings && this.hear(showId, news.beat, settings),
      () => undefined,
    );
  }

  private entryOf(showId: string, epoch: number): Entry {
    let entry = this.entries.get(showId);
    if (entry !== undefined && entry.hall.epoch < epoch) {
      this.end(showId, closedReasons.beganAnew);
      entry = undefined;
    }
    if (entry === undefined) {
      entry = { hall: new Hall(this.ground, showId, epoch), heard: 0, pending: null, working: null };
      this.entries.set(showId, entry);
      this.channels.listen(this.ground.state.channel(showId), (news) => this.heard(showId, news));
    }
    return entry;
  }

  private end(showId: string, reason: string): void {
    const entry = this.entries.get(showId);
    if (entry === undefined) return;
    this.forget(showId);
    entry.hall.closeAll(reason);
  }

  private left(showId: string, buyerId: string, stream: PositionStream): void {
    const hall = this.entries.get(showId)?.hall;
    hall?.leave(buyerId, stream);
    if (hall?.size === 0) this.forget(showId);
  }

  private forget(showId: string): void {
    this.entries.delete(showId);
    this.channels.leave(this.ground.state.channel(showId));
  }
}
