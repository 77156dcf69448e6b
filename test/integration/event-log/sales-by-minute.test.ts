import { Client } from 'pg';
import { describeLogServers, LOG_NAME } from '../../support/event-log-servers';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { buy, cancel } from '../../support/purchases';
import { cloneDatabase, openTestApp } from '../../support/test-app';

const KILLS = Number(process.env.EVENT_LOG_KILLS ?? 2);
const EVENTS_PER_KILL = 300;

describeLogServers((open) => {
  const server = open();
  beforeAll(() => server.start());
  const testApp = openTestApp(() => ({ ...server.environment }), { eventLog: { lookMs: 20, leaseSeconds: 2 } });
  afterAll(() => server.stop());

  it('the example has counted every order once, however often it was killed', async () => {
    const sales = await cloneDatabase();
    testApp.closing(sales.drop);
    const client = new Client({ connectionString: sales.url });
    await client.connect();
    testApp.closing(() => client.end());
    const start = () =>
      new BuiltProcess(
        'docs/examples/sales-by-minute/sales-by-minute.main.ts',
        {
          ...{ SALES_DATABASE_URL: sales.url, EVENT_LOG_NAME: LOG_NAME, BATCH_SIZE: '7' },
          EVENT_LOG_URL: server.environment.EVENT_LOG_URL ?? '',
        },
        [],
      );
    const position = async (): Promise<number> => {
      const { rows } = await client.query('select position::integer as position from sales_cursor').catch(() => ({
        rows: [],
      }));
      return rows[0]?.position ?? 0;
    };

    const show = await makeShow(testApp);
    const token = await testApp.token();
    await buy(testApp, show, [0, 1], token);
    const order = await buy(testApp, show, [2], token);
    await cancel(testApp, order.id, token);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await testApp.database.dataSource.query(
        `insert into new_organizer_event (show_id, type, data, created_at)
         select $1, 'order.confirmed',
                jsonb_build_object('order', gen_random_uuid(), 'amount', (1 + nth) * 10, 'currency', 'EUR'),
                now() - nth * interval '1 second'
           from generate_series(1, $2::integer) as nth`,
        [show.showId, EVENTS_PER_KILL],
      );
      const killed = start();
      const before = await position();
      // Somewhere in the middle of its work.
      await eventually(async () => (await position()) > before + 7 * (1 + kill));
      killed.signal('SIGKILL');
      await killed.ended;
    }
    // Two at once add nothing twice either.
    const last = [start(), start()];
    const wanted = await testApp.database.dataSource.query(
      `select sum(case type when 'order.confirmed' then 1 else 0 end)::integer as confirmed,
              sum(case type when 'order.confirmed' then (data ->> 'amount')::bigint else 0 end)::integer as "confirmedMinor",
              sum(case type when 'order.cancelled' then 1 else 0 end)::integer as cancelled,
              count(distinct date_trunc('minute', created_at))::integer as minutes
         from (select type, data, created_at from organizer_event
                union all
               select type, data, created_at from new_organizer_event) as event
        where type in ('order.confirmed', 'order.cancelled')`,
    );
    expect(wanted[0]).toMatchObject({ confirmed: 2 + KILLS * EVENTS_PER_KILL, cancelled: 1 });
    await eventually(
      async () => (await testApp.database.dataSource.query('select from new_event_log_entry limit 1')).length === 0,
    );
    const [head] = await testApp.database.dataSource.query('select position::integer as position from event_log_head');
    await eventually(async () => {
      const at = await position();
      return at >= head.position || `${at} of ${head.position}`;
    }, 60_000);
    const { rows } = await client.query(
      `select sum(confirmed_orders)::integer as confirmed, sum(confirmed_minor)::integer as "confirmedMinor",
              sum(cancelled_orders)::integer as cancelled, count(*)::integer as minutes
         from sales_by_minute`,
    );
    expect(rows).toEqual(wanted);
    const { rows: cursors } = await client.query('select gaps::integer as gaps from sales_cursor');
    expect(cursors).toEqual([{ gaps: 0 }]);
    // One may have read all before the other has begun, and a signal ends who has not begun at once.
    await Promise.all(last.map((consumer) => consumer.prints(/Reading/)));
    for (const consumer of last) consumer.signal('SIGTERM');
    const endings = await Promise.all(last.map(({ ended }) => ended));
    expect(endings.map(({ code }) => code)).toEqual([0, 0]);
  }, 180_000);
});
