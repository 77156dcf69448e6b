import { type BlockedReason, type Inventory, SeatBlockKind, type SeatLayoutKey, type SeatStatuses } from '../inventory';
import type { Clock, MoneyType, SqlExecutor } from '../platform';
import type {
  BlockedFigures,
  ChannelFigures,
  HourFigures,
  OrderFigures,
  SalesChannel,
  SalesFigures,
} from './sales-figures.graphql';
import { readSales } from './sales-figures.sql';
import { figuresBySection, figuresByZone, figuresOfSeats, type SeatFigures } from './seat-figures';

interface Sums {
  readonly orderCount: number;
  readonly ticketCount: number;
  readonly grossMinor: number;
  readonly refundedMinor: number;
}

interface Row {
  readonly showId: string;
  readonly channels: readonly (Sums & { readonly channel: SalesChannel })[];
  readonly hours: readonly (Sums & { readonly hour: string })[];
}

export interface FiguresContext {
  readonly database: SqlExecutor;
  readonly clock: Clock;
  readonly inventory: Pick<Inventory, 'readStatuses' | 'countBlocked'>;
}

export interface CountedShow extends SeatLayoutKey {
  readonly currency: string;
}

/** Figures with what tells them from others: equal where nothing has changed but the moment of counting. */
export type CountedFigures = SalesFigures & { readonly fingerprint: string };

/**
 * The figures of shows. Seats are read first: a sale that is seen there is seen in the orders too, and the refund of a seat
 * that was returned comes after its return.
 */
export async function readFigures(
  { database, clock, inventory }: FiguresContext,
  shows: readonly CountedShow[],
): Promise<CountedFigures[]> {
  const asOf = clock.now();
  const seats = await Promise.all(shows.map((show) => inventory.readStatuses(show)));
  const rows = await database.run<Row>(readSales, [shows.map(({ showId }) => showId)]);
  const byShow = new Map(rows.map((row) => [row.showId, row]));
  return shows.map((show, index) => {
    const { showId, currency } = show;
    const row = byShow.get(showId) ?? { showId, channels: [], hours: [] };
    const read = seats[index] ?? null;
    let blocked: Promise<readonly BlockedFigures[]> | null = null;
    const countBlocked = () => {
      blocked ??= inventory.countBlocked(show, read?.statuses ?? '').then(blockedFigures);
      return blocked;
    };
    return figuresOf(row, read, currency, asOf, countBlocked);
  });
}

const kinds: Readonly<Record<BlockedReason, SeatBlockKind | null>> = {
  house: SeatBlockKind.HOUSE,
  production: SeatBlockKind.PRODUCTION,
  kill: SeatBlockKind.KILL,
  press: SeatBlockKind.PRESS,
  distance: SeatBlockKind.DISTANCE,
  unpriced: null,
};

/** In one order, without kinds that no seat has. */
const blockedFigures = (counts: ReadonlyMap<BlockedReason, number>): BlockedFigures[] =>
  // The keys are all there are.
  (Object.keys(kinds) as BlockedReason[]).flatMap((reason) => {
    const seatCount = counts.get(reason) ?? 0;
    return seatCount === 0 ? [] : [{ kind: kinds[reason], seatCount }];
  });

function figuresOf(
  { channels, hours }: Row,
  read: SeatStatuses | null,
  currency: string,
  asOf: Date,
  countBlocked: CountedFigures['countBlocked'],
): CountedFigures {
  const { statuses = '', seatMap } = read ?? {};
  const seats: SeatFigures = figuresOfSeats(statuses);
  const sum = (field: keyof Sums) => channels.reduce((total, sums) => total + sums[field], 0);
  const total = ordersOf(
    {
      orderCount: sum('orderCount'),
      ticketCount: sum('ticketCount'),
      grossMinor: sum('grossMinor'),
      refundedMinor: sum('refundedMinor'),
    },
    currency,
  );
  return {
    ...seats,
    ...{ orderCount: total.orderCount, gross: total.gross, refunded: total.refunded, net: total.net },
    complimentaryCount: channels.find(({ channel }) => channel === 'COMPLIMENTARY')?.ticketCount ?? 0,
    asOf,
    countBlocked,
    fingerprint: `${statuses} ${JSON.stringify(channels)}`,
    // Worked out where they are asked for.
    get bySection() {
      return seatMap === undefined ? [] : figuresBySection(statuses, seatMap);
    },
    get byZone() {
      return seatMap === undefined ? [] : figuresByZone(statuses, seatMap);
    },
    get byHour(): HourFigures[] {
      return hours.map(({ hour, ...sums }) => ({ hour: new Date(hour), ...ordersOf(sums, currency) }));
    },
    get byChannel(): ChannelFigures[] {
      return channels.map(({ channel, ...sums }) => ({ channel, ...ordersOf(sums, currency) }));
    },
  };
}

function ordersOf({ orderCount, ticketCount, grossMinor, refundedMinor }: Sums, currency: string): OrderFigures {
  const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
  return {
    orderCount,
    ticketCount,
    gross: money(grossMinor),
    refunded: money(refundedMinor),
    net: money(grossMinor - refundedMinor),
  };
}
