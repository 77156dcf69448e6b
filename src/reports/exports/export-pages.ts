import type { Catalog, SaleTerms } from '../../catalog';
import type { Inventory } from '../../inventory';
import { encodeOrderId } from '../../orders';
import { currencyOf, type SqlExecutor } from '../../platform';
import { encodeTicketId } from '../../tickets';
import { type FiguresContext, readFigures } from '../read-sales-figures';
import { AFTER_ALL_ORDERS, type OrderPlace, type ShowOrderRow } from '../show-orders/list-orders';
import { listOrdersOfShow } from '../show-orders/show-orders.sql';
import type { ExportKind } from './export-kind';
import { readScansToExport, readTicketsToExport } from './export-rows.sql';

export interface ExportContext extends FiguresContext {
  readonly database: SqlExecutor;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
}

/** A cell; null is empty. */
export type Cell = string | number | null;
/** The same columns, in the same order, in every row. */
export type Row = Readonly<Record<string, Cell>>;

const ROWS_PER_PAGE = 250;

/** The rows of a file, page by page: no more than one page is in memory, whatever the show has sold. */
export async function* exportPages(
  context: ExportContext,
  kind: ExportKind,
  show: SaleTerms,
): AsyncGenerator<readonly Row[]> {
  switch (kind) {
    case 'ORDERS':
      return yield* orderPages(context, show);
    case 'TICKETS':
      return yield* ticketPages(context, show);
    case 'SCANS':
      return yield* scanPages(context, show);
    case 'FIGURES':
      return yield figureRows(context, show);
  }
}

async function* orderPages({ database, inventory }: ExportContext, { showId }: SaleTerms): AsyncGenerator<Row[]> {
  for (let place: OrderPlace = AFTER_ALL_ORDERS; ; ) {
    const values = [showId, place.createdAt, place.orderId, '-infinity', 'infinity', ROWS_PER_PAGE];
    const orders = await database.run<ShowOrderRow>(listOrdersOfShow, values);
    const labels = await labelsOf(
      inventory,
      showId,
      orders.flatMap(({ seatNos }) => seatNos),
    );
    yield orders.map((order) => ({
      order_number: order.number,
      order_id: encodeOrderId(order),
      status: order.status,
      channel: order.channel,
      email: order.email,
      created_at: order.createdAt.toISOString(),
      seat_count: order.seatNos.length,
      seats: order.seatNos.map((seatNo) => labels.get(seatNo)?.label ?? '').join('; '),
      total: decimal(order.totalMinor, order.currency),
      paid: decimal(order.paidMinor, order.currency),
      refunded: decimal(order.refundedMinor, order.currency),
      currency: order.currency,
    }));
    const last = orders.at(-1);
    if (last === undefined || orders.length < ROWS_PER_PAGE) return;
    place = last;
  }
}

interface TicketRow {
  readonly ticketId: string;
  readonly seatNo: number;
  readonly generation: number;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly holderName: string | null;
  readonly issuedAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
  readonly isInside: boolean;
  readonly email: string | null;
  readonly currency: string;
  readonly priceMinor: number | null;
}

async function* ticketPages({ database, inventory }: ExportContext, { showId }: SaleTerms): AsyncGenerator<Row[]> {
  for (let after: Pick<TicketRow, 'seatNo' | 'generation'> = { seatNo: -1, generation: 0 }; ; ) {
    const values = [showId, after.seatNo, after.generation, ROWS_PER_PAGE];
    const tickets = await database.run<TicketRow>(readTicketsToExport, values);
    const seats = await labelsOf(
      inventory,
      showId,
      tickets.map(({ seatNo }) => seatNo),
    );
    yield tickets.map((ticket) => {
      const seat = seats.get(ticket.seatNo);
      return {
        ticket_id: encodeTicketId({ showId, ticketId: ticket.ticketId }),
        order_number: ticket.orderNumber,
        seat: seat?.label ?? '',
        section: seat?.section ?? '',
        row: seat?.row ?? null,
        number: seat?.number ?? null,
        holder_name: ticket.holderName,
        email: ticket.email,
        price: ticket.priceMinor === null ? null : decimal(ticket.priceMinor, ticket.currency),
        currency: ticket.currency,
        issued_at: ticket.issuedAt.toISOString(),
        ended_at: ticket.endedAt?.toISOString() ?? null,
        end_reason: ticket.endReason,
        is_inside: String(ticket.isInside),
      };
    });
    const last = tickets.at(-1);
    if (last === undefined || tickets.length < ROWS_PER_PAGE) return;
    after = last;
  }
}

interface ScanRow {
  readonly scanId: string;
  readonly ticketId: string | null;
  readonly seatNo: number | null;
  readonly gateId: string;
  readonly deviceId: string;
  readonly direction: string;
  readonly result: string;
  readonly passed: boolean;
  readonly isOffline: boolean;
  readonly scannedAt: Date;
  readonly recordedAt: Date;
}

async function* scanPages({ database, inventory }: ExportContext, { showId }: SaleTerms): AsyncGenerator<Row[]> {
  for (let after = '0'; ; ) {
    const scans = await database.run<ScanRow>(readScansToExport, [showId, after, ROWS_PER_PAGE]);
    const seatNos = scans.flatMap(({ seatNo }) => (seatNo === null ? [] : [seatNo]));
    const seats = await labelsOf(inventory, showId, seatNos);
    yield scans.map((scan) => ({
      scan_id: scan.scanId,
      scanned_at: scan.scannedAt.toISOString(),
      recorded_at: scan.recordedAt.toISOString(),
      gate: scan.gateId,
      device: scan.deviceId,
      direction: scan.direction,
      result: scan.result,
      passed: String(scan.passed),
      is_offline: String(scan.isOffline),
      ticket_id: scan.ticketId === null ? null : encodeTicketId({ showId, ticketId: scan.ticketId }),
      seat: scan.seatNo === null ? null : (seats.get(scan.seatNo)?.label ?? ''),
    }));
    const last = scans.at(-1);
    if (last === undefined || scans.length < ROWS_PER_PAGE) return;
    after = last.scanId;
  }
}

/** One file for all figures: what does not belong to a line is empty. */
async function figureRows(context: ExportContext, show: SaleTerms): Promise<Row[]> {
  const [figures] = await readFigures(context, [show]);
  if (figures === undefined) return [];
  const { currency } = show;
  type Line = Partial<Omit<typeof figures, 'gross' | 'refunded'>> & {
    readonly ticketCount?: number;
    readonly gross?: { readonly amountMinor: number };
    readonly refunded?: { readonly amountMinor: number };
  };
  const line = (part: string, name: string, of: Line): Row => ({
    part,
    name,
    places: of.placeCount ?? null,
    free: of.freeCount ?? null,
    held: of.heldCount ?? null,
    reserved: of.reservedCount ?? null,
    sold: of.soldCount ?? null,
    blocked: of.blockedCount ?? null,
    orders: of.orderCount ?? null,
    tickets: of.ticketCount ?? null,
    gross: of.gross === undefined ? null : decimal(of.gross.amountMinor, currency),
    refunded: of.refunded === undefined ? null : decimal(of.refunded.amountMinor, currency),
    currency,
    as_of: figures.asOf.toISOString(),
  });
  return [
    line('total', '', figures),
    ...figures.bySection.map((of) => line('section', of.name, of)),
    ...figures.byZone.map((of) => line('zone', of.name, of)),
    ...(await figures.countBlocked()).map((of) => line('block', of.kind ?? 'UNPRICED', { blockedCount: of.seatCount })),
    ...figures.byChannel.map((of) => line('channel', of.channel, of)),
    ...figures.byHour.map((of) => line('hour', of.hour.toISOString(), of)),
  ];
}

type SeatNames = Pick<Awaited<ReturnType<Inventory['seatViews']>>[number], 'label' | 'section' | 'row' | 'number'>;

async function labelsOf(
  inventory: Inventory,
  showId: string,
  seatNos: readonly number[],
): Promise<ReadonlyMap<number, SeatNames>> {
  const views = await inventory.seatViews(showId, [...new Set(seatNos)]);
  return new Map(views.map((seat) => [seat.seatNo, seat]));
}

/** An amount as a plain decimal number, with a point: `42.50`. */
function decimal(amountMinor: number, currency: string): string {
  const digits = currencyOf(currency)?.digits ?? 2;
  const units = String(amountMinor).padStart(digits + 1, '0');
  return digits === 0 ? units : `${units.slice(0, -digits)}.${units.slice(-digits)}`;
}
