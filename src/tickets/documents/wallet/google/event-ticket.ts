import { shortenUuid } from '../../../../platform';
import type { DocumentLanguage } from '../../messages/languages';
import { isoIn } from '../../show-times';
import type { TicketDocument } from '../../ticket-document';

/** How much of a ticket is written into a link. */
interface SaveDetail {
  readonly hasVenue: boolean;
  readonly hasDoors: boolean;
  /** Section, row and number by themselves, or in one label. */
  readonly hasSeatParts: boolean;
  readonly hasEntrance: boolean;
  /** Longer names are cut. */
  readonly nameCharsMax: number;
}

const less = { hasVenue: false, hasDoors: false, hasSeatParts: false, hasEntrance: true };

/** The most first: a link takes the first that is short enough. The code and the seat are in all of them. */
export const saveDetails: readonly SaveDetail[] = [
  { hasVenue: true, hasDoors: true, hasSeatParts: true, hasEntrance: true, nameCharsMax: 60 },
  { hasVenue: false, hasDoors: true, hasSeatParts: true, hasEntrance: true, nameCharsMax: 60 },
  { ...less, nameCharsMax: 60 },
  { ...less, nameCharsMax: 30 },
  { ...less, hasEntrance: false, nameCharsMax: 20 },
];

/** Google's JSON: a class for each show, an object for each ticket. */
export function eventTicket(
  issuerId: string,
  ticket: TicketDocument,
  language: DocumentLanguage,
  { hasVenue, hasDoors, hasSeatParts, hasEntrance, nameCharsMax }: SaveDetail,
): object {
  const cut = (value: string) => (value.length > nameCharsMax ? `${value.slice(0, nameCharsMax - 1)}…` : value);
  const localized = (value: string) => ({ defaultValue: { language, value: cut(value) } });
  const part = (name: string, value: string | null) => (value === null ? {} : { [name]: localized(value) });
  const { startsAt, doorsAt, timeZone } = ticket;
  const classId = `${issuerId}.show-${shortenUuid(ticket.showId)}`;
  return {
    eventTicketClasses: [
      {
        id: classId,
        issuerName: cut(ticket.venueName),
        reviewStatus: 'UNDER_REVIEW',
        eventName: localized(ticket.eventName),
        // Google takes a venue with its address, or none.
        ...(hasVenue
          ? { venue: { name: localized(ticket.venueName), address: localized(ticket.venueAddress ?? ticket.city) } }
          : {}),
        dateTime: {
          start: isoIn(startsAt, timeZone),
          ...(hasDoors ? { doorsOpen: isoIn(doorsAt, timeZone) } : {}),
        },
      },
    ],
    eventTicketObjects: [
      {
        id: `${issuerId}.ticket-${shortenUuid(ticket.ticketId)}`,
        classId,
        state: 'ACTIVE',
        barcode: { type: 'QR_CODE', value: ticket.code },
        seatInfo: {
          ...(hasSeatParts
            ? { ...part('section', ticket.section), ...part('row', ticket.row), ...part('seat', ticket.number) }
            : { seat: { defaultValue: { language, value: seatInOne(ticket) } } }),
          ...part('gate', hasEntrance ? ticket.entrance : null),
        },
        ...(ticket.holderName === null ? {} : { ticketHolderName: cut(ticket.holderName) }),
        ticketNumber: cut(ticket.orderNumber),
      },
    ],
  };
}

/** Such as `Balcony / C / 12`. What counts most is the shortest, and is not cut. */
const seatInOne = ({ section, row, number }: TicketDocument): string =>
  [section, row, number]
    .filter((part) => part !== null)
    .map((part) => part.slice(0, 20))
    .join(' / ');
