import type { Redis } from 'ioredis';
import { type Beat, readBeat } from './beat';
import type { EndOfVisit } from './waiting-room.redis';

export type News =
  | { readonly kind: 'beat'; readonly beat: Beat }
  /** A buyer has moved by another way than the line, perhaps through another process. */
  | { readonly kind: 'moved'; readonly buyerId: string; readonly why: Move };

export type Move = 'left' | 'prolonged' | EndOfVisit;

/**
 * Hears the channels of the shows. What is missed while the connection is away does no harm: this process sees the
 * latest beat in each of its own attempts at one.
 */
export class NewsChannels {
  private readonly listeners = new Map<string, (news: News) => void>();

  constructor(private readonly subscriber: Redis) {
    subscriber.on('ready', () => this.subscribe([...this.listeners.keys()]));
    subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      const news = readNews(message);
      if (news !== null) this.listeners.get(channel.toString())?.(news);
    });
  }

  listen(channel: string, hear: (news: News) => void): void {
    this.listeners.set(channel, hear);
    this.subscribe([channel]);
  }

  leave(channel: string): void {
    this.listeners.delete(channel);
    if (this.subscriber.status === 'ready') this.subscriber.unsubscribe(channel).catch(() => undefined);
  }

  private subscribe(channels: readonly string[]): void {
    // A connection that is not ready subscribes to everything as soon as it is.
    if (channels.length === 0 || this.subscriber.status !== 'ready') return;
    this.subscriber.subscribe(...channels).catch(() => undefined);
  }
}

function readNews(message: Buffer): News | null {
  const text = message.toString('latin1', 0, 64);
  const [, buyerId, why] = /^moved (\S+) (\S+)$/.exec(text) ?? [];
  // Only our own scripts write to these channels, and these are their words.
  if (buyerId !== undefined) return { kind: 'moved', buyerId, why: why as Move };
  const beat = readBeat(message);
  return beat === null ? null : { kind: 'beat', beat };
}
