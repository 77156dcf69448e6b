import type { Catalog, SaleTerms } from '../../catalog';
import type { Inventory } from '../../inventory';
import { encodeOrderId } from '../../orders';
import { currencyOf, type SqlExecutor } from '../../platform';
import { encodeTicketId } from '../../tickets';
import { type FiguresContext, readFigures } from '../read-sales-figures';
import { AFTER_ALL_ORDERS, type OrderPlace, type ShowOrderRow } from '../show-orders/list-orders';
import { listOrdersOfShow } from '../show-orders/show-orders.sql';
import type { ExportKind } from './export-kind';
import { readScansToExport, readTicketsToExport, type ScanToExport, type TicketToExport } from './export-rows.sql';

export interface ExportContext extends FiguresContext {
  readonly database: SqlExecutor;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
}

/** A cell; null is empty. */
export type Cell = string | number | null;
/** A cell for each column of `exportColumns`, in their order. */
export type Row = readonly Cell[];

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

/**
 * The rows of a list, page by page. Each page is emptied once its lines are written. What the driver leaves of an answer is moved
 * to V8's old generation when it happens to be collected at that moment, and then keeps all that it still names, dead as it is,
 * until that generation is collected: a million rows grew the process by 264 MB in this way (decision 54).
 */
async function* pagesOf<Found extends object>(
  readAfter: (last: Found | undefined) => Promise<Found[]>,
  rowsOf: (found: readonly Found[]) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let last: Found | undefined; ; ) {
    const found = await readAfter(last);
    const isLastPage = found.length < ROWS_PER_PAGE;
    last = found.at(-1);
    const rows = await rowsOf(found);
    found.length = 0;
    yield rows;
    rows.length = 0;
    if (isLastPage) return;
  }
}

const orderPages = ({ database, inventory }: ExportContext, { showId }: SaleTerms) =>
  pagesOf<ShowOrderRow>(
    ({ createdAt, orderId }: OrderPlace = AFTER_ALL_ORDERS) =>
      database.run(listOrdersOfShow, [showId, createdAt, orderId, '-infinity', 'infinity', ROWS_PER_PAGE]),
    async (orders) => {
      const labels = await labelsOf(
        inventory,
        showId,
        orders.flatMap(({ seatNos }) => seatNos),
      );
      return orders.map((order) => [
        order.number,
        encodeOrderId(order),
        order.status,
        order.channel,
        order.email,
        order.createdAt.toISOString(),
        order.seatNos.length,
        order.seatNos.map((seatNo) => labels.get(seatNo)?.label ?? '').join('; '),
        decimal(order.totalMinor, order.currency),
        decimal(order.paidMinor, order.currency),
        decimal(order.refundedMinor, order.currency),
        order.currency,
      ]);
    },
  );

const ticketPages = ({ database, inventory }: ExportContext, { showId }: SaleTerms) =>
  pagesOf<TicketToExport>(
    ({ seatNo, generation }: Pick<TicketToExport, 'seatNo' | 'generation'> = { seatNo: -1, generation: 0 }) =>
      database.run(readTicketsToExport, [showId, seatNo, generation, ROWS_PER_PAGE]),
    async (tickets) => {
      const seats = await labelsOf(
        inventory,
        showId,
        tickets.map(({ seatNo }) => seatNo),
      );
      return tickets.map((ticket) => {
        const seat = seats.get(ticket.seatNo);
        return [
          encodeTicketId({ showId, ticketId: ticket.ticketId }),
          ticket.orderNumber,
          seat?.label ?? '',
          seat?.section ?? '',
          seat?.row ?? null,
          seat?.number ?? null,
          ticket.holderName,
          ticket.email,
          ticket.priceMinor === null ? null : decimal(ticket.priceMinor, ticket.currency),
          ticket.currency,
          ticket.issuedAt.toISOString(),
          ticket.endedAt?.toISOString() ?? null,
          ticket.endReason,
          String(ticket.isInside),
        ];
      });
    },
  );

const scanPages = ({ database, inventory }: ExportContext, { showId }: SaleTerms) =>
  pagesOf<ScanToExport>(
    (last) => database.run(readScansToExport, [showId, last?.scanId ?? '0', ROWS_PER_PAGE]),
    async (scans) => {
      const seatNos = scans.flatMap(({ seatNo }) => (seatNo === null ? [] : [seatNo]));
      const seats = await labelsOf(inventory, showId, seatNos);
      return scans.map((scan) => [
        scan.scanId,
        scan.scannedAt.toISOString(),
        scan.recordedAt.toISOString(),
        scan.gateId,
        scan.deviceId,
        scan.direction,
        scan.result,
        String(scan.passed),
        String(scan.isOffline),
        scan.ticketId === null ? null : encodeTicketId({ showId, ticketId: scan.ticketId }),
        scan.seatNo === null ? null : (seats.get(scan.seatNo)?.label ?? ''),
      ]);
    },
  );

/** One file for all figures: what does not belong to a line is empty. */
async function figureRows(context: ExportContext, show: SaleTerms): Promise<Row[]> {
  const [figures] = await readFigures(context, [show], { withParts: true });
  if (figures === undefined) return [];
  const { currency } = show;
  type MoneyField = 'gross' | 'refunded';
  type Line = Partial<Omit<typeof figures, MoneyField>> & {
    readonly ticketCount?: number;
  } & { readonly [field in MoneyField]?: { readonly amountMinor: number } };
  const amount = (money: { readonly amountMinor: number } | undefined): Cell =>
    money === undefined ? null : decimal(money.amountMinor, currency);
  const line = (part: string, name: string, of: Line): Row => [
    part,
    name,
    of.placeCount ?? null,
    of.freeCount ?? null,
    of.heldCount ?? null,
    of.reservedCount ?? null,
    of.soldCount ?? null,
    of.blockedCount ?? null,
    of.orderCount ?? null,
    of.ticketCount ?? null,
    amount(of.gross),
    amount(of.refunded),
    currency,
    figures.asOf.toISOString(),
  ];
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
