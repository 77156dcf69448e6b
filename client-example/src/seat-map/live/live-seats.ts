import type { Api } from '../../api/api';
import { decodeGeometry } from '../store/geometry';
import type { GeometryFile } from '../store/geometry-format';
import { type SeatChange, SeatState } from '../store/seat-store';
import { seatStatusSubscription } from './operations';

const RETRY_MS_MAX = 20_000;

/**
 * RECIPE "a map that is never wrong": snapshot, then changes after its revision; after a gap another snapshot. A change
 * counts only if its version is greater, so that their order and repetition do not matter. The snapshot may come from a
 * cache: it is some seconds old then, and the stream has what changed since.
 */
export class LiveSeats extends SeatState {
  readonly ready: Promise<void>;
  private isClosed = false;
  private unfollow: () => void = () => {};
  private readonly unwatch: () => void;
  private retries = 0;
  /** Changes that arrive while a snapshot is read: their indices may belong to a map that is not here yet. */
  private waiting: { changes: readonly SeatChange[]; revision: string }[] | null = null;

  constructor(
    private readonly api: Api,
    private readonly showId: string,
  ) {
    super();
    this.unwatch = api.connection.subscribe(() => {
      if (api.connection.current !== 'connected') this.setLive(false);
    });
    this.ready = this.read().then(() => this.follow());
  }

  close(): void {
    this.isClosed = true;
    this.unfollow();
    this.unwatch();
  }

  /** The code that reads a show comes beside this one, and is not in the way of the first frame. */
  private async read(atLeast?: string): Promise<void> {
    const { readShow } = await import('./read-show');
    const { seatMap, priceTiers, snapshot } = await readShow(this.api, this.showId, atLeast);
    const known = this.geometry as typeof this.geometry | undefined;
    if (known?.version === seatMap.version) return this.merge(snapshot);
    const file = await this.api.json<GeometryFile>(seatMap.url);
    this.open(decodeGeometry(file), priceTiers, snapshot);
  }

  private follow(): void {
    if (this.isClosed) return;
    this.unfollow = this.api.follow(seatStatusSubscription, () => ({ showId: this.showId, after: this.revision }), {
      next: ({ seatStatusChanged: { changes, revision, resyncRequired } }) => {
        this.retries = 0;
        this.setLive(true);
        if (resyncRequired) void this.resync(revision);
        if (this.waiting) this.waiting.push({ changes, revision });
        else this.apply(changes, revision);
      },
      error: () => this.followLater(),
      complete: () => this.followLater(),
    });
  }

  /** The stream ended, and not with its socket, which graphql-ws would open again. */
  private followLater(): void {
    this.setLive(false);
    this.unfollow();
    this.later(() => this.follow());
  }

  private async resync(revision: string): Promise<void> {
    // The snapshot that is on its way may be older than this gap: read once more after it.
    this.waiting = [];
    const mine = this.waiting;
    try {
      await this.read(revision);
    } catch {
      if (this.waiting === mine) this.later(() => void this.resync(revision));
      return;
    }
    // A later gap has asked for a later snapshot, which brings what waits here.
    if (this.waiting !== mine) return;
    this.waiting = null;
    for (const { changes, revision } of mine) this.apply(changes, revision);
  }

  /** A random time, longer after each failure, because many pages lose the same server in the same moment. */
  private later(run: () => void): void {
    this.retries += 1;
    const waitMs = Math.random() * Math.min(RETRY_MS_MAX, 1000 * 2 ** this.retries);
    setTimeout(() => this.isClosed || run(), waitMs);
  }
}
