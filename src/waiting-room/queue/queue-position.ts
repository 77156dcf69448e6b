import type { WaitingRoomSettings } from '../settings/waiting-room-settings';
import type { QueueEntry } from '../store/redis-replies';
import type { PositionEstimator } from './position-estimator';
import { paceOf } from './queue-snapshot';
import { outlookOf, type QueueOutlook, type SeatsLeft } from './seats-left';

/** A buyer's position, in the shape and with the names of the API. */
export type QueuePosition = QueueBeforeSale | QueueWaiting | QueueAdmitted | QueueClosed;

export interface QueueBeforeSale {
  readonly kind: 'QueueBeforeSale';
  /** The queue number, which takes part in the draw. */
  readonly ticket: number;
  readonly salesOpenAt: Date;
  readonly notice: string | null;
  readonly serverTime: Date;
}

/** Says nothing about the buyer but the position, so that buyers with equal positions can share one message. */
export interface QueueWaiting {
  readonly kind: 'QueueWaiting';
  readonly position: number;
  readonly estimatedWaitSeconds: number | null;
  readonly peopleAhead: number;
  /** Seats that can be held now; null until they are counted. */
  readonly seatsLeft: number | null;
  readonly seatsLeftByZone: readonly { readonly zone: string; readonly seatsLeft: number }[];
  readonly outlook: QueueOutlook | null;
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
  expired:
    'Your time to choose seats is over. Join the queue again to get another place; seats that you hold stay yours.',
  left: 'You have left the queue of this show. Join it again to get a new place.',
  purchased: 'Your purchase is complete and your place in the shop is free again. To buy more, join the queue again.',
  revoked: 'The organizer has ended your time to choose seats. Seats that you hold stay yours.',
  full: 'The queue of this show is full.',
  switchedOff: 'This show has no waiting room now. You can choose seats.',
  restarted: 'The queue of this show was started again. Join it again to get a place.',
  lost: 'The queue was lost because of a technical error. Join it again: all buyers who join within a minute are shuffled again.',
} as const;

/** The position of a buyer with this entry, by the latest snapshot (null before the first tick). */
export function queuePosition(
  entry: Exclude<QueueEntry, { readonly kind: 'absent' }>,
  estimator: PositionEstimator | null,
  settings: WaitingRoomSettings,
  seats: SeatsLeft | null,
  serverTime: Date,
): QueuePosition {
  if (entry.kind === 'admitted') {
    return { kind: 'QueueAdmitted', admittedUntil: new Date(entry.untilMs), serverTime };
  }
  if (settings.closedReason !== null) return { kind: 'QueueClosed', reason: settings.closedReason };
  if (entry.kind === 'none') return { kind: 'QueueClosed', reason: closedReasons.notInQueue };
  if (entry.place === null) {
    const notice = noticeOf(settings);
    return { kind: 'QueueBeforeSale', ticket: entry.queueNumber, salesOpenAt: settings.opensAt, notice, serverTime };
  }
  // If the pointer has passed the place meanwhile, the buyer is notified of the admission next.
  const position = estimator === null ? entry.place : (estimator.positionOf(entry.place) ?? 1);
  return queueWaiting(roundPosition(position), estimator, settings, seats, serverTime);
}

export function queueWaiting(
  position: number,
  estimator: PositionEstimator | null,
  settings: WaitingRoomSettings,
  seats: SeatsLeft | null,
  serverTime: Date,
): QueueWaiting {
  const pace = estimator === null || settings.pauseReason !== null ? null : paceOf(estimator.snapshot);
  const estimatedWaitSeconds = pace === null ? null : Math.ceil(position / pace);
  const outlook = seats === null ? null : outlookOf(position, seats, estimator?.snapshot.admittedCount ?? 0);
  return {
    kind: 'QueueWaiting',
    position,
    estimatedWaitSeconds,
    peopleAhead: position - 1,
    seatsLeft: seats?.left ?? null,
    seatsLeftByZone: seats?.byZone.map(({ zone, left }) => ({ zone, seatsLeft: left })) ?? [],
    outlook,
    notice: noticeOf(settings) ?? (outlook === 'POOR' ? NOT_ENOUGH : null),
    serverTime,
  };
}

const NOT_ENOUGH =
  'Fewer seats are left than people ahead of you. You may keep your place, but a seat for you is unlikely.';

export const noticeOf = ({ pauseReason, notice }: WaitingRoomSettings): string | null => pauseReason ?? notice;

/**
 * Rounds a position for display: exact to 100, beyond that rounded up by at most a tenth, to tens, twenties, fifties,
 * hundreds and so on. A buyer far back gets a message for each step, not for each second. The result never rises, because
 * the exact position never does.
 */
export function roundPosition(position: number): number {
  if (position <= 100) return position;
  let power = 10;
  while (position > 100 * power) power *= 10;
  const step = power * (position > 50 * power ? 5 : position > 20 * power ? 2 : 1);
  return Math.ceil(position / step) * step;
}

const ESTIMATE_STAYS_MS = 30_000;

/** Whether the difference justifies a message. An estimate alone does, every half minute, if it is off by a fifth. */
export function isWorthSending(sent: QueuePosition, next: QueuePosition): boolean {
  switch (next.kind) {
    case 'QueueBeforeSale':
      return (
        sent.kind !== 'QueueBeforeSale' ||
        sent.notice !== next.notice ||
        sent.salesOpenAt.getTime() !== next.salesOpenAt.getTime()
      );
    case 'QueueWaiting':
      return (
        sent.kind !== 'QueueWaiting' ||
        sent.notice !== next.notice ||
        // A message that arrives late on another path may be older: a position that was sent is never taken back.
        sent.position > next.position ||
        (sent.position === next.position && (sent.outlook !== next.outlook || isEstimateOff(sent, next)))
      );
    case 'QueueAdmitted':
      return sent.kind !== 'QueueAdmitted' || sent.admittedUntil.getTime() !== next.admittedUntil.getTime();
    case 'QueueClosed':
      return true;
  }
}

function isEstimateOff(sent: QueueWaiting, next: QueueWaiting): boolean {
  if (next.serverTime.getTime() - sent.serverTime.getTime() < ESTIMATE_STAYS_MS) return false;
  const [before, now] = [sent.estimatedWaitSeconds, next.estimatedWaitSeconds];
  if (before === null || now === null) return before !== now;
  return Math.abs(now - before) > before / 5;
}
