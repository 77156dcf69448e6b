import { setTimeout as delay } from 'node:timers/promises';
import { Metrics, Outbox, type OutboxRow, type Publish, statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const insert = statement(
  'test_outbox_insert',
  `insert into outbox (topic, key, body, created_at)
   select $1, 'key', jsonb_build_object('number', number), clock_timestamp() - make_interval(secs => $3)
     from generate_series(1, $2) as number
   returning show_id as "partition", id::text, topic, key, body`,
);
const remaining = statement('test_outbox_remaining', 'select count(*)::int as count from outbox where topic = $1');

/** Rows as a transaction wrote them; those of a process that died are some seconds old. */
const write = (topic: string, count: number, ageSeconds = 0) =>
  testApp.database.run<OutboxRow>(insert, [topic, count, ageSeconds]);
const left = async (topic = 'news') => (await testApp.database.run<{ count: number }>(remaining, [topic]))[0]?.count;

/** The outbox of one more process, which publishes news. */
function openOutbox(publish: Publish, topic = 'news'): Outbox {
  const outbox = new Outbox(testApp.database, testApp.app.platform.logger, new Metrics());
  outbox.on(topic, publish);
  return outbox;
}

beforeEach(() => testApp.database.dataSource.query('truncate outbox'));

it('rows that are handed over together go out at once, together and in order, and are removed', async () => {
  const received: (readonly OutboxRow[])[] = [];
  const outbox = openOutbox(async (rows) => void received.push(rows));
  const rows = await write('news', 5);
  for (const row of rows) outbox.deliver([row]);
  await eventually(() => received.length > 0);
  expect(received).toEqual([rows]);
  await eventually(async () => (await left()) === 0);
});

it('rows that are handed over in whatever moment go out without waiting for a sweep', async () => {
  const received: string[] = [];
  let toCome = await write('news', 200);
  const outbox = openOutbox(async (rows) => {
    received.push(...rows.map(({ id }) => id));
    const [next, ...others] = toCome;
    toCome = others;
    // Some steps after this delivery's end, more with each row: in one of them it is just over.
    let after = Promise.resolve();
    for (let step = 0; step < others.length % 12; step += 1) after = after.then(() => undefined);
    if (next) void after.then(() => outbox.deliver([next]));
  });
  outbox.deliver([]);
  const [first, ...others] = toCome;
  toCome = others;
  outbox.deliver(first ? [first] : []);
  await eventually(() => received.length === 200 || `${received.length} rows went out`);
});

it('rows that take their time hold up no others', async () => {
  const received: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const outbox = openOutbox(async (rows) => {
    if (received.length === 0) {
      received.push('waits');
      await gate;
    }
    received.push(...rows.map(({ id }) => id));
  });
  const [slow, quick] = await write('news', 2);
  if (!slow || !quick) throw new Error('No rows');
  outbox.deliver([slow]);
  await eventually(() => received.length === 1);
  outbox.deliver([quick]);
  await eventually(() => received.length === 2);
  expect(received).toEqual(['waits', quick.id]);
  open();
  await eventually(async () => (await left()) === 0);
  expect(received).toEqual(['waits', quick.id, slow.id]);
});

it('rows that go out while others are being removed are removed too, without a sweep', async () => {
  const outbox = openOutbox(async () => {
    await delay(15);
  });
  for (const row of await write('news', 40)) {
    outbox.deliver([row]);
    await delay(4);
  }
  await eventually(async () => (await left()) === 0 || `${await left()} rows stay`, 3000);
});

it('rows that a dead process left behind are published by another within two seconds', async () => {
  const received: OutboxRow[] = [];
  const outbox = openOutbox(async (rows) => void received.push(...rows));
  const stop = await outbox.start();
  const rows = await write('news', 3);
  await eventually(() => received.length === 3, 3000);
  expect(received).toEqual(rows);
  await eventually(async () => (await left()) === 0);
  await stop();
});

it('rows younger than a second are left to the process that wrote them', async () => {
  const received: OutboxRow[] = [];
  const outbox = openOutbox(async (rows) => void received.push(...rows));
  await write('news', 3);
  const old = await write('news', 2, 5);
  await outbox.sweep();
  expect(received).toEqual(old);
  expect(await left()).toBe(3);
});

it('what cannot be published stays, and goes out when it can', async () => {
  const received: OutboxRow[] = [];
  let isAway = true;
  const outbox = openOutbox(async (rows) => {
    if (isAway) throw new Error('Redis is away');
    received.push(...rows);
  });
  const stop = await outbox.start();
  const rows = await write('news', 3);
  outbox.deliver(rows);
  await eventually(() => testApp.log.filter(({ msg }) => msg.startsWith('Events could not be published')).length >= 2);
  expect(await left()).toBe(3);
  isAway = false;
  await eventually(async () => (await left()) === 0);
  expect(received).toEqual(rows);
  await stop();
});

it('a topic that cannot go out, or that nobody knows, holds up no other', async () => {
  const received: OutboxRow[] = [];
  const outbox = openOutbox(async () => {
    throw new Error('Never');
  }, 'broken');
  outbox.on('news', async (rows) => void received.push(...rows));
  await write('of another version', 600, 5);
  await write('broken', 600, 5);
  const rows = await write('news', 2, 5);
  await outbox.sweep();
  expect(received).toEqual(rows);
  expect([await left('broken'), await left('of another version')]).toEqual([600, 600]);
});

it('two that sweep at once lose nothing, and what both publish does no harm', async () => {
  const received = new Map<string, number>();
  const publish: Publish = async (rows) => {
    for (const { id } of rows) received.set(id, (received.get(id) ?? 0) + 1);
  };
  const rows = await write('news', 1700, 5);
  await Promise.all([openOutbox(publish).sweep(), openOutbox(publish).sweep()]);
  expect(received.size).toBe(rows.length);
  expect(Math.max(...received.values())).toBeLessThanOrEqual(2);
  expect(await left()).toBe(0);
});

it('a stop publishes and removes what was handed over before it', async () => {
  const received: OutboxRow[] = [];
  const outbox = openOutbox(async (rows) => void received.push(...rows));
  const stop = await outbox.start();
  const rows = await write('news', 1200);
  outbox.deliver(rows);
  await stop();
  expect(received).toEqual(rows);
  expect(await left()).toBe(0);
});

it('more than can be kept in memory is left to the sweep', async () => {
  let published = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const outbox = openOutbox(async (rows) => {
    await gate;
    published += rows.length;
  });
  const rows = await write('news', 500, 5);
  for (let i = 0; i < 40; i += 1) outbox.deliver(rows);
  open();
  await eventually(async () => (await left()) === 0);
  await eventually(() => published > 0);
  expect(published).toBeLessThanOrEqual(11_000);
});
