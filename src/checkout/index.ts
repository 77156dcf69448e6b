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
import type { GivenSeats, Inventory, Verified } from '../inventory';
import type { Actor, Orders } from '../orders';
import type { PaymentProvider } from '../payments';
import type { AppModule, Platform } from '../platform';
import type { WaitingRoom } from '../waiting-room';
import { CheckoutResolver } from './checkout.resolver';
import { compareLedgers } from './compare-ledgers';
import type { CheckoutContext, CrashPoint } from './context';
import { giveSeats } from './give-seats';
import { Reconciler } from './reconciler';
import { verifyOrders } from './verify-orders';
import { serveWebhooks } from './webhook.route';

export { compareLedgers } from './compare-ledgers';
export type { CrashPoint } from './context';
export { type DeadLetter, readDeadLetters, replayDeadLetters } from './dead-letters';
export { verifyOrders } from './verify-orders';

export interface Checkout extends AppModule {
  /** Gives seats away: each party of seats becomes a confirmed order of its own, at no price. */
  giveSeats(
    given: { readonly showId: string; readonly currency: string; readonly parties: readonly (readonly number[])[] },
    by: Actor,
  ): Promise<GivenSeats[]>;
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
  readonly reached?: (point: CrashPoint) => void;
}

export function openCheckout(platform: Platform, doors: CheckoutDependencies): Checkout {
  const { database, clock, logger, redis } = platform;
  const { catalog, inventory, provider, waitingRoom, reached = () => undefined } = doors;
  const parts: CheckoutContext = {
    ...{ database, clock, logger, catalog, inventory, provider, waitingRoom, reached },
    orders: doors.orders.ledger,
    underWay: new Map(),
  };
  const reconciler = new Reconciler(parts, redis);
  return {
    resolvers: [new CheckoutResolver(parts)],
    routes: (http) => serveWebhooks(http, parts, (orderId) => reconciler.due(orderId)),
    start: () => reconciler.start(),
    giveSeats: (given, by) => giveSeats(parts, given, by),
    verify: () => verifyOrders(database),
    compare: (span) => compareLedgers(parts, span),
  };
}
