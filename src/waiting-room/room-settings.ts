import type { SettingsRow } from './waiting-room.sql';

/** How a room is meant to run now: what its organiser set, with what the catalogue says of its show. */
export interface RoomSettings {
  readonly showId: string;
  readonly active: boolean;
  readonly admissionsPerMinute: number;
  readonly shopSize: number;
  readonly insideSeconds: number;
  readonly graceSeconds: number;
  readonly whenUnreachable: 'closed' | 'open';
  /** Null while it is not paused. */
  readonly pauseReason: string | null;
  /** Why nobody waits here any more, such as a show that is sold out or cancelled; null while there is a point in it. */
  readonly closedReason: string | null;
  /** What all who wait should know besides; null mostly. */
  readonly notice: string | null;
  readonly epoch: number;
  /** A secret until the draw. */
  readonly seed: string;
  readonly isAfterLoss: boolean;
  /** When those who are here are shuffled: the opening of the sale, or a while after a loss. */
  readonly opensAt: Date;
  readonly begunAt: Date | null;
  readonly isDrawn: boolean;
  /** When Redis may forget the room: a day after the show began, and a day after it was last heard of. */
  readonly expiresAt: Date;
  /** The show began more than a day ago. */
  readonly isOver: boolean;
}

/** What the room must know of a show, from the catalogue. */
export interface ShowFacts {
  readonly startsAt: Date;
  readonly salesOpenAt: Date;
  readonly salesCloseAt: Date;
  readonly salesPaused: boolean;
  readonly cancelledAt: Date | null;
  /** A hint, counted lately; null where nobody has counted yet. */
  readonly seatsLeft: number | null;
  /** The caller who runs the show; null for the app itself. */
  readonly organizerId: string | null;
}

const KEPT_AFTER_SHOW_MS = 86_400_000;

export function settingsOf(row: SettingsRow, show: ShowFacts, now: Date): RoomSettings {
  const opensAtMs = Math.max(show.salesOpenAt.getTime(), row.opens_not_before?.getTime() ?? 0);
  const overAtMs = Math.max(show.startsAt.getTime(), opensAtMs) + KEPT_AFTER_SHOW_MS;
  return {
    showId: row.show_id,
    active: row.active,
    admissionsPerMinute: row.admissions_per_minute,
    shopSize: row.shop_size,
    insideSeconds: row.inside_seconds,
    graceSeconds: row.grace_seconds,
    whenUnreachable: row.when_unreachable,
    pauseReason: row.pause_reason ?? (show.salesPaused ? 'The sale is paused for the moment.' : null),
    closedReason: closedReasonOf(show, now) ?? row.closed_reason,
    notice: noticeOf(row, show),
    epoch: row.epoch,
    seed: row.seed,
    isAfterLoss: row.after_loss,
    opensAt: new Date(opensAtMs),
    begunAt: row.begun_at,
    isDrawn: row.ticket_count !== null,
    expiresAt: new Date(Math.max(overAtMs, now.getTime() + KEPT_AFTER_SHOW_MS)),
    isOver: now.getTime() >= overAtMs,
  };
}

function closedReasonOf({ cancelledAt, salesCloseAt }: ShowFacts, now: Date): string | null {
  if (cancelledAt !== null) return 'This show is cancelled.';
  if (now >= salesCloseAt) return 'The sale for this show is over.';
  return null;
}

/** What else all who wait should know. */
function noticeOf(row: SettingsRow, { seatsLeft }: ShowFacts): string | null {
  if (seatsLeft === 0) return 'No seat is free just now. Seats that others hold may come back.';
  if (row.after_loss)
    return 'The queue was lost by a fault on our side and began again. Seats that you hold stay yours.';
  return null;
}
