import { Field, ObjectType } from 'type-graphql';
import { connectionOf, DateTime, MoneyType, Node, pageArgs } from '../platform';
import type { Order as OrderRow } from './order';
import { encodeOrderId } from './order-id';
import { OrderStatus } from './order-status';

@ObjectType({ implements: Node })
export class Order extends Node {
  order!: OrderRow;

  @Field(() => OrderStatus)
  status!: OrderStatus;

  @Field(() => MoneyType)
  total!: MoneyType;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class OrderItem {
  @Field(() => MoneyType, { description: 'The price at the time when the seats were held.' })
  price!: MoneyType;
}

export const { ConnectionType: OrderConnection } = connectionOf('Order', () => Order);
export const OrderPageArgs = pageArgs('Orders', 20);

/** An order as the API shows it. */
export const orderView = (order: OrderRow): Order => ({
  id: encodeOrderId(order),
  order,
  status: order.status,
  total: { amountMinor: order.totalMinor, currency: order.currency },
  createdAt: order.createdAt,
});
