import { textOf } from '../../support/graphql';
import { SEAT_CHANGES } from './documents';
import { type DecodedFrame, type FrameDecoder, sharedNow } from './frame-decoder';
import type { MapReader } from './map-reader';
import { SeatCopy, type Snapshot } from './seat-copy';
import { Subscription } from './subscription';

export interface WatcherParts {
  readonly showId: string;
  readonly seatCount: number;
  readonly url: () => string;
  readonly maps: MapReader;
  readonly decoder: FrameDecoder;
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
 * A client that follows the map as `docs/protocol.md` describes: reads it, applies the changes, comes back
 * after a break with the last revision, and reads again only when asked to.
 */
export class Watcher {
  readonly copy: SeatCopy;
  revision: string | null = null;
  private subscription: Subscription | null = null;
  private ended = false;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;
  private settle: (() => void) | null = null;

  constructor(private readonly context: WatcherParts) {
    this.copy = new SeatCopy(context.seatCount);
  }

  /** Resolves when the map was read and the first message has come. */
  async open(): Promise<void> {
    this.taken(await this.context.maps.read());
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
    const { showId, url } = this.context;
    this.subscription = new Subscription({
      url: url(),
      query: textOf(SEAT_CHANGES),
      variables: { id: showId, after: this.revision },
      onFrame: (frame) => this.receive(this.context.decoder.decode(frame)),
      onClose: (because) => this.lost(because),
    });
  }

  private lost(because: string): void {
    this.subscription = null;
    if (this.ended) return;
    this.context.tally.reconnects += 1;
    this.context.tally.fault(because);
    const pauseMs = Math.min(PAUSE_MS_MAX, 1000 * 2 ** this.failures) * Math.random();
    this.failures += 1;
    this.retry = setTimeout(() => this.connect(), pauseMs);
  }

  private receive(decoded: DecodedFrame): void {
    const { tally, maps } = this.context;
    if (decoded.kind === 'ack') return;
    if (decoded.kind === 'ended') {
      tally.fault(decoded.because);
      this.subscription?.cut();
      return;
    }
    tally.deliveries += 1;
    tally.changes += decoded.changes.seats.length;
    if (decoded.askedAtMs > 0) tally.lag(sharedNow() - decoded.askedAtMs);
    if (this.settle !== null) {
      this.settle();
      this.settle = null;
      tally.opened += 1;
    }
    this.failures = 0;
    if (isBefore(decoded.revision, this.revision)) tally.disorders += 1;
    this.revision = decoded.revision;
    this.copy.take(decoded.changes);
    if (!decoded.resyncRequired) return;
    tally.resyncs += 1;
    maps.read().then(
      (snapshot) => this.taken(snapshot),
      // Without the map the next messages are of no use: begin again.
      () => this.subscription?.cut(),
    );
  }
}

/** Of one epoch of the stream, the first part of a revision, whose second part counts. */
export function isBefore(revision: string, known: string | null): boolean {
  if (known === null || revision === known) return false;
  const [life, count] = revision.split('-');
  const [knownLife, knownCount] = known.split('-');
  return life === knownLife && Number(count) < Number(knownCount);
}
