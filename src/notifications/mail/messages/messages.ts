import type { NotificationKind } from '../../ledger/notification';

/** What a sentence may name. Names are one line each. */
export interface Named {
  readonly eventName: string;
  /** Whether something was paid, which goes or went back. */
  readonly isPaid: boolean;
  readonly amount: string;
  readonly ticketCount: number;
  /** How many tickets are attached as PDF. */
  readonly attachedCount: number;
  /** From when tickets are shown, where that is later. */
  readonly ticketsFrom: string | null;
  /** The start before the show was moved. */
  readonly startedAt: string | null;
  /** Until when all of the price comes back because the show was moved; null where that time is over. */
  readonly fullReturnUntil: string | null;
  readonly seatLabel: string;
  readonly holderName: string | null;
  readonly isShowCancelled: boolean;
  /** Why money is returned. */
  readonly refundReason: 'late' | 'show cancelled' | 'other';
  /** Until when seats are held; null where they are not. */
  readonly seatsUntil: string | null;
  /** Of an order, masked. */
  readonly newAddress: string;
  readonly hasOrder: boolean;
  readonly seatsTotal: number;
  /** Dead letters. */
  readonly payments: number;
  readonly mails: number;
  /** A webhook endpoint, and why it was disabled. */
  readonly url: string;
  readonly reason: string;
  /** Who invites. */
  readonly organization: string;
  /** From the organizer: a paragraph each. */
  readonly message: readonly string[];
  /** Whether the message is about money that comes back. */
  readonly hasRefund: boolean;
}

/** Where the button of a mail leads. */
export type ButtonKind = 'order' | 'hold' | 'show' | 'keep address' | 'invitation' | 'sign in';

/** The words of the mails in one language. A language that lacks one does not compile. */
export interface MailMessages {
  readonly subject: Readonly<Record<NotificationKind, (named: Named) => string>>;
  /** The largest line. */
  readonly heading: Readonly<Record<NotificationKind, string>>;
  /** What has happened, and what the buyer has to do: a sentence or some. */
  readonly body: Readonly<Record<NotificationKind, (named: Named) => readonly string[]>>;
  readonly when: string;
  readonly doors: string;
  readonly times: string;
  readonly venue: string;
  readonly seats: string;
  readonly total: string;
  readonly order: string;
  readonly button: Readonly<Record<ButtonKind, string>>;
  /** Below the button. */
  readonly aboutButton: Readonly<Record<ButtonKind, string | null>>;
  /** A link to the page where the reader chooses what to receive. */
  readonly choose: string;
  /** At the end. */
  readonly automatic: string;
}
