import { randomUUID } from 'node:crypto';
import { decodeId } from '../../../src/platform';
import { Organizer } from '../../support/factories/organizer';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const organizer = new Organizer(testApp);
const FIVE_MINUTES_MS = 300_000;

interface Given {
  event: string;
  buyers: number;
  ordersOfEach?: number;
  minutesAgo?: number;
  status?: 'C' | 'X' | 'R' | 'P';
  complimentary?: boolean;
  seats?: number;
}

/** Orders as the checkout leaves them, without the holds and payments behind them. */
async function sell({ event, buyers, ordersOfEach = 1, minutesAgo = 0, status = 'C', complimentary, seats }: Given) {
  const id = await organizer.event({ name: event });
  const showId = decodeId('show', await organizer.show(id, await venue));
  await testApp.app.modules.catalog.recordSeatsLeft([{ showId: showId ?? '', total: seats ?? 1000, left: 10 }]);
  const runner = testApp.database.dataSource.createQueryRunner('master');
  await runner.query('set session_replication_role = replica');
  await runner.query(
    `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, end_reason, total_minor,
                               currency, created_at, changed_by)
     select gen_random_uuid(), $1, md5($2 || buyer)::uuid, gen_random_uuid(), buyer || '-' || n, $3, $4::"char",
            case when $4 in ('X', 'R') then 'cancelled' end, 4000, 'EUR', $5::timestamptz, 'buyer'
       from generate_series(1, $6::int) as buyer, generate_series(1, $7::int) as n`,
    [
      showId,
      randomUUID(),
      Buffer.from(complimentary ? '' : 'asked'),
      status,
      new Date(testApp.clock.now().getTime() - minutesAgo * 60_000),
      buyers,
      ordersOfEach,
    ],
  );
  await runner.query('set session_replication_role = origin');
  await runner.release();
}

const trending = async () =>
  (
    await testApp.ask<{ events: { nodes: { name: string }[] } }>(
      '{ events(filter: { trending: true }, sort: TRENDING) { nodes { name } } }',
    )
  ).events.nodes.map(({ name }) => name);

let venue: Promise<string>;
beforeAll(async () => {
  venue = organizer.venue({});
  await sell({ event: 'Forty buyers', buyers: 40 });
  await sell({ event: 'Forty buyers in a hall four times as large', buyers: 40, seats: 4000 });
  await sell({ event: 'Sixty buyers two hours ago', buyers: 60, minutesAgo: 120 });
  await sell({ event: 'Nineteen buyers', buyers: 19, seats: 10 });
  await sell({ event: 'One buyer of many', buyers: 5, ordersOfEach: 20 });
  await sell({ event: 'Given away', buyers: 40, complimentary: true });
  await sell({ event: 'Refunded', buyers: 40, status: 'R' });
  await sell({ event: 'Not yet paid', buyers: 40, status: 'P' });
  await sell({ event: 'Two days ago', buyers: 400, minutesAgo: 2880 });
});

const due = () => testApp.clock.advance(FIVE_MINUTES_MS);

it('trending are the events that most buyers chose of late, for their size', async () => {
  due();
  expect(await testApp.app.modules.catalog.updateTrends()).toBe(true);
  expect(await trending()).toEqual([
    'Forty buyers',
    'Sixty buyers two hours ago',
    'Forty buyers in a hall four times as large',
  ]);
});

it('the others follow them in the order of their dates', async () => {
  const { events } = await testApp.ask<{ events: { nodes: { name: string }[] } }>(
    '{ events(sort: TRENDING, first: 100) { nodes { name } } }',
  );
  expect(events.nodes).toHaveLength(9);
  expect(events.nodes.slice(0, 3).map(({ name }) => name)).toEqual(await trending());
});

it('a run is made once in five minutes, by one of all processes', async () => {
  const { catalog } = testApp.app.modules;
  expect(await catalog.updateTrends()).toBe(false);
  due();
  const other = await testApp.openAnother();
  const made = await Promise.all([
    catalog.updateTrends(),
    other.modules.catalog.updateTrends(),
    catalog.updateTrends(),
  ]);
  expect(made.filter(Boolean)).toHaveLength(1);
});

it('whoever turns pages follows the run of the first one', async () => {
  const page = async (after: string | null) =>
    (
      await testApp.ask<{ events: { nodes: { name: string }[]; pageInfo: { endCursor: string } } }>(
        'query ($after: String) { events(sort: TRENDING, first: 1, after: $after) { nodes { name } pageInfo { endCursor } } }',
        { after },
      )
    ).events;
  const first = await page(null);
  await sell({ event: 'A hundred buyers', buyers: 100 });
  due();
  await testApp.app.modules.catalog.updateTrends();
  expect((await trending())[0]).toBe('A hundred buyers');
  expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ name: 'Sixty buyers two hours ago' }]);
});
