import type { RedisSubscriber } from '../../platform';
import { parseQueueSnapshot, type QueueSnapshot } from '../queue/queue-snapshot';
import type { AdmissionEndReason } from '../store/waiting-room.redis';

export type QueueEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: QueueSnapshot }
  /** The entry of one buyer changed other than by a tick, perhaps through another process. */
  | { readonly kind: 'moved'; readonly buyerId: string; readonly reason: MoveReason };

export type MoveReason = 'left' | 'extended' | AdmissionEndReason;

/**
 * Receives the events of shows. Events that are missed while the connection is lost do no harm: each tick of this process
 * returns the latest snapshot as well.
 */
export class QueueEventChannels {
  private readonly listeners = new Map<string, (event: QueueEvent) => void>();

  constructor(private readonly subscriber: RedisSubscriber) {
    subscriber.onMessage((channel, message) => {
      const event = parseQueueEvent(message);
      if (event !== null) this.listeners.get(channel)?.(event);
    });
  }

  listen(channel: string, listener: (event: QueueEvent) => void): void {
    this.listeners.set(channel, listener);
    void this.subscriber.subscribe(channel);
  }

  unlisten(channel: string): void {
    this.listeners.delete(channel);
    this.subscriber.unsubscribe(channel);
  }
}

function parseQueueEvent(message: Buffer): QueueEvent | null {
  const text = message.toString('latin1', 0, 64);
  const [, buyerId, reason] = /^moved (\S+) (\S+)$/.exec(text) ?? [];
  // Only our own scripts publish to these channels, and these are the reasons that they name.
  if (buyerId !== undefined) return { kind: 'moved', buyerId, reason: reason as MoveReason };
  const snapshot = parseQueueSnapshot(message);
  return snapshot === null ? null : { kind: 'snapshot', snapshot };
}
