import { Field, ObjectType } from 'type-graphql';
import { connectionOf, DateTime, encodeId, MoneyType, Node, pageArgs } from '../platform';
import type { Order as OrderRow } from './order';
import { OrderStatus, orderStatusOf } from './order-status';

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
  @Field(() => MoneyType, { description: 'As it was when the seats were held.' })
  price!: MoneyType;
}

export const { ConnectionType: OrderConnection } = connectionOf('Order', () => Order);
export const OrderPageArgs = pageArgs('Orders', 20);

/** An order as the API shows it. */
export const orderView = (order: OrderRow): Order => ({
  id: encodeId('order', order.orderId),
  order,
  status: orderStatusOf(order.letter),
  total: { amountMinor: order.totalMinor, currency: order.currency },
  createdAt: order.createdAt,
});
