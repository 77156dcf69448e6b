import { statement } from '../../../src/platform';
import { describeLogServers, type Envelope, faultsOf, logHas } from '../../support/event-log-servers';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { hold, release } from '../../support/holds';
import { buy, cancel } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const loseEntries = statement('test_lose_entries', 'delete from event_log_entry where position > $1');
const loseHead = statement('test_lose_head', 'update event_log_head set position = $1, fed_position = $1');

const ofType = (type: string) => (event: Envelope) => event.type === type;

describeLogServers((open) => {
  const server = open();
  beforeAll(() => server.start());
  const testApp = openTestApp(() => ({ ...server.environment }), {
    eventLog: { lookMs: 20, removeMs: 50, leaseSeconds: 2 },
  });
  afterAll(() => server.stop());
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${testApp.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  };
  const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

  it('has what happens in a show: each change of seats and each order, in order, under the key of the show', async () => {
    const show = await makeShow(testApp, { priceMinor: 4250 });
    const token = await testApp.token({ email: 'somebody@example.com' });
    const order = await buy(testApp, show, [3, 4], token);
    await cancel(testApp, order.id, token);
    const all = await logHas(server, 1, ofType('order.refunded'));
    expect(faultsOf(all)).toEqual([]);
    const events = all.map(({ event }) => event).filter(({ showId }) => showId === show.id);
    const ofSeats = events.filter(ofType('seats.changed')).map(({ data }) => data.seats as { status: string }[]);
    expect(ofSeats.map((seats) => seats.map(({ status }) => status))).toEqual([
      ['HELD', 'HELD'],
      ['RESERVED', 'RESERVED'],
      ['SOLD', 'SOLD'],
      ['AVAILABLE', 'AVAILABLE'],
    ]);
    expect(ofSeats[0]).toEqual(
      show.seats(3, 4).map((seatId) => ({ seatId, status: 'HELD', version: expect.any(Number) })),
    );
    const confirmed = events.find(ofType('order.confirmed'));
    expect(confirmed).toEqual({
      version: 1,
      id: expect.stringMatching(/^log_[\w-]{22}$/),
      source: expect.stringMatching(/^service_[\w-]{22}$/),
      position: expect.any(Number),
      showId: show.id,
      sequence: expect.any(Number),
      type: 'order.confirmed',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      data: { orderId: order.id, status: 'CONFIRMED', amountMinor: 8500, currency: 'EUR' },
    });
    expect(events.filter(ofType('ticket.issued'))).toHaveLength(2);
    // The seats are sold before the order says so: what follows from something comes after it.
    const sold = events.find(({ data }) => JSON.stringify(data).includes('SOLD'));
    expect(sold?.sequence).toBeLessThan(events.find(ofType('order.cancelled'))?.sequence ?? 0);
    // Nobody can be recognized.
    expect(JSON.stringify(events)).not.toContain('somebody');
  });

  it('has every event once and in order where many sell side by side', async () => {
    const shows = await Promise.all([makeShow(testApp), makeShow(testApp), makeShow(testApp)]);
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const token = await testApp.token();
        const show = shows[index % 3];
        if (show === undefined) return;
        const { hold: held } = await hold(testApp, show, [index % 7], token);
        if (held) await release(testApp, held.id, token);
      }),
    );
    const rows: { count: number }[] = await sql(
      'select (count(*) + (select count(*) from new_event_log_entry))::integer as count from event_log_entry',
    );
    const all = await logHas(server, rows[0]?.count ?? 0);
    expect(faultsOf(all)).toEqual([]);
    // The versions of a seat come in the order in which the ledger gave them.
    const versions = new Map<string, number>();
    for (const { event } of all.filter((it) => it.event.type === 'seats.changed')) {
      for (const { seatId, version } of event.data.seats as { seatId: string; version: number }[]) {
        expect(version).toBeGreaterThan(versions.get(seatId) ?? -1);
        versions.set(seatId, version);
      }
    }
  });

  it('goes on where it was after its server was away, and nobody who buys notices', async () => {
    const show = await makeShow(testApp);
    const token = await testApp.token();
    await server.stop();
    await buy(testApp, show, [1], token);
    await buy(testApp, show, [2], token);
    await eventually(async () => (await figure('frontrow_event_log_behind_events')) > 0);
    await eventually(async () => (await figure('frontrow_event_log_feeding')) === 0);
    expect((await fetch(`${testApp.url}/readyz`)).status).toBe(200);
    await server.start();
    const all = await logHas(server, 2, (event) => event.type === 'order.confirmed' && event.showId === show.id);
    expect(faultsOf(all)).toEqual([]);
    await eventually(async () => (await figure('frontrow_event_log_behind_events')) === 0);
    await eventually(async () => (await figure('frontrow_event_log_feeding')) === 1);
  });

  /** A show in which a seat is held: so there is a new event. */
  const newEvent = async (): Promise<string> => {
    const show = await makeShow(testApp);
    await hold(testApp, show, [0], await testApp.token());
    return show.id;
  };
  const isHeldIn = (showId: string) => (event: Envelope) => event.showId === showId && event.type === 'seats.changed';
  /** Everything there is, once nothing waits. */
  const allFed = async () => {
    const rows: { position: number }[] = await sql('select position::float8 as position from event_log_head');
    return logHas(server, 1, ({ position }) => position === rows[0]?.position);
  };

  it('is filled again under the same positions where its server forgot everything', async () => {
    await newEvent();
    const before = await allFed();
    await server.forget();
    const all = await logHas(server, 1, isHeldIn(await newEvent()));
    expect(faultsOf(all)).toEqual([]);
    expect(all.slice(0, before.length)).toEqual(before);
  });

  it('says that there is a gap where more was forgotten than is kept', async () => {
    const before = await allFed();
    const last = before.at(-1)?.event.position ?? 0;
    // Entries of yesterday are removed.
    await sql(`update event_log_entry set created_at = created_at - interval '25 hours' where position < $1`, [last]);
    await eventually(async () => (await sql('select from event_log_entry where position < $1', [last])).length === 0);
    await server.forget();
    const all = await logHas(server, 1, isHeldIn(await newEvent()));
    const [gap, ...rest] = all.map(({ event }) => event);
    const kept = rest[0]?.position ?? 0;
    expect(kept).toBe(last);
    expect(gap).toMatchObject({
      type: 'log.gap',
      position: kept - 1,
      showId: null,
      sequence: null,
      data: { reason: 'REMOVED' },
    });
    expect(rest.map(({ position }) => position)).toEqual(rest.map((_, index) => kept + index));
    // It is said once.
    await server.forget();
    const again = await logHas(server, 1, isHeldIn(await newEvent()));
    expect(again.slice(0, all.length)).toEqual(all);
  });

  it('puts what is new behind events that the database has lost, and says so', async () => {
    await newEvent();
    const before = await allFed();
    const last = before.at(-1)?.event.position ?? 0;
    // A standby is promoted that lacked the end.
    await testApp.database.transaction(async (transaction) => {
      await transaction.run(loseHead, [last - 2]);
      await transaction.run(loseEntries, [last - 2]);
    });
    const all = await logHas(server, 1, isHeldIn(await newEvent()));
    expect(all.slice(0, before.length)).toEqual(before);
    const events = all.map(({ event }) => event);
    const [gap, ...rest] = events.slice(events.findIndex(({ data }) => data.reason === 'DATABASE_WENT_BACK'));
    expect(gap).toMatchObject({ type: 'log.gap', showId: null });
    expect(rest.map(({ position }) => position)).toEqual(rest.map((_, index) => (gap?.position ?? 0) + 1 + index));
  });
});
