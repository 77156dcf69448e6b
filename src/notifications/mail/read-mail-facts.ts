import type { NotificationsContext } from '../context';
import type { NotificationKey } from '../ledger/notification';
import { readFacts } from './mail-facts.sql';

/** What a mail about an order says. */
export interface MailFacts {
  readonly id: string;
  readonly showId: string;
  readonly orderId: string;
  readonly buyerId: string;
  readonly totalMinor: number;
  readonly currency: string;
  readonly startsAt: Date;
  readonly doorsAt: Date;
  readonly ticketsVisibleFrom: Date | null;
  readonly isShowCancelled: boolean;
  readonly eventName: string;
  readonly venueName: string;
  readonly venueAddress: string | null;
  readonly city: string;
  readonly timeZone: string;
  readonly seats: readonly { readonly seatNo: number; readonly label: string; readonly priceMinor: number }[];
  /** Of a message about one ticket. */
  readonly ticketSeatNo: number | null;
  readonly holderName: string | null;
}

type Row = Omit<MailFacts, 'seats'> & { readonly seatNos: readonly number[]; readonly pricesMinor: readonly number[] };

/** The facts of messages, by the message's id. */
export async function readMailFacts(
  { database, inventory }: Pick<NotificationsContext, 'database' | 'inventory'>,
  messages: readonly NotificationKey[],
): Promise<Map<string, MailFacts>> {
  const values = [messages.map(({ showId }) => showId), messages.map(({ id }) => id)];
  const rows = await database.run<Row>(readFacts, values);
  const labels = await readSeatLabels(inventory, rows);
  return new Map(
    rows.map(({ seatNos, pricesMinor, ...row }) => [
      row.id,
      {
        ...row,
        seats: seatNos.map((seatNo, index) => ({
          seatNo,
          label: labels.get(`${row.showId} ${seatNo}`) ?? String(seatNo),
          priceMinor: pricesMinor[index] ?? 0,
        })),
      },
    ]),
  );
}

/** One reading for each show, whatever the number of its orders. */
async function readSeatLabels(
  inventory: NotificationsContext['inventory'],
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const byShow = new Map<string, Set<number>>();
  for (const { showId, seatNos } of rows) {
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
