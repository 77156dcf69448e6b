import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Order, orderView, ownsOrder } from '../../orders';
import { type RequestContext, type ResultOf, Work } from '../../platform';
import { maskAddress } from '../access/mask-address';
import { openOrder } from '../access/open-order';
import { sendOrderLink } from '../access/send-order-link';
import type { NotificationsContext } from '../context';
import type { NotificationKind, NotificationState } from '../ledger/notification';
import { readOfOrder } from '../ledger/notifications.sql';
import {
  type DeliveryStatus,
  OpenOrderResult,
  OrderLinkInput,
  OrderNotification,
  SendOrderLinkResult,
} from './notifications.graphql';

interface NotificationRow {
  readonly kind: NotificationKind;
  readonly state: NotificationState;
  readonly recipient: string;
  readonly sentAt: Date | null;
}

const statuses: Readonly<Record<NotificationState, DeliveryStatus>> = {
  WAITING: 'WAITING',
  SENDING: 'WAITING',
  SENT: 'SENT',
  FAILED: 'FAILED',
  SUPPRESSED: 'FAILED',
  // Not read.
  DROPPED: 'FAILED',
};

@Resolver(() => Order)
export class OrderNotificationsResolver {
  constructor(private readonly context: NotificationsContext) {}

  @Work({ statements: 1, items: 5 })
  @FieldResolver(() => [OrderNotification], {
    description: 'The mails to the buyer, oldest first. Empty for others than the buyer, and without an address.',
  })
  async notifications(@Root() { order }: Order, @Ctx() { caller }: RequestContext): Promise<OrderNotification[]> {
    if (!ownsOrder(caller, order)) return [];
    const rows = await this.context.database.run<NotificationRow>(readOfOrder, [order.showId, order.orderId]);
    return rows.map(({ kind, state, recipient, sentAt }) => ({
      ...{ kind, sentAt, status: statuses[state], sentTo: maskAddress(recipient) },
    }));
  }
}

@Resolver()
export class OrderAccessResolver {
  constructor(private readonly context: NotificationsContext) {}

  @Mutation(() => OpenOrderResult, {
    description:
      'Opens an order by the link in a mail, on any device and without an earlier session. Each link works once.',
  })
  async openOrder(
    @Arg('input', () => OrderLinkInput) { secret }: OrderLinkInput,
  ): Promise<ResultOf<typeof OpenOrderResult>> {
    const outcome = await openOrder(this.context, secret);
    return outcome.kind === 'OpenOrderPayload' ? { ...outcome, order: orderView(outcome.order) } : outcome;
  }

  @Mutation(() => SendOrderLinkResult, {
    description:
      'Sends a new link to an order, to the address to which the given one was sent. At most once a minute and ten times a day.',
  })
  sendOrderLink(
    @Arg('input', () => OrderLinkInput) { secret }: OrderLinkInput,
  ): Promise<ResultOf<typeof SendOrderLinkResult>> {
    return sendOrderLink(this.context, secret);
  }
}
