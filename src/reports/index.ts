/**
 * Figures for organizers. Nobody depends on this module, and it changes nothing of a sale.
 *
 * Seats are counted in the memory of the process, which follows the ledger. Orders and money are kept by triggers, in the
 * transactions that change them: each only adds a row to `sales_change`, so that no two purchases wait for each other, and
 * this module adds the rows up by hour in `sales_hour`. Their sum is exact at every moment, and is read in one snapshot;
 * `npm run verify` works it out anew from the orders. See decision 42.
 */
import type { Accounts } from '../accounts';
import { type Catalog, mayRunShow } from '../catalog';
import type { Inventory } from '../inventory';
import type { Orders } from '../orders';
import type { Organizations } from '../organizations';
import { type AppModule, decodeId, type Platform } from '../platform';
import { perClientSubscription } from '../realtime';
import { ExportsResolver } from './exports/exports.resolver';
import { exportsRoute } from './exports/exports.route';
import { startGatheringSales } from './gather-sales';
import { readFigures } from './read-sales-figures';
import { SalesFiguresResolver } from './sales-figures.resolver';
import { SalesWatches } from './sales-watches';
import { SeatHistoryResolver } from './seat-history/seat-history.resolver';
import { ShowOrderResolver, ShowOrdersResolver, ShowOrderTicketResolver } from './show-orders/show-orders.resolver';

export { verifyFigures } from './verify-figures';

export type Reports = AppModule;

export interface ReportsDependencies {
  readonly accounts: Accounts;
  readonly organizations: Organizations;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
}

export function openReports(
  { database, readers, clock, logger }: Platform,
  { accounts, organizations, catalog, inventory, orders }: ReportsDependencies,
): Reports {
  const context = { database, clock, inventory };
  const exported = {
    ...{ database, clock, logger, catalog, inventory, authenticate: organizations.authenticate },
    linkKey: accounts.deriveSecret('exports'),
  };
  const showOrders = { database, readers, catalog, inventory, ledger: orders.ledger };
  const watches = new SalesWatches(async (showId) => {
    // Its map may have been replaced meanwhile.
    const show = await catalog.refreshSaleTerms(showId);
    return show === null ? null : ((await readFigures(context, [show]))[0] ?? null);
  }, logger);
  return {
    resolvers: [
      new SalesFiguresResolver(context),
      new SeatHistoryResolver(readers, catalog),
      new ShowOrdersResolver(showOrders),
      new ShowOrderResolver(showOrders),
      new ShowOrderTicketResolver(showOrders),
      new ExportsResolver(exported),
    ],
    routes: (http) => exportsRoute(http, exported),
    subscriptions: {
      salesChanged: perClientSubscription({
        async open({ showId }, request) {
          const show = await catalog.requireShowOrganizer(request, decodeId('show', String(showId)), 'figures');
          // Whoever is no longer a member receives no more.
          return watches.follow(show.showId, () => mayRunShow(request.caller, show, 'figures'));
        },
      }),
    },
    start: async () => {
      const stop = startGatheringSales(database, logger);
      return async () => {
        watches.close();
        await stop();
      };
    },
  };
}
