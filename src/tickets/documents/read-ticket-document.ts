import { formatMoney, shortenUuid } from '../../platform';
import { codeOfTicket } from '../codes/code-of-ticket';
import type { TicketsContext } from '../context';
import type { Ticket } from '../ledger/ticket';
import { readPrintedTicket } from './printed-ticket.sql';
import type { ReadTicketDocument } from './ticket-document';

interface PrintedTicket extends Ticket {
  readonly priceMinor: number;
  readonly currency: string;
  readonly startsAt: Date;
  readonly doorsAt: Date;
  readonly eventName: string;
  readonly venueName: string;
  readonly venueAddress: string | null;
  readonly city: string;
  readonly timeZone: string;
  readonly terms: string | null;
}

/** Reads tickets from the ledger for `openTicketDocuments`. Whoever asks has a link, or the token of a pass. */
export const ticketDocumentReader =
  (context: Pick<TicketsContext, 'catalog' | 'clock' | 'database' | 'inventory' | 'keys'>): ReadTicketDocument =>
  async ({ showId, ticketId }) => {
    const [ticket] = await context.database.run<PrintedTicket>(readPrintedTicket, [showId, ticketId]);
    const code = ticket === undefined ? null : await codeOfTicket(context, ticket);
    if (ticket === undefined || code === null) return null;
    const [seat] = await context.inventory.seatViews(showId, [ticket.seatNo]);
    if (seat === undefined) throw new Error(`Show ${showId} has no seat ${ticket.seatNo}`);
    const { generation, startsAt, doorsAt, timeZone, eventName, venueName, venueAddress, city, holderName } = ticket;
    return {
      ...{ showId, ticketId, generation, code, eventName, startsAt, doorsAt, timeZone },
      ...{ venueName, venueAddress, city, holderName },
      seatLabel: seat.label,
      section: seat.section,
      row: seat.row,
      number: seat.number,
      entrance: seat.entrance,
      needs: seat.features,
      // As in the short form of the order's public id.
      orderNumber: shortenUuid(ticket.orderId),
      price: formatMoney({ amountMinor: ticket.priceMinor, currency: ticket.currency }),
      terms: ticket.terms,
    };
  };
