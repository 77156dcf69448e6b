import type { NotificationsContext } from '../context';
import type { NotificationKey } from '../ledger/notification';
import { readFacts } from './mail-facts.sql';

/** What a mail says. */
export interface MailFacts {
  readonly id: string;
  readonly showId: string;
  /** Null for a mail about a hold or to an organizer. */
  readonly orderId: string | null;
  /** Of the order, or of the hold. */
  readonly totalMinor: number;
  readonly currency: string;
  /** What the refund of the order returns, or the last return of its tickets; null where there is none. */
  readonly refundMinor: number | null;
  /** Of a message about a return, after which nothing was left of the order. */
  readonly endedOrder: boolean;
  /** Null for a mail that is not about one show. */
  readonly show: ShowFacts | null;
  readonly hold: HoldFacts | null;
  readonly ticketsVisibleFrom: Date | null;
  /** Until when buyers may return tickets of a show that was moved; null where it was not. */
  readonly fullReturnUntil: Date | null;
  readonly isShowCancelled: boolean;
  readonly isPaused: boolean;
  readonly seatsLeft: number | null;
  readonly seats: readonly { readonly seatNo: number; readonly label: string; readonly priceMinor: number }[];
  /** Of a message about one ticket. */
  readonly ticketSeatNo: number | null;
  readonly holderName: string | null;
  readonly isTicketEnded: boolean;
  /** Of a change of the address. */
  readonly newAddress: string | null;
}

export interface ShowFacts {
  readonly startsAt: Date;
  readonly doorsAt: Date;
  readonly eventName: string;
  readonly venueName: string;
  readonly venueAddress: string | null;
  readonly city: string;
  readonly timeZone: string;
}

export interface HoldFacts {
  readonly holdId: string;
  readonly status: 'ACTIVE' | 'RESERVED' | 'CONVERTED' | 'ENDED';
  readonly expiresAt: Date;
}

type Row = Omit<MailFacts, 'seats' | 'show' | 'hold'> & {
  readonly [name in keyof ShowFacts]: ShowFacts[name] | null;
} & {
  readonly holdId: string | null;
  readonly holdStatus: HoldFacts['status'];
  readonly holdExpiresAt: Date | null;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
};

/** The facts of messages, by the message's id. */
export async function readMailFacts(
  { database, inventory }: Pick<NotificationsContext, 'database' | 'inventory'>,
  messages: readonly NotificationKey[],
): Promise<Map<string, MailFacts>> {
  const values = [messages.map(({ showId }) => showId), messages.map(({ id }) => id)];
  const rows = await database.run<Row>(readFacts, values);
  const labels = await readSeatLabels(inventory, rows);
  return new Map(rows.map((row) => [row.id, factsOf(row, labels)]));
}

function factsOf(row: Row, labels: ReadonlyMap<string, string>): MailFacts {
  const { seatNos, pricesMinor, holdId, holdStatus, holdExpiresAt, ...rest } = row;
  const seats = seatNos.map((seatNo, index) => ({
    seatNo,
    label: labels.get(`${row.showId} ${seatNo}`) ?? String(seatNo),
    priceMinor: Number(pricesMinor[index] ?? 0),
  }));
  const hold =
    holdId === null || holdExpiresAt === null ? null : { holdId, status: holdStatus, expiresAt: holdExpiresAt };
  // A show has all of them.
  return { ...rest, seats, hold, show: row.eventName === null ? null : (row as ShowFacts) };
}

/** One reading for each show, whatever the number of its orders. */
async function readSeatLabels(
  inventory: NotificationsContext['inventory'],
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const byShow = new Map<string, Set<number>>();
  for (const { showId, seatNos } of rows) {
    if (seatNos.length === 0) continue;
    const known = byShow.get(showId) ?? new Set();
    for (const seatNo of seatNos) known.add(seatNo);
    byShow.set(showId, known);
  }
  const labels = new Map<string, string>();
  for (const [showId, seatNos] of byShow) {
    const seats = await inventory.seatViews(showId, [...seatNos]);
    for (const { seatNo, label } of seats) labels.set(`${showId} ${seatNo}`, label);
  }
  return labels;
}
