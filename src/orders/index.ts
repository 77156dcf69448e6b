/**
 * What a buyer agreed to buy, and the states that an order passes through.
 *
 * An order takes the seats, prices and total of one hold as they are and never changes them. Its status moves only
 * along `orderTransitions`; the database holds the same table, keeps each seat in at most one live order, and writes
 * every change into an audit that nothing can change afterwards. Who moves an order, and when, is the checkout's.
 */
import type { Catalog } from '../catalog';
import type { Inventory } from '../inventory';
import { type AppModule, badUserInput, type Platform } from '../platform';
import type { Topics } from '../realtime';
import { measureDemand } from './demand/measure-demand';
import { InventoryProofResolver } from './inventory-proof.resolver';
import { type OrderLedger, orderLedger } from './order-ledger';
import { openOrderTopic, publishOrderChanges } from './order-topic';
import {
  HoldOrderResolver,
  OrderItemResolver,
  OrderResolver,
  readOwnOrder,
  ViewerOrdersResolver,
} from './orders.resolver';

export { type Actor, actorText, type ExchangeKey, type Order as OrderRow, type OrderKey } from './order';
export { encodeOrderId, findOrder, showOfOrder } from './order-id';
export type { AuditLine, NewOrder, OrderLedger, OrderMove } from './order-ledger';
export { type EndReason, OrderStatus, orderTransitions } from './order-status';
export { Order, OrderItem, orderView } from './orders.graphql';
export { grantOfOrder, ownsOrder } from './owns-order';

export interface Orders extends AppModule {
  readonly ledger: OrderLedger;
}

export interface OrdersDependencies {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly topics: Topics;
}

export function openOrders({ database, outbox }: Platform, dependencies: OrdersDependencies): Orders {
  const ledger = orderLedger(database, outbox);
  const topic = openOrderTopic(dependencies.topics);
  publishOrderChanges(outbox, topic);
  dependencies.catalog.measureDemandBy(measureDemand);
  return {
    ledger,
    resolvers: [
      new OrderResolver(ledger, dependencies.catalog, dependencies.inventory),
      new OrderItemResolver(),
      new HoldOrderResolver(ledger),
      new ViewerOrdersResolver(ledger),
      new InventoryProofResolver(dependencies.inventory, ledger),
    ],
    subscriptions: {
      orderChanged: {
        async open({ orderId }, context) {
          const own = await readOwnOrder(ledger, String(orderId), context);
          if (own === null) throw badUserInput('You have no such order.');
          return topic.subscribe(own.order.orderId, null);
        },
      },
    },
    nodes: [
      {
        kind: 'order',
        typeName: 'Order',
        fetch: (id, context) => readOwnOrder(ledger, id, context),
      },
    ],
  };
}
