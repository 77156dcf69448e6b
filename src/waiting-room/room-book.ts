import type { Clock, Database, Logger } from '../platform';
import { type RoomSettings, type ShowFacts, settingsOf } from './room-settings';
import { readActiveSettings, readSettings, type SettingsRow } from './waiting-room.sql';

/** Reads what the catalogue says of a show: null where there is none. It keeps what it read for a while. */
export type ReadShow = (showId: string) => Promise<ShowFacts | null>;

const FRESH_MS = 1_000;
const SHOWS_MAX = 10_000;
const ACTIVE_ROOMS_MAX = 1_000;

interface Page {
  readonly readAtMs: number;
  readonly settings: Promise<RoomSettings | null>;
}

/**
 * The settings of the rooms as PostgreSQL has them, at most a second old: asked for before every hold, so that they are
 * kept. While PostgreSQL is away the last ones that were read stay good.
 */
export class RoomBook {
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly database: Database,
    private readonly readShow: ReadShow,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Null where the show has no room, switched on or off. */
  find(showId: string): Promise<RoomSettings | null> {
    const page = this.pages.get(showId);
    if (page !== undefined && performance.now() - page.readAtMs < FRESH_MS) return page.settings;
    return this.keep(showId, this.read(showId, page));
  }

  /** Reads past what is kept. */
  findNow(showId: string): Promise<RoomSettings | null> {
    return this.keep(showId, this.read(showId, undefined));
  }

  /** The rooms that are switched on. */
  async active(): Promise<RoomSettings[]> {
    const rows = await this.database.run<SettingsRow>(readActiveSettings, [ACTIVE_ROOMS_MAX]);
    if (rows.length === ACTIVE_ROOMS_MAX) this.logger.error({ max: ACTIVE_ROOMS_MAX }, 'Too many waiting rooms are on');
    const rooms = await this.withShows(rows);
    for (const room of rooms) void this.keep(room.showId, Promise.resolve(room));
    return rooms;
  }

  private async read(showId: string, before: Page | undefined): Promise<RoomSettings | null> {
    try {
      const rows = await this.database.run<SettingsRow>(readSettings, [showId]);
      const [room] = await this.withShows(rows);
      return room ?? null;
    } catch (error) {
      if (before === undefined) throw error;
      this.logger.warn({ err: error, showId }, 'The settings of a waiting room could not be read; the last ones stay');
      return before.settings;
    }
  }

  private async withShows(rows: readonly SettingsRow[]): Promise<RoomSettings[]> {
    const shows = await Promise.all(rows.map((row) => this.readShow(row.show_id)));
    const now = this.clock.now();
    return rows.flatMap((row, index) => {
      const show = shows[index];
      return show ? [settingsOf(row, show, now)] : [];
    });
  }

  private keep(showId: string, settings: Promise<RoomSettings | null>): Promise<RoomSettings | null> {
    const page = { readAtMs: performance.now(), settings };
    this.pages.delete(showId);
    this.pages.set(showId, page);
    // The one that was written first goes first.
    const [oldest] = this.pages.keys();
    if (this.pages.size > SHOWS_MAX && oldest !== undefined) this.pages.delete(oldest);
    settings.catch(() => {
      if (this.pages.get(showId) === page) this.pages.delete(showId);
    });
    return settings;
  }
}
