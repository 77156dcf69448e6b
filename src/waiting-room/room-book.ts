import type { Clock, Database, Logger } from '../platform';
import { type RoomSettings, type ShowFacts, settingsOf } from './room-settings';
import { readActiveSettings, readSettings, type SettingsRow } from './waiting-room.sql';

/** Reads what the catalogue says of a show: null where there is none. It keeps what it read for a while. */
export type ReadShow = (showId: string) => Promise<ShowFacts | null>;

const FRESH_MS = 1_000;
/** Each process beats each of them once a second. */
export const ACTIVE_ROOMS_MAX = 500;

type ActiveRooms = ReadonlyMap<string, RoomSettings>;

/**
 * The rooms that are switched on, as PostgreSQL had them a second ago at most: asked for before every hold, so that a
 * show without a room costs nothing. While PostgreSQL is away those that were read last stay good.
 */
export class RoomBook {
  private rooms: ActiveRooms | null = null;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<ActiveRooms> | null = null;

  constructor(
    private readonly database: Database,
    private readonly readShow: ReadShow,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The rooms that are switched on, by show. */
  async active(): Promise<ActiveRooms> {
    if (this.rooms !== null && performance.now() - this.readAtMs < FRESH_MS) return this.rooms;
    this.reading ??= this.readActive().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Null where the show has no room or it is switched off. */
  async find(showId: string): Promise<RoomSettings | null> {
    return (await this.active()).get(showId) ?? null;
  }

  /** Reads past what is kept, a room that is switched off included; what is kept is read anew before its next use. */
  async findNow(showId: string): Promise<RoomSettings | null> {
    const [row] = await this.database.run<SettingsRow>(readSettings, [showId]);
    // What is being read meanwhile may be older than this.
    await this.reading?.catch(() => undefined);
    this.readAtMs = Number.NEGATIVE_INFINITY;
    return row === undefined ? null : this.settingsOf(row);
  }

  async hasShow(showId: string): Promise<boolean> {
    return (await this.readShow(showId)) !== null;
  }

  /** Who runs the show; null for the app itself. */
  async organizerOf(showId: string): Promise<string | null> {
    return (await this.readShow(showId))?.organizerId ?? null;
  }

  private async readActive(): Promise<ActiveRooms> {
    const readAtMs = performance.now();
    try {
      const rows = await this.database.run<SettingsRow>(readActiveSettings, [ACTIVE_ROOMS_MAX]);
      const rooms = await Promise.all(rows.map((row) => this.settingsOf(row)));
      this.rooms = new Map(rooms.flatMap((room) => (room === null ? [] : [[room.showId, room]])));
    } catch (error) {
      if (this.rooms === null) throw error;
      this.logger.warn({ err: error }, 'The settings of the waiting rooms could not be read; the last ones stay');
    }
    this.readAtMs = readAtMs;
    return this.rooms;
  }

  private async settingsOf(row: SettingsRow): Promise<RoomSettings | null> {
    const show = await this.readShow(row.show_id);
    return show === null ? null : settingsOf(row, show, this.clock.now());
  }
}
