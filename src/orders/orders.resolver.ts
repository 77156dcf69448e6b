import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Viewer } from '../accounts';
import { type Catalog, Show } from '../catalog';
import { type Inventory, Seat, SeatHold } from '../inventory';
import {
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  isUuid,
  type MoneyType,
  pageOf,
  type RequestContext,
  streamOfModule,
  Work,
} from '../platform';
import type { Order as OrderRow } from './order';
import type { OrderLedger } from './order-ledger';
import { Order, OrderConnection, OrderItem, OrderPageArgs, orderView } from './orders.graphql';
import { ownsOrder } from './owns-order';

const ORDERS_PER_PAGE_MAX = 100;

@Resolver(() => Order)
export class OrderResolver {
  constructor(
    private readonly ledger: OrderLedger,
    private readonly catalog: Catalog,
    private readonly inventory: Inventory,
  ) {}

  @Query(() => Order, {
    nullable: true,
    description: 'Null if there is no such order, or if it belongs to another buyer.',
  })
  order(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<Order | null> {
    return readOwnOrder(this.ledger, id, context);
  }

  @FieldResolver(() => Show)
  async show(@Root() { order }: Order, @Ctx() context: RequestContext): Promise<Show> {
    const show = await this.catalog.showById(order.showId, context);
    if (show === null) throw new Error(`Order ${order.orderId} belongs to no show`);
    return show;
  }

  @FieldResolver(() => [OrderItem], { description: 'In seat map order.' })
  async items(@Root() { order }: Order): Promise<{ seat: Seat; price: MoneyType }[]> {
    const prices = new Map(order.seatNos.map((seatNo, index) => [seatNo, order.pricesMinor[index]]));
    const seats = await this.inventory.seatViews(order.showId, order.seatNos);
    return seats.map((seat) => ({
      seat,
      price: { amountMinor: prices.get(seat.seatNo) ?? 0, currency: order.currency },
    }));
  }

  @Subscription(() => Order, {
    subscribe: streamOfModule,
    description:
      'Sends the current order first, then the order after each change. Only the buyer of the order may subscribe.',
  })
  async orderChanged(
    @Root() _event: object,
    @Arg('orderId', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Order> {
    const order = await readOwnOrder(this.ledger, id, context);
    if (order === null) throw new Error(`Order ${id} was there when its stream was opened`);
    return order;
  }
}

@Resolver(() => OrderItem)
export class OrderItemResolver {
  @FieldResolver(() => Seat)
  seat(@Root() { seat }: { seat: Seat }): Seat {
    return seat;
  }
}

@Resolver(() => SeatHold)
export class HoldOrderResolver {
  constructor(private readonly ledger: OrderLedger) {}

  @Work({ statements: 1 })
  @FieldResolver(() => Order, {
    nullable: true,
    description:
      'The order that was made from the hold, paid or waiting for its payment. Null while the hold is active.',
  })
  async order(@Root() { hold }: SeatHold): Promise<Order | null> {
    const order = hold.orderId === null ? null : await this.ledger.read({ showId: hold.showId, orderId: hold.orderId });
    return order === null || order.buyerId !== hold.buyerId ? null : orderView(order);
  }
}

@Resolver(() => Viewer)
export class ViewerOrdersResolver {
  constructor(private readonly ledger: OrderLedger) {}

  @Work({ statements: 1 })
  @FieldResolver(() => OrderConnection, { description: 'Newest first.' })
  async orders(
    @Root() { callerId }: Viewer,
    @Args(() => OrderPageArgs) args: InstanceType<typeof OrderPageArgs>,
  ): Promise<Connection<Order>> {
    const page = pageOf(args, ORDERS_PER_PAGE_MAX);
    const rows = await this.ledger.readOfBuyer(callerId, afterOf(page.after), page.first + 1);
    return connect(rows.map(orderView), page, ({ order }) => encodeCursor(order.orderId));
  }
}

/** An order of the caller, or null; another buyer's order looks as if it did not exist. */
export async function readOwnOrder(ledger: OrderLedger, id: string, { caller }: RequestContext): Promise<Order | null> {
  const key = caller === null ? null : await ledger.find(id);
  if (key === null || caller === null) return null;
  const order: OrderRow | null = await ledger.read(key);
  return order !== null && ownsOrder(caller, order) ? orderView(order) : null;
}

/** The order id in a cursor: ids sort by creation, so the id alone is enough. */
function afterOf(after: string | null): string | null {
  if (after === null) return null;
  const [orderId] = decodeCursor(after, 1);
  // An invalid cursor gives the end of the list rather than a database error.
  return typeof orderId === 'string' && isUuid(orderId) ? orderId : '00000000-0000-0000-0000-000000000000';
}
