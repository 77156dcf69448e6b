import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { LogReader } from '../../support/organizer-events';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { createEndpoint, WebhookReceiver } from '../../support/webhook-receiver';

/** This app sells. It numbers and sends nothing: that do the processes that are killed. */
const testApp = openTestApp({ WEBHOOK_LOCAL_TARGETS: 'on' }, { webhooks: { lookMs: 3_600_000 } });

/** `npm run test:kill-webhooks` kills a hundred times. */
const KILLS = Number(process.env.WEBHOOK_KILLS ?? 2);
const EVENTS_PER_ROUND = 5;

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
      ...{ NODE_ENV: 'test', RATE_LIMITS: 'off', WEBHOOK_LOCAL_TARGETS: 'on' },
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

async function organized() {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { organizerId });
  const token = await testApp.token({ roles: ['organizer'], id: organizerId });
  return { show, token, receiver: await WebhookReceiver.open(testApp), reader: new LogReader(testApp, token) };
}

it('through kills in each gap and a flushed Redis every event is received and read, in order, under one id', async () => {
  const { show, token, receiver, reader } = await organized();
  await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  const redis = new Redis(testApp.redis.url);
  const bought: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (bought.length === 0) bought.push((await buy(testApp, show, [0], await testApp.token())).id);
    await testApp.database.dataSource.query(
      `insert into new_organizer_event (show_id, type, data)
       select $1, 'order.confirmed', jsonb_build_object('order', gen_random_uuid()) from generate_series(1, $2)`,
      [show.showId, EVENTS_PER_ROUND],
    );
    // The event is on its way, or it has been received: neither is recorded.
    await start(kill % 3 === 0 ? 'webhook claimed' : 'webhook answered').ended;
    await redis.flushall();
    await reader.readOn();
  }
  await redis.quit();
  const last = start('null');
  const eventCount = 1 + KILLS * EVENTS_PER_ROUND;
  await reader.reads(eventCount, 'order.confirmed');
  await eventually(() => {
    const { size } = new Set(receiver.messages.map(({ event }) => event.id));
    return size === eventCount || `${size} of ${eventCount} received`;
  }, 40_000);
  const { bodies } = reader;
  expect(bodies.map(({ sequence }) => sequence)).toEqual(bodies.map((_, index) => index + 1));
  expect(bodies.find(({ type }) => type === 'order.confirmed')?.data.orderId).toBe(bought[0]);
  const confirmed = bodies.filter(({ type }) => type === 'order.confirmed');
  const received = receiver.messages.map(({ event }) => event.id);
  expect(new Set(received)).toEqual(new Set(confirmed.map(({ id }) => id)));
  // Only what was under way when a process died is sent again.
  expect(received.length).toBeLessThanOrEqual(eventCount + KILLS * 32);
  for (const { headers, event } of receiver.messages) expect(headers['webhook-id']).toBe(event.id);
  await last.stop();
}, 600_000);
