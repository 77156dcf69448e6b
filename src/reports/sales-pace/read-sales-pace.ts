import { type SaleTerms, showStatus } from '../../catalog';
import type { SqlExecutor } from '../../platform';
import type { WaitingRoom } from '../../waiting-room';
import type { FiguresContext } from '../read-sales-figures';
import { figuresOfSeats } from '../seat-figures';
import {
  CONVERSION_MINUTES,
  ENDED_HOLDS_MIN,
  HOLD_SECONDS,
  ORDERS_MIN,
  type SalesPace,
  TICKET_MINUTES,
} from './sales-pace.graphql';
import { HOLDS_MAX, ORDERS_MAX, readPace } from './sales-pace.sql';

export interface PaceContext extends FiguresContext {
  readonly database: SqlExecutor;
  readonly waitingRoom: Pick<WaitingRoom, 'readCounts'>;
}

interface Row {
  readonly holdCount: number;
  readonly holdsListed: number;
  readonly oldestHoldAt: Date | null;
  readonly endedCount: number;
  readonly boughtCount: number;
  readonly ordersListed: number;
  readonly oldestOrderAt: Date | null;
  readonly orderCount: number;
  readonly ticketCount: number;
}

/** A pace with what tells it from others. */
export type MeasuredPace = SalesPace & { readonly fingerprint: string };

const secondsSince = (at: Date, now: Date): number => Math.max(1, (now.getTime() - at.getTime()) / 1000);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** How fast a show sells. */
export async function readSalesPace(context: PaceContext, show: SaleTerms): Promise<MeasuredPace> {
  const { database, clock, inventory, waitingRoom } = context;
  const asOf = clock.now();
  const { showId, salesOpenAt } = show;
  const since = new Date(Math.max(asOf.getTime() - TICKET_MINUTES * 60_000, salesOpenAt.getTime()));
  const [read, [row], counts] = await Promise.all([
    inventory.readStatuses(show),
    database.run<Row>(readPace, [showId, asOf, HOLD_SECONDS, CONVERSION_MINUTES * 60, since]),
    // Figures of a sale go on without Redis.
    waitingRoom.readCounts(showId).catch(() => null),
  ]);
  if (row === undefined) throw new Error('The pace of a show is one row');
  const { placeCount, soldCount, blockedCount } = figuresOfSeats(read?.statuses ?? '');
  const { ticketsPerMinute, orderSeconds } = ticketPace(row, since, asOf);
  const isSelling = showStatus(show, asOf) === 'ON_SALE';
  const left = placeCount - soldCount - blockedCount;
  const pace = {
    holdsPerSecond: holdPace(row, asOf),
    conversion: row.endedCount < ENDED_HOLDS_MIN ? null : rounded(row.boughtCount / row.endedCount, 3),
    endedHoldCount: row.endedCount,
    ticketsPerMinute,
    orderCount: row.orderCount,
    minutesToSoldOut: isSelling && left > 0 && ticketsPerMinute !== null ? Math.ceil(left / ticketsPerMinute) : null,
    ...{ waitingCount: counts?.waitingCount ?? null, insideCount: counts?.insideCount ?? null },
    admittedCount: counts?.admittedCount ?? null,
  };
  return { ...pace, orderSeconds, asOf, fingerprint: JSON.stringify(pace) };
}

function holdPace({ holdCount, holdsListed, oldestHoldAt }: Row, now: Date): number {
  const isCut = holdsListed === HOLDS_MAX && holdCount === HOLDS_MAX && oldestHoldAt !== null;
  return rounded(holdCount / (isCut ? secondsSince(oldestHoldAt, now) : HOLD_SECONDS), 1);
}

function ticketPace({ ordersListed, oldestOrderAt, orderCount, ticketCount }: Row, since: Date, now: Date) {
  const isCut = ordersListed === ORDERS_MAX && oldestOrderAt !== null;
  const seconds = secondsSince(isCut ? oldestOrderAt : since, now);
  const isKnown = orderCount >= ORDERS_MIN && ticketCount > 0;
  return {
    ticketsPerMinute: isKnown ? rounded((ticketCount * 60) / seconds, 2) : null,
    orderSeconds: Math.round(seconds),
  };
}
