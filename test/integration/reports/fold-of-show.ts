import type { DataSource } from 'typeorm';

/** The figures of a show from the rows of its seats and orders alone, without anything that the service counts by. */

export const blockKinds = ['HOUSE', 'PRODUCTION', 'KILL', 'PRESS', 'DISTANCE'] as const;

interface RawSeat {
  readonly seatNo: number;
  readonly status: string;
  readonly kind: string;
}
interface RawItem {
  readonly seatNo: number;
  readonly price: number;
  readonly returnId: string | null;
  readonly isLive: boolean;
}
interface RawRefund {
  readonly amount: number;
  readonly returnId: string | null;
  /** The order whose return it pays for, where it is another one. */
  readonly forOrderId: string | null;
}
interface RawOrder {
  readonly id: string;
  readonly status: string;
  readonly channel: 'COMPLIMENTARY' | 'BOX_OFFICE' | 'ONLINE';
  readonly createdAt: Date;
  readonly items: readonly RawItem[];
  readonly paid: number;
  readonly refunds: readonly RawRefund[];
  /** The order whose tickets were exchanged for this one, and the return by which they were. */
  readonly exchanged: { readonly orderId: string; readonly returnId: string } | null;
}

export async function foldOfShow(dataSource: DataSource, showId: string, seatsOfRow: number) {
  const seats: RawSeat[] = await dataSource.query(
    `select seat_no as "seatNo", status, upper(coalesce(b.kind, 'house')) as kind
       from show_seat s left join seat_block b on b.show_id = s.show_id and b.id = s.block_id
      where s.show_id = $1 order by seat_no`,
    [showId],
  );
  const orders: RawOrder[] = await dataSource.query(
    `select o.id, o.status, o.created_at as "createdAt",
            coalesce((select case kind when 'sale' then 'BOX_OFFICE' else 'COMPLIMENTARY' end
                        from box_office_order b where b.show_id = o.show_id and b.order_id = o.id),
                     case when length(o.request_hash) = 0 then 'COMPLIMENTARY' else 'ONLINE' end) as channel,
            (select json_agg(json_build_object('seatNo', seat_no, 'price', price_minor, 'returnId', return_id, 'isLive', is_live) order by seat_no)
               from order_item i where i.show_id = o.show_id and i.order_id = o.id) as items,
            coalesce((select amount_minor::int from payment p where p.show_id = o.show_id and p.order_id = o.id and state = 'succeeded'), 0) as paid,
            coalesce((select json_agg(json_build_object('amount', f.amount_minor, 'returnId', f.return_id,
                                                        'forOrderId', case t.reason when 'credit' then t.for_order_id end))
                        from provider_refund f
                        left join ticket_return t on t.show_id = f.show_id and t.id = f.return_id
                       where f.show_id = o.show_id and f.order_id = o.id and f.state <> 'failed'), '[]') as refunds,
            (select json_build_object('orderId', q.order_id, 'returnId', q.id)
               from exchange_quote q where q.show_id = o.exchange_show_id and q.id = o.exchange_id) as exchanged
       from ticket_order o where o.show_id = $1 order by o.created_at, o.id`,
    [showId],
  );
  const rowOf = (seatNo: number) => Math.floor(seatNo / seatsOfRow) % 2;
  const money = moneyOfSeats(orders);
  const part = (name: string, isIn: (seatNo: number) => boolean) => {
    const sum = (of: ReadonlyMap<number, number>) =>
      [...of].reduce((total, [seatNo, minor]) => total + (isIn(seatNo) ? minor : 0), 0);
    const [gross, refunded] = [sum(money.gross), sum(money.refunded)];
    return {
      ...{ name, ...countSeats(seats.filter(({ seatNo }) => isIn(seatNo))) },
      ...{ gross: { amountMinor: gross }, refunded: { amountMinor: refunded }, net: { amountMinor: gross - refunded } },
    };
  };
  const { ticketCount: _, ...total } = countOrders(orders);
  const ofChannel = (wanted: string) => countOrders(orders.filter(({ channel }) => channel === wanted));
  const hourOf = ({ createdAt }: RawOrder) =>
    new Date(Math.floor(createdAt.getTime() / 3_600_000) * 3_600_000).toISOString();
  return inOneOrder({
    ...countSeats(seats),
    complimentaryCount: ofChannel('COMPLIMENTARY').ticketCount,
    ...total,
    net: { amountMinor: total.gross.amountMinor - total.refunded.amountMinor },
    bySection: [part('Stalls', () => true)],
    byZone: [part('Back', (seatNo) => rowOf(seatNo) === 1), part('Front', (seatNo) => rowOf(seatNo) === 0)],
    blockedByKind: blockKinds.flatMap((kind) => {
      const { length } = seats.filter((seat) => seat.status === 'B' && seat.kind === kind);
      return length === 0 ? [] : [{ kind, seatCount: length }];
    }),
    byHour: [...new Set(orders.map(hourOf))].map((hour) => ({
      hour,
      ...countOrders(orders.filter((order) => hourOf(order) === hour)),
    })),
    byChannel: (['BOX_OFFICE', 'COMPLIMENTARY', 'ONLINE'] as const).map((channel) => ({
      channel,
      ...ofChannel(channel),
    })),
  });
}

function countSeats(seats: readonly RawSeat[]) {
  const of = (letter: string) => seats.filter(({ status }) => status === letter).length;
  return {
    placeCount: seats.length,
    ...{ freeCount: of('A'), heldCount: of('H'), reservedCount: of('R'), soldCount: of('S'), blockedCount: of('B') },
  };
}

function countOrders(orders: readonly RawOrder[]) {
  const confirmed = orders.filter(({ status }) => status === 'C');
  const sum = (some: readonly RawOrder[], of: (order: RawOrder) => number) =>
    some.reduce((total, order) => total + of(order), 0);
  return {
    orderCount: confirmed.length,
    ticketCount: sum(confirmed, ({ items }) => items.filter(({ isLive }) => isLive).length),
    gross: { amountMinor: sum(orders, ({ paid }) => paid) },
    refunded: { amountMinor: sum(orders, ({ refunds }) => refunds.reduce((total, { amount }) => total + amount, 0)) },
  };
}

/** Each payment and each refund, split over the seats that it was for. */
function moneyOfSeats(orders: readonly RawOrder[]) {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const [gross, refunded] = [new Map<number, number>(), new Map<number, number>()];
  for (const order of orders) {
    split(order.items, order.paid, gross);
    for (const refund of order.refunds) {
      const returnId = refund.forOrderId === null ? refund.returnId : exchangeOf(order, refund.forOrderId, byId);
      const own = order.items.filter((item) => item.returnId !== null && item.returnId === returnId);
      split(own.length > 0 ? own : order.items, refund.amount, refunded);
    }
  }
  return { gross, refunded };
}

/** The return by which seats of an order became, over however many exchanges, those of a later one. */
function exchangeOf({ id }: Pick<RawOrder, 'id'>, laterId: string, byId: ReadonlyMap<string, RawOrder>): string | null {
  const exchanged = byId.get(laterId)?.exchanged;
  if (exchanged == null) return null;
  return exchanged.orderId === id ? exchanged.returnId : exchangeOf({ id }, exchanged.orderId, byId);
}

function split(items: readonly RawItem[], amount: number, sums: Map<number, number>): void {
  const total = items.reduce((sum, { price }) => sum + price, 0);
  let [before, price] = [0, 0];
  for (const item of items) {
    price += item.price;
    const upTo = total > 0 ? Math.floor((amount * price) / total) : amount;
    sums.set(item.seatNo, (sums.get(item.seatNo) ?? 0) + upTo - before);
    before = upTo;
  }
}

interface Counted {
  readonly orderCount: number;
  readonly ticketCount: number;
  readonly gross: { readonly amountMinor: number };
  readonly refunded: { readonly amountMinor: number };
}

interface CountedByHour {
  readonly byHour: readonly (Counted & { readonly hour: string })[];
  readonly byChannel: readonly Counted[];
}

/** In one order of fields; hours and channels in which nothing is left may be listed or not. */
export function inOneOrder<Figures extends CountedByHour>(figures: Figures): unknown {
  const isSomething = ({ orderCount, ticketCount, gross, refunded }: Counted) =>
    orderCount > 0 || ticketCount > 0 || gross.amountMinor > 0 || refunded.amountMinor > 0;
  return sorted({
    ...figures,
    byHour: figures.byHour.filter(isSomething).map((row) => ({ ...row, hour: new Date(row.hour).toISOString() })),
    byChannel: figures.byChannel.filter(isSomething),
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(fields.map(([key, part]) => [key, sorted(part)]));
}
