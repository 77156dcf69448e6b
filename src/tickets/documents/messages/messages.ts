import type { SeatFeature } from '../../../seating';

/** The words of a ticket in one language. A language that lacks one does not compile. */
export interface Messages {
  /** Before the time at which the doors open. */
  readonly doors: string;
  readonly start: string;
  /** Before the name of the time zone. */
  readonly timeZone: string;
  readonly entrance: string;
  readonly section: string;
  readonly row: string;
  readonly seat: string;
  readonly holder: string;
  readonly order: string;
  readonly price: string;
  readonly venue: string;
  /** Of a seat without a number. */
  readonly unnumbered: string;
  readonly terms: string;
  /** Below the QR code. */
  readonly showCode: string;
  /** Null where the staff at the entrance has nothing to do for it. */
  readonly needs: Readonly<Record<SeatFeature, string | null>>;
  /** The title of a file with tickets, which viewers show. */
  readonly title: (eventName: string, ticketCount: number) => string;
  /** Of a pass whose ticket is no longer valid. */
  readonly noLongerValid: string;
}
