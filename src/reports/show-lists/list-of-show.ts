import type { Inventory } from '../../inventory';
import { encodeOrderId } from '../../orders';
import { badUserInput, decodeCursor, encodeCursor, type Page, type SqlExecutor } from '../../platform';
import { encodeTicketId } from '../../tickets';
import {
  readScansToExport,
  readTicketsToExport,
  type ScanToExport,
  type TicketToExport,
} from '../exports/export-rows.sql';
import type { IssuedTicket, RecordedScan, scanResults } from './show-lists.graphql';

type Seats = Pick<Inventory, 'seatViews'>;
interface OfShow {
  readonly showId: string;
}

const SEAT_NO_MAX = 2_147_483_647;

/** The tickets of a show after the cursor, one more than the page has. */
export async function listTickets(
  database: SqlExecutor,
  inventory: Seats,
  { showId }: OfShow,
  { first, after }: Page,
): Promise<IssuedTicket[]> {
  const [seatNo, generation] = after === null ? [-1, 0] : ticketPlaceOf(after);
  const tickets = await database.run<TicketToExport>(readTicketsToExport, [showId, seatNo, generation, first + 1]);
  const seats = await seatsOf(inventory, showId, tickets);
  return tickets.map((ticket) => {
    const { orderNumber, holderName, email, issuedAt, endedAt, isInside, priceMinor: amountMinor, currency } = ticket;
    return {
      ...{ orderNumber, holderName, email, issuedAt, endedAt, isInside },
      place: ticket,
      id: encodeTicketId({ showId, ticketId: ticket.ticketId }),
      orderId: encodeOrderId({ showId, orderId: ticket.orderId }),
      seat: seats.get(ticket.seatNo) ?? null,
      price: amountMinor === null ? null : { amountMinor, currency },
      endReason: ticket.endReason?.toUpperCase() ?? null,
    };
  });
}

/** The scans of a show after the cursor, one more than the page has. */
export async function listScans(
  database: SqlExecutor,
  inventory: Seats,
  { showId }: OfShow,
  { first, after }: Page,
): Promise<RecordedScan[]> {
  const scans = await database.run<ScanToExport>(readScansToExport, [
    ...[showId, after === null ? '0' : scanPlaceOf(after), first + 1],
  ]);
  const seats = await seatsOf(inventory, showId, scans);
  return scans.map(({ scanId, ticketId, seatNo, direction, result, ...scan }) => ({
    ...scan,
    id: scanId,
    direction: direction === 'in' ? 'IN' : 'OUT',
    // The statement writes no others.
    result: result.toUpperCase() as keyof typeof scanResults,
    ticketId: ticketId === null ? null : encodeTicketId({ showId, ticketId }),
    seat: seatNo === null ? null : (seats.get(seatNo) ?? null),
  }));
}

export const encodeTicketCursor = ({ place }: IssuedTicket): string => encodeCursor(place.seatNo, place.generation);
export const encodeScanCursor = ({ id }: RecordedScan): string => encodeCursor(id);

function ticketPlaceOf(cursor: string): readonly (string | number)[] {
  const place = decodeCursor(cursor, 2);
  if (!place.every((part) => Number.isInteger(part) && Number(part) >= 0 && Number(part) <= SEAT_NO_MAX))
    throw notACursor();
  return place;
}

function scanPlaceOf(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !/^\d{1,18}$/.test(id)) throw notACursor();
  return id;
}

const notACursor = () =>
  badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');

async function seatsOf(inventory: Seats, showId: string, rows: readonly { readonly seatNo: number | null }[]) {
  const seatNos = rows.flatMap(({ seatNo }) => (seatNo === null ? [] : [seatNo]));
  const views = await inventory.seatViews(showId, [...new Set(seatNos)]);
  return new Map(views.map((seat) => [seat.seatNo, seat]));
}
