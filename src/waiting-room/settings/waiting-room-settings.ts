import type { SaleTerms } from '../../catalog';
import type { SettingsRow } from '../store/waiting-room.sql';

/** The settings of a waiting room: what the organizer configured, and what the catalog says of the show. */
export interface WaitingRoomSettings {
  readonly showId: string;
  readonly active: boolean;
  readonly admissionsPerMinute: number;
  /** The most buyers that are admitted at the same time. */
  readonly shopSize: number;
  /** How long an admission lasts. */
  readonly insideSeconds: number;
  readonly graceSeconds: number;
  readonly whenUnreachable: 'closed' | 'open';
  /** Null while admission is not paused. */
  readonly pauseReason: string | null;
  /** Why nothing is left to wait for, such as a show that is sold out or cancelled; null while there is something. */
  readonly closedReason: string | null;
  /** What else all who wait should know; usually null. */
  readonly notice: string | null;
  readonly epoch: number;
  /** Secret until the draw. */
  readonly seed: string;
  readonly isAfterLoss: boolean;
  /** When the buyers who joined before are shuffled: the opening of the sale, or some time after a loss. */
  readonly opensAt: Date;
  /** When the state of the epoch was first created in Redis. */
  readonly initializedAt: Date | null;
  readonly isDrawn: boolean;
  /** A day after the show begins: then nobody needs the waiting room any more. */
  readonly overAt: Date;
  readonly isOver: boolean;
}

/** What the waiting room needs to know of a show, from the catalog. */
export type ShowTerms = Pick<
  SaleTerms,
  'startsAt' | 'salesOpenAt' | 'salesCloseAt' | 'salesPaused' | 'pauseMessage' | 'cancelledAt' | 'seatsLeft'
>;

const KEPT_AFTER_SHOW_MS = 86_400_000;

export function settingsOf(row: SettingsRow, show: ShowTerms, now: Date): WaitingRoomSettings {
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
    pauseReason:
      row.pause_reason ?? (show.salesPaused ? (show.pauseMessage ?? 'The sale is paused for the moment.') : null),
    closedReason: closedReasonOf(show, now) ?? row.closed_reason,
    notice: noticeOf(row, show),
    epoch: row.epoch,
    seed: row.seed,
    isAfterLoss: row.after_loss,
    opensAt: new Date(opensAtMs),
    initializedAt: row.begun_at,
    isDrawn: row.ticket_count !== null,
    overAt: new Date(overAtMs),
    isOver: now.getTime() >= overAtMs,
  };
}

/** Redis may forget the state after this time without a tick: a day, or longer if the show is farther away. */
export const stateLifetimeMs = ({ overAt }: WaitingRoomSettings, now: Date): number =>
  Math.max(overAt.getTime() - now.getTime(), KEPT_AFTER_SHOW_MS);

function closedReasonOf({ cancelledAt, salesCloseAt }: ShowTerms, now: Date): string | null {
  if (cancelledAt !== null) return 'This show is cancelled.';
  if (now >= salesCloseAt) return 'The sale for this show is over.';
  return null;
}

function noticeOf(row: SettingsRow, { seatsLeft }: ShowTerms): string | null {
  if (seatsLeft === 0) return 'No seat is free just now. Seats that others hold may become free.';
  if (row.after_loss)
    return 'The queue was lost because of a technical error and was started again. Seats that you hold stay yours.';
  return null;
}
