/**
 * Figures for organizers. Nobody depends on this module, and it changes nothing of a sale.
 *
 * Seats are counted in the memory of the process, which follows the ledger. Orders and money are kept by triggers, in the
 * transactions that change them: each only adds a row to `sales_change`, so that no two purchases wait for each other, and
 * this module adds the rows up by hour in `sales_hour`, and by seat in `sales_seat`. Their sum is exact at every moment, and is
 * read in one snapshot; `npm run verify` works it out anew from the orders. The rows of seats are kept in memory, which reads
 * those that have changed. See decisions 42 and 53.
 */
import type { Accounts } from '../accounts';
import { type Catalog, mayRunShow } from '../catalog';
import type { Inventory } from '../inventory';
import type { Orders } from '../orders';
import type { Organizations } from '../organizations';
import { type AppModule, decodeId, type Platform } from '../platform';
import { perClientSubscription } from '../realtime';
import type { WaitingRoom } from '../waiting-room';
import { ChangesOfShow } from './changes-of-show';
import { ExportsResolver } from './exports/exports.resolver';
import { exportsRoute } from './exports/exports.route';
import { startGatheringSales } from './gather-sales';
import { readFigures } from './read-sales-figures';
import { BlockedFiguresResolver, SalesFiguresResolver } from './sales-figures.resolver';
import { readSalesPace } from './sales-pace/read-sales-pace';
import { SalesPaceResolver } from './sales-pace/sales-pace.resolver';
import { SeatHistoryResolver } from './seat-history/seat-history.resolver';
import { SeatSalesMemory } from './seat-sales/seat-sales';
import { ShowListsResolver } from './show-lists/show-lists.resolver';
import { ShowOrderResolver, ShowOrdersResolver, ShowOrderTicketResolver } from './show-orders/show-orders.resolver';

export { verifyFigures } from './verify-figures';

export type Reports = AppModule;

export interface ReportsDependencies {
  readonly accounts: Accounts;
  readonly organizations: Organizations;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly waitingRoom: WaitingRoom;
}

export function openReports(
  { database, readers, clock, logger }: Platform,
  { accounts, organizations, catalog, inventory, orders, waitingRoom }: ReportsDependencies,
): Reports {
  const context = { database, clock, inventory, waitingRoom, seatSales: new SeatSalesMemory() };
  const exported = {
    ...{ ...context, logger, catalog, authenticate: organizations.authenticate },
    linkKey: accounts.deriveSecret('exports'),
  };
  const showOrders = { database, readers, catalog, inventory, ledger: orders.ledger };
  // Its map may have been replaced meanwhile.
  const figures = new ChangesOfShow(
    async (showId) => {
      const show = await catalog.refreshSaleTerms(showId);
      return show === null ? null : ((await readFigures(context, [show], { withParts: true }))[0] ?? null);
    },
    // Another kind of a block is a change too.
    async ({ fingerprint, countBlocked }) => `${fingerprint} ${JSON.stringify(await countBlocked())}`,
    logger,
  );
  const paces = new ChangesOfShow(
    async (showId) => {
      const show = await catalog.refreshSaleTerms(showId);
      return show === null ? null : readSalesPace(context, show);
    },
    ({ fingerprint }) => fingerprint,
    logger,
  );
  const ofShow = <Value extends object>(changes: ChangesOfShow<Value>) =>
    perClientSubscription({
      async open({ showId }, request) {
        const show = await catalog.requireShowOrganizer(request, decodeId('show', String(showId)), 'figures');
        // Whoever is no longer a member receives no more.
        return changes.follow(show.showId, () => mayRunShow(request.caller, show, 'figures'));
      },
    });
  return {
    resolvers: [
      new SalesFiguresResolver(context),
      new BlockedFiguresResolver(),
      new SalesPaceResolver(context, catalog),
      new SeatHistoryResolver(readers, catalog),
      new ShowOrdersResolver(showOrders),
      new ShowOrderResolver(showOrders),
      new ShowOrderTicketResolver(showOrders),
      new ShowListsResolver(showOrders),
      new ExportsResolver(exported),
    ],
    routes: (http) => exportsRoute(http, exported),
    subscriptions: { salesChanged: ofShow(figures), salesPaceChanged: ofShow(paces) },
    start: async () => {
      const stop = startGatheringSales(database, logger);
      return async () => {
        figures.close();
        paces.close();
        await stop();
      };
    },
  };
}
