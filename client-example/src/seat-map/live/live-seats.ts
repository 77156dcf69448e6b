import type { Api } from '../../api/api';
import { ApiError } from '../../api/api-error';
import { decodeGeometry } from '../store/geometry';
import type { GeometryFile } from '../store/geometry-format';
import { type SeatChange, SeatState } from '../store/seat-store';
import { seatMapQuery, seatStatusSubscription } from './operations';

const RETRY_MS_MAX = 20_000;

/**
 * RECIPE "a map that is never wrong": snapshot, then changes after its revision; after a gap another snapshot. A change
 * counts only if its version is greater, so that their order and repetition do not matter.
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

  private async read(): Promise<void> {
    const { show } = await this.api.ask(seatMapQuery, { showId: this.showId });
    if (!show) throw new ApiError('This show does not exist.', 'BAD_USER_INPUT');
    const known = this.geometry as typeof this.geometry | undefined;
    if (known?.version === show.seatMap.version) return this.merge(show.availability);
    const file = await this.api.json<GeometryFile>(show.seatMap.url);
    this.open(decodeGeometry(file), show.priceTiers, show.availability);
  }

  private follow(): void {
    if (this.isClosed) return;
    this.unfollow = this.api.follow(seatStatusSubscription, () => ({ showId: this.showId, after: this.revision }), {
      next: ({ seatStatusChanged: { changes, revision, resyncRequired } }) => {
        this.retries = 0;
        this.setLive(true);
        if (resyncRequired) void this.resync();
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

  private async resync(): Promise<void> {
    // The snapshot that is on its way may be older than this gap: read once more after it.
    this.waiting = [];
    const mine = this.waiting;
    try {
      await this.read();
    } catch {
      if (this.waiting === mine) this.later(() => void this.resync());
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
