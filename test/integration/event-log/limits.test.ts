import { describeLogServers, faultsOf, logHas } from '../../support/event-log-servers';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { hold } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const BACKLOG = 1000;

describe('without EVENT_LOG', () => {
  const testApp = openTestApp();

  it('nothing is recorded', async () => {
    await hold(testApp, await makeShow(testApp), [0], await testApp.token());
    const rows = await testApp.database.dataSource.query('select from new_event_log_entry');
    expect(rows).toEqual([]);
  });
});

describeLogServers((open) => {
  const server = open();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  const testApp = openTestApp(() => ({ ...server.environment, EVENT_LOG_BACKLOG: String(BACKLOG) }), {
    eventLog: { lookMs: 20, removeMs: 50, leaseSeconds: 2 },
  });
  const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
  const logged = (words: RegExp) => testApp.log.filter(({ msg, err }) => words.test(`${msg} ${JSON.stringify(err)}`));
  const held = async () => {
    const show = await makeShow(testApp);
    await hold(testApp, show, [0], await testApp.token());
    return show.id;
  };

  it('drops the oldest events that wait where its server is away for too long, loudly, and announces the gap', async () => {
    const first = await held();
    const before = await logHas(server, 1, ({ showId }) => showId === first);
    await server.stop();
    await sql(
      `insert into new_event_log_entry (show_id, type, data)
       select gen_random_uuid(), 'seats.accessible_released', '{}' from generate_series(1, $1)`,
      [BACKLOG + 500],
    );
    await eventually(() => logged(/oldest events that wait for it were dropped/).some(({ level }) => level === 50));
    expect(await (await fetch(`${testApp.url}/metrics`)).text()).toMatch(/^frontrow_event_log_lost_total [1-9]/m);
    await server.start();
    const showId = await held();
    const all = await logHas(server, 1, (event) => event.showId === showId && event.type === 'seats.changed');
    expect(all.slice(0, before.length)).toEqual(before);
    const events = all.map(({ event }) => event);
    const gaps = events.filter(({ type }) => type === 'log.gap');
    expect(gaps.length).toBeGreaterThan(0);
    // No position is left out without a word before.
    for (const [index, { position, type }] of events.entries())
      expect(position === (events[index - 1]?.position ?? 0) + 1 || type === 'log.gap').toBe(true);
    expect(events.length).toBeGreaterThanOrEqual(BACKLOG);
  });

  it('says so where changes were not recorded for a time', async () => {
    await sql(`update event_log_recording set until = clock_timestamp() - interval '1 minute'`);
    await held();
    await testApp.openAnother();
    const showId = await held();
    const all = await logHas(server, 1, (event) => event.showId === showId && event.type === 'seats.changed');
    const gap = all.find(({ event }) => event.data.reason === 'NOT_RECORDED')?.event;
    expect(gap).toMatchObject({ type: 'log.gap', showId: null, sequence: null });
  });

  it('splits a change of a large block, so that every message stays small', async () => {
    const changes = Array.from({ length: 1200 }, (_, seatNo) => [seatNo, 'B', 1]);
    const showId = '01999999-0000-7000-8000-000000000001';
    await sql(`insert into outbox (show_id, topic, key, body) values ($1::uuid, 'seats', $1::uuid::text, $2::jsonb)`, [
      showId,
      JSON.stringify(changes),
    ]);
    const all = await logHas(server, 5, ({ data }) => JSON.stringify(data).includes('BLOCKED'));
    const blocked = all.filter(({ event }) => JSON.stringify(event.data).includes('BLOCKED'));
    expect(blocked.map(({ event }) => (event.data.seats as unknown[]).length)).toEqual([250, 250, 250, 250, 200]);
    expect(blocked.map(({ event }) => event.sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(Math.max(...blocked.map(({ event }) => JSON.stringify(event).length))).toBeLessThan(64_000);
  });
});

describeLogServers((open) => {
  const server = open();
  beforeAll(async () => {
    await server.start();
    await server.appendForeign(
      JSON.stringify({ version: 1, id: 'log_other', source: 'service_other', position: 7, type: 'order.confirmed' }),
    );
  });
  afterAll(() => server.stop());
  const testApp = openTestApp(() => ({ ...server.environment }), { eventLog: { lookMs: 20, leaseSeconds: 2 } });

  it('appends nothing to the log of another service, and says what to do', async () => {
    await hold(testApp, await makeShow(testApp), [0], await testApp.token());
    await eventually(() => testApp.log.some(({ err }) => /set EVENT_LOG_NAME/.test(JSON.stringify(err ?? ''))));
    const kept = await server.readAll();
    expect(kept.map(({ event }) => event.source)).toEqual(['service_other']);
    // Once it has a log of its own, nothing is missing in it.
    await server.forget();
    const all = await logHas(server, 1, ({ type }) => type === 'seats.changed');
    expect(faultsOf(all)).toEqual([]);
  });
});
