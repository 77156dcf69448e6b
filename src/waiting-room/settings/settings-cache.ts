import type { Clock, Database, Logger } from '../../platform';
import { readActiveSettings, readSettings, type SettingsRow } from '../store/waiting-room.sql';
import { type ShowTerms, settingsOf, type WaitingRoomSettings } from './waiting-room-settings';

/** Reads what the catalog knows of a show; null for an unknown show. The result may be some seconds old. */
export type ReadShow = (showId: string) => Promise<ShowTerms | null>;

const FRESH_MS = 1_000;
/**
 * Bounds the cache. Far more waiting rooms than can be switched on through the API: rows that were written in another way
 * are served too, and beyond this number a waiting room is read for each request rather than treated as inactive.
 */
export const CACHED_WAITING_ROOMS_MAX = 5_000;

type ActiveWaitingRooms = ReadonlyMap<string, WaitingRoomSettings>;

/**
 * The settings of all active waiting rooms, at most a second old. They are needed before every hold, so that a show
 * without a waiting room costs nothing. If PostgreSQL does not answer, the settings that were read last stay valid.
 */
export class SettingsCache {
  private settings: ActiveWaitingRooms | null = null;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<ActiveWaitingRooms> | null = null;
  private isComplete = true;

  constructor(
    private readonly database: Database,
    private readonly readShow: ReadShow,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The active waiting rooms by show. */
  async active(): Promise<ActiveWaitingRooms> {
    if (this.settings !== null && performance.now() - this.readAtMs < FRESH_MS) return this.settings;
    this.reading ??= this.readActive().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Null if the show has no active waiting room. */
  async find(showId: string): Promise<WaitingRoomSettings | null> {
    const cached = (await this.active()).get(showId) ?? null;
    if (cached !== null || this.isComplete) return cached;
    const settings = await this.read(showId);
    return settings?.active ? settings : null;
  }

  /** Reads the settings from PostgreSQL, also of an inactive waiting room. The cache is read again before its next use. */
  async refresh(showId: string): Promise<WaitingRoomSettings | null> {
    const settings = await this.read(showId);
    // A read of the cache that began before this one may be older.
    await this.reading?.catch(() => undefined);
    this.readAtMs = Number.NEGATIVE_INFINITY;
    return settings;
  }

  async hasShow(showId: string): Promise<boolean> {
    return (await this.readShow(showId)) !== null;
  }

  private async read(showId: string): Promise<WaitingRoomSettings | null> {
    const [row] = await this.database.run<SettingsRow>(readSettings, [showId]);
    return row === undefined ? null : this.settingsOf(row);
  }

  private async readActive(): Promise<ActiveWaitingRooms> {
    const readAtMs = performance.now();
    try {
      const rows = await this.database.run<SettingsRow>(readActiveSettings, [CACHED_WAITING_ROOMS_MAX]);
      const all = await Promise.all(rows.map((row) => this.settingsOf(row)));
      this.settings = new Map(all.flatMap((settings) => (settings === null ? [] : [[settings.showId, settings]])));
      const isComplete = rows.length < CACHED_WAITING_ROOMS_MAX;
      if (this.isComplete && !isComplete) this.logger.error('Too many active waiting rooms: some do not advance');
      this.isComplete = isComplete;
    } catch (error) {
      if (this.settings === null) throw error;
      this.logger.warn(
        { err: error },
        'The settings of the waiting rooms could not be read; the last ones stay in use',
      );
    }
    this.readAtMs = readAtMs;
    return this.settings;
  }

  private async settingsOf(row: SettingsRow): Promise<WaitingRoomSettings | null> {
    const show = await this.readShow(row.show_id);
    return show === null ? null : settingsOf(row, show, this.clock.now());
  }
}
