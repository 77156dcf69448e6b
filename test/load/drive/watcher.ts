import { textOf } from '../../support/graphql';
import { SEAT_CHANGES } from './documents';
import type { MapReader } from './map-reader';
import { type News, type NewsDecoder, sharedNow } from './news';
import { SeatCopy, type Snapshot } from './seat-copy';
import { Subscription } from './subscription';

export interface WatcherParts {
  readonly showId: string;
  readonly seatCount: number;
  readonly url: () => string;
  readonly maps: MapReader;
  readonly decoder: NewsDecoder;
  readonly tally: WatcherTally;
}

/** What all watchers of one thread have met together. */
export interface WatcherTally {
  opened: number;
  deliveries: number;
  changes: number;
  resyncs: number;
  reconnects: number;
  /** A revision that went back within one life of the stream, which must not be. */
  disorders: number;
  lag(milliseconds: number): void;
  fault(because: string): void;
}

const PAUSE_MS_MAX = 30_000;

/**
 * Somebody who looks at the map, as `docs/protocol.md` tells a client to: reads it, applies what is told, comes back
 * after a break with the last revision, and reads again only where told to.
 */
export class Watcher {
  readonly copy: SeatCopy;
  revision: string | null = null;
  private subscription: Subscription | null = null;
  private ended = false;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;
  private settle: (() => void) | null = null;

  constructor(private readonly parts: WatcherParts) {
    this.copy = new SeatCopy(parts.seatCount);
  }

  /** Resolves when the map was read and the first message has come. */
  async open(): Promise<void> {
    this.taken(await this.parts.maps.read());
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      this.connect();
    });
  }

  cut(): void {
    this.subscription?.cut();
  }

  close(): void {
    this.ended = true;
    clearTimeout(this.retry);
    this.settle?.();
    this.subscription?.close();
  }

  private taken(snapshot: Snapshot): void {
    this.copy.read(snapshot);
    this.revision ??= snapshot.revision;
  }

  private connect(): void {
    const { showId, url } = this.parts;
    this.subscription = new Subscription({
      url: url(),
      query: textOf(SEAT_CHANGES),
      variables: { id: showId, after: this.revision },
      onFrame: (frame) => this.hear(this.parts.decoder.decode(frame)),
      onClose: (because) => this.lost(because),
    });
  }

  private lost(because: string): void {
    this.subscription = null;
    if (this.ended) return;
    this.parts.tally.reconnects += 1;
    this.parts.tally.fault(because);
    const pauseMs = Math.min(PAUSE_MS_MAX, 1000 * 2 ** this.failures) * Math.random();
    this.failures += 1;
    this.retry = setTimeout(() => this.connect(), pauseMs);
  }

  private hear(news: News): void {
    const { tally, maps } = this.parts;
    if (news.kind === 'ack') return;
    if (news.kind === 'ended') {
      tally.fault(news.because);
      this.subscription?.cut();
      return;
    }
    tally.deliveries += 1;
    tally.changes += news.changes.seats.length;
    if (news.askedAtMs > 0) tally.lag(sharedNow() - news.askedAtMs);
    if (this.settle !== null) {
      this.settle();
      this.settle = null;
      tally.opened += 1;
    }
    this.failures = 0;
    if (isBefore(news.revision, this.revision)) tally.disorders += 1;
    this.revision = news.revision;
    this.copy.take(news.changes);
    if (!news.resyncRequired) return;
    tally.resyncs += 1;
    maps.read().then(
      (snapshot) => this.taken(snapshot),
      // Without the map the next messages are of no use: begin again.
      () => this.subscription?.cut(),
    );
  }
}

/** Of one life of the stream, told by the first part of a revision, whose second part counts. */
export function isBefore(revision: string, known: string | null): boolean {
  if (known === null || revision === known) return false;
  const [life, count] = revision.split('-');
  const [knownLife, knownCount] = known.split('-');
  return life === knownLife && Number(count) < Number(knownCount);
}
