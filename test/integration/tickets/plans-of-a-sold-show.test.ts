import { randomUUID } from 'node:crypto';
import { type Statement, statement } from '../../../src/platform';
import { scanTicketOnce } from '../../../src/tickets/door/scans.sql';
import { endTicket, readTicket, readTicketsOfOrders } from '../../../src/tickets/ledger/tickets.sql';
import { explain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

// A sale issues a ticket with each seat, before PostgreSQL has counted any: plans must not depend on the counts.
const testApp = openTestApp();
const SOLD = 4000;

/** What the trigger of a seat runs, in PL/pgSQL, where its plan cannot be seen. */
const triggerEnds = statement(
  'test_trigger_ends_ticket',
  `select id from ticket where show_id = $1::uuid and seat_no = $2::integer and ended_at is null`,
);
const triggerCounts = statement(
  'test_trigger_counts_tickets',
  `select coalesce(max(generation), 0) from ticket where show_id = $1::uuid and seat_no = $2::integer`,
);

async function soldShow() {
  const { dataSource } = testApp.database;
  for (const table of ['ticket', 'ticket_scan', 'ticket_order', 'seat_hold'])
    await dataSource.query(`alter table ${table} set (autovacuum_enabled = off)`);
  const { showId } = await makeShow(testApp, { seatMap: plainSeatMap(40, 100), startsInHours: 0.5 });
  for (let from = 0; from < SOLD; from += 200) {
    const parties = Array.from({ length: 100 }, (_, party) => [from + 2 * party, from + 2 * party + 1]);
    await testApp.app.modules.checkout.issueComplimentary({ showId, currency: 'EUR', parties }, { role: 'operator' });
  }
  // Half of them have come in.
  await dataSource.query(
    `update ticket set was_inside = true, is_inside = true, version = version + 1 where show_id = $1 and seat_no % 2 = 0`,
    [showId],
  );
  const [ticket]: { id: string; order_id: string }[] = await dataSource.query(
    'select id, order_id from ticket where show_id = $1 and seat_no = 1',
    [showId],
  );
  if (ticket === undefined) throw new Error('Nothing was sold');
  return { showId, ticketId: ticket.id, orderId: ticket.order_id };
}

describe.each([['before PostgreSQL has counted its rows'], ['after it has']])(
  'In a show with four thousand tickets, %s',
  (when) => {
    let show: Awaited<ReturnType<typeof soldShow>>;
    beforeAll(async () => {
      show = await soldShow();
      if (when === 'after it has') await testApp.database.dataSource.query('analyze ticket, ticket_scan, ticket_order');
    });

    const scanValues = () => [
      ...[show.showId, show.ticketId, 1, 1, 'device', randomUUID(), 'North', 'I', testApp.clock.now()],
      ...[3600, null, null],
    ];

    it.each<readonly [string, Statement, () => unknown[]]>([
      ['a scan', scanTicketOnce, scanValues],
      ['a ticket that is read', readTicket, () => [show.showId, show.ticketId]],
      ['the tickets of an order', readTicketsOfOrders, () => [[show.showId], [show.orderId]]],
      ['a new issue', endTicket, () => [show.showId, randomUUID(), testApp.clock.now(), 'REISSUED']],
      ['a return', triggerEnds, () => [show.showId, 1]],
      ['a sale', triggerCounts, () => [show.showId, 1]],
    ])('%s reads the tickets that it is about, and no others', async (_, of, values) => {
      const plan = await explain(testApp.database.dataSource, of, values());
      expect(plan).not.toMatch(/Rows Removed by (Filter|Index Recheck): \d{3,}/);
      expect(plan).not.toMatch(/ on ticket t? ?\(.*rows=\d{3,}(\.\d+)? loops/);
      expect(plan).not.toMatch(/actual time=\S+ rows=\d{3,}/);
    });
  },
);
