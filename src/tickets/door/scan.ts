import type { ReadCode } from '../codes/ticket-code';
import type { Ticket } from '../ledger/ticket';

export type ScanDirection = 'IN' | 'OUT';

/** One scan as a device sends it. */
export interface Scan {
  readonly code: string;
  readonly gateId: string;
  readonly deviceId: string;
  /** Made once for each scan: a repeat gets the first answer. */
  readonly nonce: string;
  /** By the device's clock. */
  readonly scannedAt: Date;
  readonly direction: ScanDirection;
}

/** Who scans, at the doors of which show. */
export interface Scanner {
  readonly showId: string;
  /** The UUID of the paired device; null for the show's organizer and admins. */
  readonly pairedDeviceId: string | null;
}

/** The scan that let a visitor in before. */
export interface EarlierScan {
  readonly gateId: string;
  readonly scannedAt: Date;
}

/** A seat of any show. */
export type SeatKey = Pick<Ticket, 'showId' | 'seatNo'>;

export type ScanTicketOutcome =
  | { readonly kind: 'ScanAccepted'; readonly ticket: Ticket; readonly serverTime: Date }
  | ({ readonly kind: 'AlreadyScanned'; readonly message: string; readonly ticket: Ticket } & EarlierScan)
  | { readonly kind: 'TicketRevoked'; readonly message: string; readonly ticket: Ticket }
  | { readonly kind: 'WrongShow'; readonly message: string; readonly seat: SeatKey | null }
  | { readonly kind: 'TooEarly'; readonly message: string; readonly ticket: Ticket; readonly doorsAt: Date }
  | { readonly kind: 'NotInside'; readonly message: string; readonly ticket: Ticket }
  | { readonly kind: 'NotATicket'; readonly message: string };

/** What the table writes for each outcome. */
export type ResultCode = 'A' | 'D' | 'R' | 'W' | 'E' | 'O' | 'N';

/** What a code alone says, before the ledger is asked: the claims of a ticket of this show, or the verdict. */
export type CodeVerdict =
  | {
      readonly claims: Extract<ReadCode, { kind: 'Claims' }>['claims'];
      readonly verdict: null;
      readonly otherSeat: null;
    }
  | { readonly claims: null; readonly verdict: 'W'; readonly otherSeat: SeatKey }
  | { readonly claims: null; readonly verdict: 'N'; readonly otherSeat: null };

export function judgeCode(read: ReadCode, showId: string): CodeVerdict {
  if (read.kind === 'NotATicket') return { claims: null, verdict: 'N', otherSeat: null };
  const { claims } = read;
  if (claims.showId !== showId) {
    return { claims: null, verdict: 'W', otherSeat: { showId: claims.showId, seatNo: claims.seatNo } };
  }
  return { claims, verdict: null, otherSeat: null };
}

/** A scan as it was recorded, with what its answer shows. */
export interface RecordedScan extends Partial<Ticket> {
  readonly result: ResultCode;
  readonly recordedAt: Date;
  readonly earlierGateId: string | null;
  readonly earlierAt: Date | null;
  readonly doorsAt: Date;
  readonly isCancelled: boolean;
}

/** The answer to a scan, from its record alone, so that a repeat gets the same one. */
export function answerOf(record: RecordedScan, otherSeat: SeatKey | null): ScanTicketOutcome {
  const { result, recordedAt } = record;
  if (result === 'N')
    return { kind: 'NotATicket', message: 'This code is not a ticket of this service, or it has expired.' };
  if (result === 'W') return { kind: 'WrongShow', message: 'This ticket is for another show.', seat: otherSeat };
  // Every other result names a ticket, whose columns are in the record.
  const ticket = record as Ticket;
  switch (result) {
    case 'A':
      return { kind: 'ScanAccepted', ticket, serverTime: recordedAt };
    case 'D':
      return {
        kind: 'AlreadyScanned',
        message: 'Somebody has come in with this ticket already.',
        ticket,
        scannedAt: record.earlierAt ?? recordedAt,
        gateId: record.earlierGateId ?? '',
      };
    case 'R':
      return { kind: 'TicketRevoked', message: whyRevoked(record), ticket };
    case 'E':
      return {
        kind: 'TooEarly',
        message: 'The doors are not open yet. The ticket stays unused.',
        ticket,
        doorsAt: record.doorsAt,
      };
    case 'O':
      return { kind: 'NotInside', message: 'Nobody is inside with this ticket.', ticket };
  }
}

function whyRevoked({ isCancelled, endReason }: RecordedScan): string {
  if (isCancelled) return 'The show is cancelled.';
  switch (endReason) {
    case 'RETURNED':
      return 'This ticket was returned.';
    case 'GIVEN_AWAY':
      return 'This ticket was given to another person, who has a newer one.';
    default:
      return 'This ticket was issued again. Only the newer one is good.';
  }
}
