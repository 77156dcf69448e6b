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

export interface QueueWaiting {
  readonly kind: 'QueueWaiting';
  readonly ticket: number;
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
  full: 'The queue of this show takes no more people.',
  switchedOff: 'The show has no waiting room any more: go straight to the seats.',
  lost: 'The queue was lost by a fault on our side. Join again: all who come back within a minute are shuffled anew.',
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
  const notice = settings.pauseReason ?? settings.notice;
  if (place === null) return { kind: 'QueueBeforeSale', ticket, salesOpenAt: settings.opensAt, notice, serverTime };
  // Where the pointer has passed the place in the meantime, they are the next to hear that they are in.
  const position = line === null ? place : (line.positionOf(place) ?? 1);
  const pace = line === null || settings.pauseReason !== null ? null : paceOf(line.beat);
  const estimatedWaitSeconds = pace === null ? null : Math.ceil(position / pace);
  return { kind: 'QueueWaiting', ticket, position, estimatedWaitSeconds, notice, serverTime };
}
