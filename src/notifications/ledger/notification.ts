/** What a message is about. `docs/notifications.md` lists the cause of each. */
export const notificationKinds = [
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'REFUND_STARTED',
  'REFUND_DONE',
  'REFUND_FAILED',
  'SHOW_MOVED',
  'SHOW_CANCELLED',
  'TICKET_REISSUED',
  'TICKET_GIVEN_AWAY',
  'ORDER_LINK',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** A message that all buyers of a show get at once has a lane of its own: a confirmation never waits behind it. */
export type Lane = 'messages' | 'announcements';

/**
 * - `WAITING`: for its first attempt, or for the next one
 * - `SENDING`: a process has it in hand, or has died with it
 * - `SENT`: the mail server has accepted it
 * - `FAILED`: refused for good, or tried too often; an operator may replay it
 * - `SUPPRESSED`: its address has refused mail for good before
 */
export type NotificationState = 'WAITING' | 'SENDING' | 'SENT' | 'FAILED' | 'SUPPRESSED';

/** UUIDs. */
export interface NotificationKey {
  readonly showId: string;
  readonly id: string;
}

/** A message at one of its attempts. A job or a result of another attempt changes nothing. */
export interface Attempt extends NotificationKey {
  /** How many attempts were begun. */
  readonly attempts: number;
}

export interface Notification extends Attempt {
  readonly kind: NotificationKind;
  /** The UUID of an order or a ticket. */
  readonly subject: string;
  readonly generation: number;
  readonly orderId: string;
  readonly recipient: string;
  /** As the buyer's client named it, such as `de-AT`. */
  readonly locale: string | null;
  /** Of an announcement: when the show was to start before. */
  readonly detail: { readonly startedAt?: string } | null;
  readonly createdAt: Date;
}

/** A message that was taken for sending. */
export interface Claimed extends Notification {
  readonly isSuppressed: boolean;
}

/** How an attempt ended. */
export type AttemptResult =
  | { readonly kind: 'Sent'; readonly providerId: string }
  | { readonly kind: 'RetryAt'; readonly at: Date; readonly error: string }
  | { readonly kind: 'Failed'; readonly error: string; readonly isHardBounce: boolean }
  | { readonly kind: 'Suppressed' };
