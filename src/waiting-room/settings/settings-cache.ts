import type { Clock, Database, Logger } from '../../platform';
import { readActiveSettings, readSettings, type SettingsRow } from '../store/waiting-room.sql';
import { type ShowTerms, settingsOf, type WaitingRoomSettings } from './waiting-room-settings';

/** Reads what the catalog knows of a show; null for an unknown show. The result may be some seconds old. */
export type ReadShow = (showId: string) => Promise<ShowTerms | null>;

const FRESH_MS = 1_000;
/** Each process ticks each of them once a second. */
export const ACTIVE_WAITING_ROOMS_MAX = 500;

type ActiveWaitingRooms = ReadonlyMap<string, WaitingRoomSettings>;

/**
 * The settings of all active waiting rooms, at most a second old. They are needed before every hold, so that a show
 * without a waiting room costs nothing. If PostgreSQL does not answer, the settings that were read last stay valid.
 */
export class SettingsCache {
  private settings: ActiveWaitingRooms | null = null;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<ActiveWaitingRooms> | null = null;

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
    return (await this.active()).get(showId) ?? null;
  }

  /** Reads the settings from PostgreSQL, also of an inactive waiting room. The cache is read again before its next use. */
  async refresh(showId: string): Promise<WaitingRoomSettings | null> {
    const [row] = await this.database.run<SettingsRow>(readSettings, [showId]);
    // A read that began before this one may be older.
    await this.reading?.catch(() => undefined);
    this.readAtMs = Number.NEGATIVE_INFINITY;
    return row === undefined ? null : this.settingsOf(row);
  }

  async hasShow(showId: string): Promise<boolean> {
    return (await this.readShow(showId)) !== null;
  }

  private async readActive(): Promise<ActiveWaitingRooms> {
    const readAtMs = performance.now();
    try {
      const rows = await this.database.run<SettingsRow>(readActiveSettings, [ACTIVE_WAITING_ROOMS_MAX]);
      const all = await Promise.all(rows.map((row) => this.settingsOf(row)));
      this.settings = new Map(all.flatMap((settings) => (settings === null ? [] : [[settings.showId, settings]])));
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
