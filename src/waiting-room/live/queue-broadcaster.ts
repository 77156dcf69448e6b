import type { RedisSubscriber, Stop } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { type FoundPosition, findPosition } from '../queue/find-position';
import type { PositionEstimator } from '../queue/position-estimator';
import { closedReasons } from '../queue/queue-position';
import type { QueueSnapshot } from '../queue/queue-snapshot';
import type { WaitingRoomSettings } from '../settings/waiting-room-settings';
import { PositionStream } from './position-stream';
import { type QueueEvent, QueueEventChannels } from './queue-events';
import { ShowAudience } from './show-audience';

const KEEP_PLACES_MS = 1_000;

/** An audience, and the latest snapshot that was not sent to it yet. */
interface Broadcast {
  readonly audience: ShowAudience;
  /** The sequence number of the latest snapshot that arrived. */
  sequence: number;
  pending: { readonly estimator: PositionEstimator; readonly settings: WaitingRoomSettings } | null;
  sending: Promise<void> | null;
}

/** Turns snapshots and events into messages for the clients of this process. */
export class QueueBroadcaster {
  private readonly broadcasts = new Map<string, Broadcast>();
  private readonly channels: QueueEventChannels;
  private stopped = false;

  constructor(
    private readonly context: WaitingRoomContext,
    subscriber: RedisSubscriber,
  ) {
    this.channels = new QueueEventChannels(subscriber);
  }

  /** Buyers with a client on this process. */
  get connectedBuyerCount(): number {
    let count = 0;
    for (const { audience } of this.broadcasts.values()) count += audience.size;
    return count;
  }

  hasConnectedBuyers(showId: string): boolean {
    return (this.broadcasts.get(showId)?.audience.size ?? 0) > 0;
  }

  /** The stream of one client: the buyer's position now, then each change of it. */
  async open(showId: string, buyerId: string): Promise<PositionStream> {
    const found = await findPosition(this.context, showId, buyerId);
    return new PositionStream(
      (stream) => this.onStreamStarted(showId, buyerId, found, stream),
      (stream) => this.onStreamEnded(showId, buyerId, stream),
    );
  }

  /** A snapshot, from the channel or from a tick of this process, whichever is first. */
  onSnapshot(showId: string, snapshot: QueueSnapshot, settings: WaitingRoomSettings): void {
    const estimator = this.context.snapshotCache.put(showId, snapshot);
    const broadcast = this.broadcasts.get(showId);
    if (broadcast === undefined) return;
    const { audience } = broadcast;
    if (snapshot.epoch > audience.epoch) {
      this.close(showId, settings.isAfterLoss ? closedReasons.lost : closedReasons.restarted);
    } else if (snapshot.epoch === audience.epoch && snapshot.sequence > broadcast.sequence) {
      broadcast.sequence = snapshot.sequence;
      broadcast.pending = { estimator, settings };
      // One snapshot at a time; of those that arrive meanwhile only the latest is sent.
      broadcast.sending ??= this.sendPending(broadcast).finally(() => {
        broadcast.sending = null;
      });
    }
  }

  /** The waiting room of the show is switched off. */
  onSwitchedOff(showId: string): void {
    this.close(showId, closedReasons.switchedOff);
  }

  /** Keeps the places of connected buyers, and closes the streams of waiting rooms that are switched off. */
  start(): Stop {
    const timer = setInterval(() => {
      this.keepPlaces().catch((error: unknown) => {
        this.context.logger.warn({ err: error }, 'The places of connected buyers could not be kept; trying again');
      });
    }, KEEP_PLACES_MS);
    return async () => {
      this.stopped = true;
      clearInterval(timer);
      for (const { audience } of this.broadcasts.values()) audience.end();
      await Promise.all([...this.broadcasts.values()].map(({ sending }) => sending));
      this.broadcasts.clear();
    };
  }

  private async keepPlaces(): Promise<void> {
    for (const [showId, { audience }] of this.broadcasts) {
      const settings = await this.context.settingsCache.find(showId);
      if (settings === null) this.onSwitchedOff(showId);
      else if (settings.epoch === audience.epoch) await audience.keepPlaces(settings);
    }
  }

  private async sendPending(broadcast: Broadcast): Promise<void> {
    for (let next = broadcast.pending; next !== null; next = broadcast.pending) {
      broadcast.pending = null;
      try {
        await broadcast.audience.onSnapshot(next.estimator, next.settings);
      } catch (error) {
        this.context.logger.warn({ err: error }, 'A queue snapshot could not be sent to clients; the next one will be');
        return;
      }
    }
  }

  private onEvent(showId: string, event: QueueEvent): void {
    const broadcast = this.broadcasts.get(showId);
    if (broadcast === undefined) return;
    if (event.kind === 'moved') {
      broadcast.audience.onMoved(event).catch((error: unknown) => {
        this.context.logger.warn({ err: error }, 'A buyer could not be notified; the next snapshot will do it');
      });
      return;
    }
    this.context.settingsCache.find(showId).then(
      (settings) => settings && this.onSnapshot(showId, event.snapshot, settings),
      () => undefined,
    );
  }

  private onStreamStarted(
    showId: string,
    buyerId: string,
    { position, entry }: FoundPosition,
    stream: PositionStream,
  ): void {
    const knownEpoch = this.broadcasts.get(showId)?.audience.epoch ?? 0;
    if (this.stopped) stream.end();
    else if (entry === null) stream.push(position);
    // The epoch ended since the entry was read: its places mean nothing in the current one.
    else if (knownEpoch > entry.epoch) stream.push({ kind: 'QueueClosed', reason: closedReasons.restarted });
    else {
      if (knownEpoch < entry.epoch) this.close(showId, closedReasons.restarted);
      this.broadcastOf(showId, entry.epoch).audience.add(buyerId, entry, position, stream);
    }
  }

  private broadcastOf(showId: string, epoch: number): Broadcast {
    let broadcast = this.broadcasts.get(showId);
    if (broadcast === undefined) {
      const audience = new ShowAudience(this.context, showId, epoch);
      broadcast = { audience, sequence: 0, pending: null, sending: null };
      this.broadcasts.set(showId, broadcast);
      this.channels.listen(this.context.state.channel(showId), (event) => this.onEvent(showId, event));
    }
    return broadcast;
  }

  private close(showId: string, reason: string): void {
    const broadcast = this.broadcasts.get(showId);
    if (broadcast === undefined) return;
    this.forget(showId);
    broadcast.audience.closeAll(reason);
  }

  private onStreamEnded(showId: string, buyerId: string, stream: PositionStream): void {
    const audience = this.broadcasts.get(showId)?.audience;
    audience?.remove(buyerId, stream);
    if (audience?.size === 0) this.forget(showId);
  }

  private forget(showId: string): void {
    this.broadcasts.delete(showId);
    this.channels.unlisten(this.context.state.channel(showId));
  }
}
