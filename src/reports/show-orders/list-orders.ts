import type { SaleTerms } from '../../catalog';
import type { Inventory } from '../../inventory';
import type { OrderStatus } from '../../orders';
import {
  badUserInput,
  decodeCursor,
  decodeIdWithin,
  encodeCursor,
  isUuid,
  type Page,
  type SqlExecutor,
} from '../../platform';
import type { SalesChannel } from '../sales-figures.graphql';
import { findOrdersOfShow, listConfirmedOrders, listOrdersByStatus, listOrdersOfShow } from './show-orders.sql';

/** An order as its organizer sees it. */
export interface ShowOrderRow {
  readonly showId: string;
  readonly orderId: string;
  /** As the buyer sees it. */
  readonly number: string;
  readonly status: OrderStatus;
  readonly channel: SalesChannel;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly totalMinor: number;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly currency: string;
  readonly seatNos: readonly number[];
}

export interface OrderWishes {
  readonly text?: string | null | undefined;
  readonly status?: OrderStatus | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

export interface OrderPlace {
  readonly createdAt: Date | 'infinity';
  readonly orderId: string;
}

export const AFTER_ALL_ORDERS: OrderPlace = { createdAt: 'infinity', orderId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** The orders of a show that meet the wishes, newest first, one more than the page has. */
export async function listOrders(
  database: SqlExecutor,
  inventory: Pick<Inventory, 'seatNosLabeled'>,
  show: SaleTerms,
  { text, status, from, to }: OrderWishes,
  page: Page,
): Promise<ShowOrderRow[]> {
  const place = page.after === null ? AFTER_ALL_ORDERS : decodeOrderCursor(page.after);
  const { createdAt, orderId } = place;
  const values = [show.showId, createdAt, orderId, from ?? '-infinity', to ?? 'infinity', page.first + 1];
  const words = text?.normalize('NFC').trim() ?? '';
  if (words !== '') {
    const seatNos = await inventory.seatNosLabeled(show, words);
    const found = [status ?? null, words.toLowerCase(), seatNos, decodeIdWithin('order', words)?.uuid ?? null];
    return database.run<ShowOrderRow>(findOrdersOfShow, [...values, ...found]);
  }
  if (status == null) return database.run<ShowOrderRow>(listOrdersOfShow, values);
  if (status === 'CONFIRMED') return database.run<ShowOrderRow>(listConfirmedOrders, values);
  return database.run<ShowOrderRow>(listOrdersByStatus, [...values, status]);
}

export const encodeOrderCursor = ({ createdAt, orderId }: ShowOrderRow): string =>
  encodeCursor(createdAt.getTime(), orderId);

function decodeOrderCursor(cursor: string): OrderPlace {
  const [ms, orderId] = decodeCursor(cursor, 2);
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms) || Math.abs(ms) > MS_MAX || !isUuid(String(orderId)))
    throw badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
  return { createdAt: new Date(ms), orderId: String(orderId) };
}

/** What both PostgreSQL and JavaScript can hold. */
const MS_MAX = 8_000_000_000_000_000;
