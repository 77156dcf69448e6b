/** What a message is about. `docs/notifications.md` lists the cause of each. */
export const notificationKinds = [
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'REFUND_STARTED',
  'REFUND_DONE',
  'REFUND_FAILED',
  'SHOW_MOVED',
  'SHOW_CANCELLED',
  'SHOW_REFUNDED',
  'TICKET_REISSUED',
  'TICKET_GIVEN_AWAY',
  'TICKET_MOVED',
  'ORDER_LINK',
  'PAYMENT_FAILED',
  'HOLD_ENDING',
  'SEATS_RELEASED',
  'SHOW_PAUSED',
  'ADDRESS_CHANGING',
  'ADDRESS_CHANGED',
  'SOLD_OUT',
  'DEAD_LETTERS',
  'WEBHOOK_DISABLED',
  'INVITATION',
  'SIGN_IN',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** What nobody needs by law: each may be declined. */
export const optionalKinds = [
  'PAYMENT_FAILED',
  'HOLD_ENDING',
  'SEATS_RELEASED',
  'SHOW_PAUSED',
  'SOLD_OUT',
  'DEAD_LETTERS',
] as const satisfies readonly NotificationKind[];
export type OptionalKind = (typeof optionalKinds)[number];

export const isOptional = (kind: NotificationKind): kind is OptionalKind => optionalKinds.some((it) => it === kind);

/** Mail to organizers. */
export const organizerKinds = [
  'SOLD_OUT',
  'DEAD_LETTERS',
  'WEBHOOK_DISABLED',
  'INVITATION',
  'SIGN_IN',
] as const satisfies readonly NotificationKind[];
export type OrganizerKind = (typeof organizerKinds)[number];

export const isOfOrganizer = (kind: NotificationKind): kind is OrganizerKind =>
  organizerKinds.some((it) => it === kind);

/** A message that all buyers of a show get at once has a lane of its own: a confirmation never waits behind it. */
export type Lane = 'messages' | 'announcements';

/**
 * - `WAITING`: for its first attempt, or for the next one
 * - `SENDING`: a process has it in hand, or has died with it
 * - `SENT`: the mail server has accepted it
 * - `FAILED`: refused for good, or tried too often; an operator may replay it
 * - `SUPPRESSED`: its address has refused mail for good before
 * - `DROPPED`: not wanted, or not true any more when it was to be sent
 */
export type NotificationState = 'WAITING' | 'SENDING' | 'SENT' | 'FAILED' | 'SUPPRESSED' | 'DROPPED';

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

/** What a message says beside what the database knows of its subject. */
export interface NotificationDetail {
  /** Of an announcement: when the show was to start before. */
  readonly startedAt?: string;
  /** Of a refund; its reason is one of the refund ledger. */
  readonly amountMinor?: number;
  readonly seatsTotal?: number;
  /** Dead letters of an organizer's shows. */
  readonly payments?: number;
  readonly mails?: number;
  /** The address of a webhook endpoint. */
  readonly url?: string;
  /** Of the refund of a whole show: from the organizer. */
  readonly message?: string;
  /** Who invites to become a member, by name. */
  readonly organization?: string;
  /** Why money is returned, or an endpoint was disabled. */
  readonly reason?: string;
}

export interface Notification extends Attempt {
  readonly kind: NotificationKind;
  /** The UUID of an order, a ticket, a hold, a refund, a show, a change of address, an organizer, a webhook endpoint, an invitation or a sign-in. */
  readonly subject: string;
  readonly generation: number;
  /** Null for a message about a hold, and for one to an organizer. */
  readonly orderId: string | null;
  readonly recipient: string;
  /** As the buyer's client named it, such as `de-AT`. */
  readonly locale: string | null;
  readonly detail: NotificationDetail | null;
  readonly createdAt: Date;
}

/** A message that was taken for sending. */
export interface Claimed extends Notification {
  readonly isSuppressed: boolean;
  /** Its reader has declined this kind. */
  readonly isUnwanted: boolean;
}

/** How an attempt ended. */
export type AttemptResult =
  | { readonly kind: 'Sent'; readonly providerId: string }
  | { readonly kind: 'RetryAt'; readonly at: Date; readonly error: string }
  | { readonly kind: 'Failed'; readonly error: string; readonly isHardBounce: boolean }
  | { readonly kind: 'Suppressed' }
  | { readonly kind: 'Dropped'; readonly reason: string };
