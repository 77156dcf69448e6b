import { describeLogServers, faultsOf, logHas } from '../../support/event-log-servers';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { hold } from '../../support/holds';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

/** `npm run test:kill-event-log` kills more often. */
const KILLS = Number(process.env.EVENT_LOG_KILLS ?? 2);

describeLogServers((open) => {
  const server = open();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  /** This app sells, and records: the processes beside it feed. */
  const testApp = openTestApp(() => ({ ...server.environment }), { eventLog: { lookMs: 3_600_000 } });

  function start(line: string): BuiltProcess {
    const {
      DATABASE_URL,
      REDIS_URL,
      STRIPE_SECRET_KEY = '',
      STRIPE_WEBHOOK_SECRET = '',
      STRIPE_API_URL = '',
    } = testApp.config;
    const service = new BuiltProcess(
      'test/support/crashing-service.main.ts',
      {
        ...{ DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL },
        ...{ NODE_ENV: 'test', RATE_LIMITS: 'off', ...server.environment },
      },
      [line, String((testApp.clock.now().getTime() - Date.now()) / 1000)],
    );
    let isEnded = false;
    void service.ended.then(() => {
      isEnded = true;
    });
    testApp.closing(async () => {
      if (!isEnded) process.kill(service.pid, 'SIGKILL');
      await service.ended;
    });
    return service;
  }
  const isFeeding = async (url: string) =>
    /^frontrow_event_log_feeding 1$/m.test(await (await fetch(`${url}/metrics`)).text());

  it('has each event once and in order through kills at both ends of an append', async () => {
    const show = await makeShow(testApp);
    const orders: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      orders.push((await buy(testApp, show, [kill], await testApp.token())).id);
      await start(kill % 2 === 1 ? 'event log numbered' : 'event log appended').dies(() => 'It was not killed');
    }
    const last = start('null');
    const all = await logHas(server, KILLS, ({ type }) => type === 'order.confirmed', 40_000);
    expect(faultsOf(all)).toEqual([]);
    const confirmed = all.map(({ event }) => event).filter(({ type }) => type === 'order.confirmed');
    expect(confirmed.map(({ data }) => data.orderId)).toEqual(orders);
    await last.stop();
  }, 120_000);

  it('is fed by one of two processes; the other one follows when that is suspended, and changes nothing when it wakes up', async () => {
    const show = await makeShow(testApp);
    const [first, second] = [start('null'), start('null')];
    const urls = await Promise.all([first.open(), second.open()]);
    await eventually(async () => {
      const feeding = await Promise.all(urls.map(isFeeding));
      return feeding.filter(Boolean).length === 1 || `${feeding}`;
    });
    const feeder = (await isFeeding(urls[0])) ? 0 : 1;
    const [suspended, other] = feeder === 0 ? [first, second] : [second, first];
    const has = (seatNo: number) =>
      logHas(server, 1, (event) => JSON.stringify(event.data).includes(`"${show.seat(seatNo)}"`));
    await hold(testApp, show, [0], await testApp.token());
    await has(0);
    suspended.signal('SIGSTOP');
    await hold(testApp, show, [1], await testApp.token());
    await has(1);
    suspended.signal('SIGCONT');
    await hold(testApp, show, [2], await testApp.token());
    await eventually(async () => !(await isFeeding(urls[feeder] ?? '')) && (await isFeeding(urls[1 - feeder] ?? '')));
    // An orderly end hands over at once.
    await other.stop();
    await hold(testApp, show, [3], await testApp.token());
    await eventually(() => isFeeding(urls[feeder] ?? ''));
    expect(faultsOf(await has(3))).toEqual([]);
    await suspended.stop();
  }, 120_000);
});
