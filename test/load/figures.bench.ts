import { newId } from '../../src/platform';
import { gatherChanges } from '../../src/reports/gather-sales';
import { readSales } from '../../src/reports/sales-figures.sql';
import { explain } from '../support/explain';
import { fillWithOrders } from '../support/factories/sold-show';
import { HttpClient } from '../support/graphql-client';
import { percentiles } from './holds/plan';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { keepPlans, shortened } from './support/plans';
import { atMost, type Bench, type BenchRow, spread } from './support/report';

const ORDERS = 50_000;
const SEATS = 60_000;
const DAYS = 60;
const ROUNDS = 5;
const REQUESTS = 200;
const WARM_UP = 50;
const PRICE_MINOR = 4250;
/** No seat has changed since: as for a process that reads the figures of a show again. */
const ALL_KNOWN = 2 ** 40;

const counts = 'placeCount freeCount heldCount reservedCount soldCount blockedCount';
const money = 'gross { amountMinor currency } refunded { amountMinor currency } net { amountMinor currency }';
const TOTALS = `query ($id: ID!) { show(id: $id) { salesFigures { ${counts} complimentaryCount orderCount ${money} asOf } } }`;
const ALL = `query ($id: ID!) { show(id: $id) { salesFigures { ${counts} complimentaryCount orderCount ${money} asOf
  bySection { name ${counts} ${money} } byZone { name ${counts} ${money} } byHour { hour orderCount ticketCount ${money} }
  byChannel { channel orderCount ticketCount ${money} } } } }`;

/** How long an organizer waits for the figures of a show that has sold much. */
export const figuresBench: Bench = {
  name: 'figures',
  about: 'the figures of a show with 60,000 seats and 50,000 orders, one request after the other over HTTP',
  async run(say) {
    const stage = await openBenchServices();
    const http = new HttpClient(() => stage.app.url);
    try {
      const { database } = stage.app.platform;
      const showId = newId();
      await makeShow(stage, showId, SEATS);
      await fillWithOrders(database, { showId, count: ORDERS, seatsOfOrder: 1, priceMinor: PRICE_MINOR, days: DAYS });
      await gatherChanges(database);
      await database.dataSource.query('vacuum analyze sales_change, sales_hour, sales_seat, sales_seat_change');
      const id = `show_${Buffer.from(showId.replaceAll('-', ''), 'hex').toString('base64url')}`;
      const { token } = await stage.app.modules.accounts.tokens.issue({
        email: null,
        roles: ['admin'],
        lifeSeconds: 3600,
      });
      const ask = async (query: string) => {
        const { body, text } = await http.graphql<{ show: { salesFigures: { orderCount: number } } }>(
          query,
          { id },
          token,
        );
        if (body.data?.show.salesFigures.orderCount !== ORDERS - ORDERS / 50) throw new Error(text.slice(0, 500));
      };
      const reads = {
        'the totals': () => ask(TOTALS),
        'with sections, zones, hours and channels': () => ask(ALL),
        'the orders in PostgreSQL alone': () => database.run(readSales, [[showId], [ALL_KNOWN]]),
      };
      const rows: BenchRow[] = [];
      const p99Of: Record<string, number> = {};
      const rounds = Object.fromEntries(Object.keys(reads).map((what) => [what, [] as number[][]]));
      for (const read of Object.values(reads)) for (let time = 0; time < WARM_UP; time += 1) await read();
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [what, read] of Object.entries(reads)) rounds[what]?.push(await timed(read));
      }
      for (const [what, taken] of Object.entries(rounds)) {
        const all = taken.map(percentiles);
        const [p50Ms, p99Ms] = [spread(all.map((of) => of.p50Ms)), spread(all.map((of) => of.p99Ms))];
        rows.push({ what, size: ORDERS, figures: { p50Ms, p99Ms } });
        p99Of[what] = p99Ms.median;
        say(`${what}: ${p50Ms.median.toFixed(1)} ms, 99 % ${p99Ms.median.toFixed(1)} ms`);
      }
      await keepPlans('figures', [shortened(await explain(database.dataSource, readSales, [[showId], [ALL_KNOWN]]))]);
      return {
        name: 'figures',
        rows,
        targets: [
          atMost('the totals, 99 %, ms', 20, p99Of['the totals'] ?? Number.NaN),
          atMost(
            'with sections, zones, hours and channels, 99 %, ms',
            20,
            p99Of['with sections, zones, hours and channels'] ?? Number.NaN,
          ),
        ],
        curves: [],
        notes: [
          `${SEATS} seats, ${ORDERS} orders of ${DAYS} days. The 99 % are those of a round of ${REQUESTS}; their median is kept.`,
        ],
      };
    } finally {
      http.close();
      await stage.stop();
    }
  },
};

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < REQUESTS; time += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken;
}
