/**
 * The purchase: the one room that weaves hold, order and payment together.
 *
 * **The saga.** Money moves outside of our transactions, so a purchase is two of them with the provider between:
 *
 * 1. `purchase` reserves the seats and records order and payment, in one transaction.
 * 2. `pay` has the provider name the payment, writes the name down, and only then asks for the money.
 * 3. `settle` brings what came of it to order, seats and payment, in one transaction.
 *
 * The answer to the request, the webhook, the buyer who comes back from the bank and the reconciler all go the same
 * way: `nextStep` decides, `settle` changes. Whoever comes second changes nothing. `docs/payments.md` has the states as
 * one picture, and what happens at a crash after each line.
 *
 * **Who looks when nobody asks.** Every open payment and refund carries the instant at which it is looked at next; the
 * `Reconciler` sweeps what is due. `verify` and `compare` find whatever came past all of it.
 */
import type { Catalog } from '../catalog';
import type { ComplimentarySeats, Inventory, Verified } from '../inventory';
import type { Actor, Orders } from '../orders';
import type { PaymentProvider } from '../payments';
import type { AppModule, Platform } from '../platform';
import type { WaitingRoom } from '../waiting-room';
import { CheckoutResolver } from './api/checkout.resolver';
import type { CheckoutContext, CrashPoint } from './context';
import { issueComplimentary } from './issue-complimentary';
import { compareLedgers } from './reconciliation/compare-ledgers';
import { Reconciler } from './reconciliation/reconciler';
import { verifyOrders } from './reconciliation/verify-orders';
import { serveWebhooks } from './webhook.route';

export type { DeadLetter } from '../payments';
export type { CrashPoint } from './context';
export { compareLedgers } from './reconciliation/compare-ledgers';
export { readDeadLetters, replayDeadLetters } from './reconciliation/dead-letters';
export { verifyOrders } from './reconciliation/verify-orders';

export interface Checkout extends AppModule {
  /** Gives seats away: each party of seats becomes a confirmed order of its own, at no price. */
  issueComplimentary(
    given: { readonly showId: string; readonly currency: string; readonly parties: readonly (readonly number[])[] },
    by: Actor,
  ): Promise<ComplimentarySeats[]>;
  /** Checks seats, orders and payments against each other. */
  verify(): Promise<Verified[]>;
  /** Checks our books against the provider's. */
  compare(span: { readonly from: Date; readonly before: Date }): Promise<Verified>;
}

export interface CheckoutDependencies {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly provider: PaymentProvider;
  readonly waitingRoom: WaitingRoom;
  /** For crash tests. */
  readonly atCrashPoint?: (point: CrashPoint) => void;
}

export function openCheckout(platform: Platform, dependencies: CheckoutDependencies): Checkout {
  const { database, clock, logger, redis } = platform;
  const { catalog, inventory, provider, waitingRoom, atCrashPoint = () => undefined } = dependencies;
  const context: CheckoutContext = {
    ...{ database, clock, logger, catalog, inventory, provider, waitingRoom, atCrashPoint },
    orders: dependencies.orders.ledger,
    underWay: new Map(),
  };
  const reconciler = new Reconciler(context, redis);
  return {
    resolvers: [new CheckoutResolver(context)],
    routes: (http) => serveWebhooks(http, context, (orderId) => reconciler.due(orderId)),
    start: () => reconciler.start(),
    issueComplimentary: (given, by) => issueComplimentary(context, given, by),
    verify: () => verifyOrders(database),
    compare: (span) => compareLedgers(context, span),
  };
}
