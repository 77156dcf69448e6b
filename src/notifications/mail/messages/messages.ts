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
  readonly seatLabel: string;
  readonly holderName: string | null;
  readonly isShowCancelled: boolean;
}

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
  /** The button that leads to the order and its tickets. */
  readonly open: string;
  /** Below the button. */
  readonly aboutLink: string;
  /** At the end. */
  readonly automatic: string;
}
