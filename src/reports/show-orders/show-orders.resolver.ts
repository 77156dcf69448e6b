import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type Catalog, mayRunShow, Show } from '../../catalog';
import { type Inventory, Seat } from '../../inventory';
import { encodeOrderId, findOrder, type OrderLedger } from '../../orders';
import {
  type Connection,
  connect,
  pageOf,
  type Readers,
  type RequestContext,
  type SqlExecutor,
  Work,
} from '../../platform';
import { encodeTicketId } from '../../tickets';
import { encodeOrderCursor, listOrders, type ShowOrderRow } from './list-orders';
import {
  ShowOrder,
  ShowOrderChange,
  ShowOrderConnection,
  ShowOrderFilter,
  ShowOrderPageArgs,
  ShowOrderTicket,
} from './show-orders.graphql';
import { readOrderOfShow, readTicketsOfOrder } from './show-orders.sql';

const ORDERS_FIRST_MAX = 100;
const SEATS_ASSUMED = 4;
/** Labels of seats are compared with a text. */
const RECORDS_ASSUMED = 10_000;

interface ShowOrdersContext {
  readonly database: SqlExecutor;
  readonly readers: Readers;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly ledger: Pick<OrderLedger, 'readAudit'>;
}

@Resolver(() => Show)
export class ShowOrdersResolver {
  constructor(private readonly context: ShowOrdersContext) {}

  @Work({ statements: 1, records: RECORDS_ASSUMED })
  @FieldResolver(() => ShowOrderConnection, {
    nullable: true,
    description: `The orders of the show, newest first; at most ${ORDERS_FIRST_MAX} per page. For members who may sell it; null for others.`,
  })
  async orders(
    @Root() show: Show,
    @Arg('filter', () => ShowOrderFilter, { nullable: true }) filter: ShowOrderFilter | null,
    @Args(() => ShowOrderPageArgs) args: InstanceType<typeof ShowOrderPageArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<ShowOrder> | null> {
    if (!(await mayRunShow(request.caller, show, 'sell'))) return null;
    const { readers, catalog, inventory } = this.context;
    const page = pageOf(args, ORDERS_FIRST_MAX);
    request.budget.spend({ statements: 1, records: RECORDS_ASSUMED });
    const terms = await catalog.saleTermsOf(show.showId);
    if (terms === null) throw new Error(`Show ${show.showId} has no terms`);
    const rows = await listOrders(readers.of(request), inventory, terms, filter ?? {}, page);
    return connect(rows.map(showOrderView), page, ({ order }) => encodeOrderCursor(order));
  }

  @Query(() => ShowOrder, {
    nullable: true,
    description: 'An order of a show that the caller may sell; null for others, and if there is none.',
  })
  async showOrder(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<ShowOrder | null> {
    const { database, catalog } = this.context;
    const key = request.caller === null ? null : await findOrder(database, id);
    const terms = key === null ? null : await catalog.saleTermsOf(key.showId);
    if (key === null || terms === null || !(await mayRunShow(request.caller, terms, 'sell'))) return null;
    const [row] = await database.run<ShowOrderRow>(readOrderOfShow, [key.showId, key.orderId]);
    return row === undefined ? null : showOrderView(row);
  }
}

@Resolver(() => ShowOrder)
export class ShowOrderResolver {
  constructor(private readonly context: ShowOrdersContext) {}

  @Work({ items: SEATS_ASSUMED })
  @FieldResolver(() => [Seat], { description: 'The seats that it has, or had as it ended.' })
  seats(@Root() { order }: ShowOrder): Promise<Seat[]> {
    return this.context.inventory.seatViews(order.showId, order.seatNos);
  }

  @Work({ statements: 1, items: SEATS_ASSUMED })
  @FieldResolver(() => [ShowOrderTicket])
  async tickets(@Root() { order }: ShowOrder): Promise<ShowOrderTicket[]> {
    const values = [order.showId, order.orderId];
    const rows = await this.context.database.run<ShowOrderTicket & { ticketId: string }>(readTicketsOfOrder, values);
    return rows.map((row) => ({ ...row, id: encodeTicketId({ showId: order.showId, ticketId: row.ticketId }), order }));
  }

  @Work({ statements: 1, items: 10 })
  @FieldResolver(() => [ShowOrderChange], { description: 'Who changed what of it, oldest first.' })
  async history(@Root() { order }: ShowOrder): Promise<ShowOrderChange[]> {
    const lines = await this.context.ledger.readAudit(order);
    return lines.map(({ change, ...line }) => ({ ...line, change: JSON.stringify(change) }));
  }
}

@Resolver(() => ShowOrderTicket)
export class ShowOrderTicketResolver {
  constructor(private readonly context: Pick<ShowOrdersContext, 'inventory'>) {}

  @FieldResolver(() => Seat, { nullable: true })
  async seat(@Root() { seatNo, order }: ShowOrderTicket & { readonly order: ShowOrderRow }): Promise<Seat | null> {
    const [seat] = await this.context.inventory.seatViews(order.showId, [seatNo]);
    return seat ?? null;
  }
}

function showOrderView(order: ShowOrderRow): ShowOrder {
  const { number, status, channel, email, createdAt, currency, seatNos } = order;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    ...{ order, id: encodeOrderId(order), number, status, channel, email, createdAt, seatCount: seatNos.length },
    ...{ total: money(order.totalMinor), paid: money(order.paidMinor), refunded: money(order.refundedMinor) },
  };
}
