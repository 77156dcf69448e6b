/**
 * The purchase: the one module that weaves hold, order, payment and tickets together.
 *
 * **The saga.** Money moves outside of our transactions, so a purchase is two of them with the provider between:
 *
 * 1. `reserveOrder` reserves the seats and records order and payment, in one transaction.
 * 2. `chargeOrder` has the provider create the payment, records its reference, and only then requests the charge.
 * 3. `applyPaymentResult` applies the result to order, seats and payment, in one transaction.
 *
 * The answer to the request, the webhook, the buyer who comes back from the bank and the reconciler all go the same
 * way: `advancePayment` has `decidePaymentStep` decide, and `applyPaymentResult` changes. A second arrival changes
 * nothing. `docs/payments.md` shows the states as one picture, and what happens after a crash at each point.
 *
 * **Returns.** `quoteReturn` offers what comes back for some tickets of an order, `commitReturn` returns them: seats,
 * tickets, order and the refund that is wanted in one transaction, then the provider as for every refund.
 *
 * **Exchanges.** `quoteExchange` holds other seats for some tickets of an order, `commitExchange` charges the difference as a
 * purchase does; then `swapSeats` has old and new change places in one transaction (`docs/decisions/0036`).
 *
 * **Refunding a show.** `refundShow` starts a run, which returns every order of a cancelled show: orders are ended as fast
 * as the database allows, refunds are released at the pace of the provider (`docs/decisions/0037`).
 *
 * **The box office.** `giveSeats`, `sellAtDesk` and `moveTicket` are one transaction each: nobody pays online. The desk is a
 * second payment provider, whose ledger is a table of ours (`docs/decisions/0041`).
 *
 * **Refunds.** `reconcileRefunds` makes an order follow the refunds in the provider's ledger, no matter who requested them.
 *
 * **Nothing stays open.** Every open payment and refund carries the instant at which it is read next; the `Reconciler`
 * processes what is due. `verify` and `compare` find whatever escaped all of it.
 */
import { type Catalog, mayRunShow } from '../catalog';
import type { ComplimentarySeats, Inventory } from '../inventory';
import type { Actor, Orders } from '../orders';
import type { Payments } from '../payments';
import {
  type AppModule,
  badUserInput,
  type Platform,
  stopAll,
  streamWhile,
  type Transaction,
  type Verified,
} from '../platform';
import type { Topics } from '../realtime';
import type { Tickets } from '../tickets';
import type { WaitingRoom } from '../waiting-room';
import { BoxOfficeResolver } from './api/box-office.resolver';
import { CheckoutResolver } from './api/checkout.resolver';
import { ExchangesResolver } from './api/exchanges.resolver';
import { OrderReturnsResolver, ReturnsResolver } from './api/returns.resolver';
import {
  RefundRunResolver,
  readOwnRun,
  ShowRefundQuoteResolver,
  ShowRefundRunResolver,
} from './api/show-refund.resolver';
import type { CheckoutContext, CrashPoint } from './context';
import { issueComplimentary } from './issue-complimentary';
import { compareLedgers } from './reconciliation/compare-ledgers';
import { paymentDeadLetters } from './reconciliation/dead-letters';
import { receiveEvent } from './reconciliation/receive-event';
import { Reconciler } from './reconciliation/reconciler';
import { verifyOrders } from './reconciliation/verify-orders';
import { openRefundRunTopic } from './show-refund/refund-run-topic';
import { RefundRunsWorker } from './show-refund/refund-runs-worker';

export type { DeadLetter } from '../payments';
export { OrderNotFound } from './api/checkout.graphql';
export { languageTag } from './api/language-tag';
export { orderNotFound } from './cancellation/cancel-order';
export type { CrashPoint } from './context';
export { compareLedgers } from './reconciliation/compare-ledgers';
export { paymentDeadLetters, readDeadLetters, replayDeadLetters } from './reconciliation/dead-letters';
export { verifyOrders } from './reconciliation/verify-orders';

export interface Checkout extends AppModule {
  /** Issues complimentary tickets: each party of seats becomes a confirmed order of its own, at no price. */
  issueComplimentary(
    given: { readonly showId: string; readonly currency: string; readonly parties: readonly (readonly number[])[] },
    by: Actor,
    within?: Transaction,
  ): Promise<ComplimentarySeats[]>;
  /** Checks seats, orders and payments against each other. */
  verify(): Promise<Verified[]>;
  /** Compares the recorded payments with the provider's ledger. */
  compare(span: { readonly from: Date; readonly before: Date }): Promise<Verified>;
}

export interface CheckoutDependencies {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly tickets: Tickets;
  readonly waitingRoom: WaitingRoom;
  readonly topics: Topics;
  /** For crash tests. */
  readonly atCrashPoint?: (point: CrashPoint) => void;
}

export function openCheckout(platform: Platform, dependencies: CheckoutDependencies): Checkout {
  const { config, database, clock, logger, redis } = platform;
  const { catalog, inventory, payments, tickets, waitingRoom, atCrashPoint = () => undefined } = dependencies;
  const context: CheckoutContext = {
    ...{ database, clock, logger, catalog, inventory, tickets, waitingRoom, atCrashPoint },
    provider: payments.provider,
    orders: dependencies.orders.ledger,
    inProgress: new Map(),
    refundsPerSecond: config.REFUNDS_PER_SECOND,
    runTopic: openRefundRunTopic(dependencies.topics),
  };
  const reconciler = new Reconciler(context, redis);
  const refundRuns = new RefundRunsWorker(context);
  payments.onEvent((event) => receiveEvent(context, event, (key) => reconciler.due(key)));
  return {
    resolvers: [
      new CheckoutResolver(context),
      new BoxOfficeResolver(context),
      new ReturnsResolver(context),
      new OrderReturnsResolver(context),
      new ExchangesResolver(context),
      new RefundRunResolver(context),
      new ShowRefundQuoteResolver(context),
      new ShowRefundRunResolver(context),
    ],
    subscriptions: {
      refundRun: {
        async open({ id }, request) {
          const run = await readOwnRun(context, request, String(id));
          if (run === null) throw badUserInput('You have no such refund of a show.');
          const terms = await catalog.saleTermsOf(run.showId);
          return streamWhile(
            context.runTopic.subscribe(run.runId, null),
            async () => terms !== null && (await mayRunShow(request.caller, terms)),
          );
        },
      },
    },
    deadLetters: paymentDeadLetters(database, clock),
    start: async () => {
      const stops = [await reconciler.start(), refundRuns.start()];
      return () => stopAll(stops);
    },
    issueComplimentary: (given, by, within) => issueComplimentary(context, given, by, within),
    verify: () => verifyOrders(database),
    compare: (span) => compareLedgers(context, span),
  };
}
