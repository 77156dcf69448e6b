import { paceOf } from './beat';
import type { Line } from './line';
import type { RoomSettings } from './room-settings';
import type { Standing } from './waiting-room.redis';

/** A buyer's place as the API tells it. */
export type QueuePosition = QueueBeforeSale | QueueWaiting | QueueAdmitted | QueueClosed;

export interface QueueBeforeSale {
  readonly kind: 'QueueBeforeSale';
  /** Takes part in the draw. */
  readonly ticket: number;
  readonly salesOpenAt: Date;
  readonly notice: string | null;
  readonly serverTime: Date;
}

/** Says nothing of the buyer but the position, so that all who are told the same can be told it at once. */
export interface QueueWaiting {
  readonly kind: 'QueueWaiting';
  readonly position: number;
  readonly estimatedWaitSeconds: number | null;
  readonly notice: string | null;
  readonly serverTime: Date;
}

export interface QueueAdmitted {
  readonly kind: 'QueueAdmitted';
  readonly admittedUntil: Date;
  readonly serverTime: Date;
}

export interface QueueClosed {
  readonly kind: 'QueueClosed';
  readonly reason: string;
}

export const closedReasons = {
  notInQueue: 'You are not in the queue of this show. Join it to get a place.',
  timeOver:
    'Your time to choose seats is over. Join the queue again to get another place; seats that you hold stay yours.',
  left: 'You have left the queue of this show. Join it again to get a new place.',
  bought: 'Your purchase is done and your place in the shop is free again. To buy more, join the queue once more.',
  sentOut: 'The organiser has ended your time to choose seats. Seats that you hold stay yours.',
  full: 'The queue of this show takes no more people.',
  switchedOff: 'The show has no waiting room now: go straight to the seats.',
  beganAnew: 'The queue of this show began anew. Join it again to get a place.',
  lost: 'The queue was lost by a fault on our side. Join it again: all who come back within a minute are shuffled anew.',
} as const;

/** The place of a buyer who stands there, by the line of the latest beat (null before the first beat). */
export function queuePosition(
  standing: Exclude<Standing, { readonly kind: 'absent' }>,
  line: Line | null,
  settings: RoomSettings,
  serverTime: Date,
): QueuePosition {
  if (standing.kind === 'inside') {
    return { kind: 'QueueAdmitted', admittedUntil: new Date(standing.untilMs), serverTime };
  }
  if (settings.closedReason !== null) return { kind: 'QueueClosed', reason: settings.closedReason };
  if (standing.kind === 'nowhere') return { kind: 'QueueClosed', reason: closedReasons.notInQueue };
  const { ticket, place } = standing;
  if (place === null) {
    return { kind: 'QueueBeforeSale', ticket, salesOpenAt: settings.opensAt, notice: noticeOf(settings), serverTime };
  }
  // Where the pointer has passed the place in the meantime, they are the next to hear that they are in.
  const position = line === null ? place : (line.positionOf(place) ?? 1);
  return queueWaiting(shownPosition(position), line, settings, serverTime);
}

export function queueWaiting(
  position: number,
  line: Line | null,
  settings: RoomSettings,
  serverTime: Date,
): QueueWaiting {
  const pace = line === null || settings.pauseReason !== null ? null : paceOf(line.beat);
  const estimatedWaitSeconds = pace === null ? null : Math.ceil(position / pace);
  return { kind: 'QueueWaiting', position, estimatedWaitSeconds, notice: noticeOf(settings), serverTime };
}

export const noticeOf = ({ pauseReason, notice }: RoomSettings): string | null => pauseReason ?? notice;

/**
 * Positions as they are told: exact to 100, beyond that rounded up by a tenth at most, to tens, twenties, fifties,
 * hundreds and so on. Who is far back hears of each step, not of each second. It never rises, as what is rounded up
 * never does.
 */
export function shownPosition(position: number): number {
  if (position <= 100) return position;
  let power = 10;
  while (position > 100 * power) power *= 10;
  const step = power * (position > 50 * power ? 5 : position > 20 * power ? 2 : 1);
  return Math.ceil(position / step) * step;
}

const ESTIMATE_STAYS_MS = 30_000;

/** Whether the difference is worth a message. An estimate alone is, every half a minute, where it is off by a fifth. */
export function isNews(told: QueuePosition, next: QueuePosition): boolean {
  switch (next.kind) {
    case 'QueueBeforeSale':
      return (
        told.kind !== 'QueueBeforeSale' ||
        told.notice !== next.notice ||
        told.salesOpenAt.getTime() !== next.salesOpenAt.getTime()
      );
    case 'QueueWaiting':
      return (
        told.kind !== 'QueueWaiting' ||
        told.notice !== next.notice ||
        // A message that came late by another way may know less: a position that was told is never taken back.
        told.position > next.position ||
        (told.position === next.position && isEstimateOff(told, next))
      );
    case 'QueueAdmitted':
      return told.kind !== 'QueueAdmitted' || told.admittedUntil.getTime() !== next.admittedUntil.getTime();
    case 'QueueClosed':
      return true;
  }
}

function isEstimateOff(told: QueueWaiting, next: QueueWaiting): boolean {
  if (next.serverTime.getTime() - told.serverTime.getTime() < ESTIMATE_STAYS_MS) return false;
  const [before, now] = [told.estimatedWaitSeconds, next.estimatedWaitSeconds];
  if (before === null || now === null) return before !== now;
  return Math.abs(now - before) > before / 5;
}
