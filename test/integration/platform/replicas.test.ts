import pino from 'pino';
import { Database, makeDataSource, statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { type PostgresPair, startPostgresPair } from '../../support/postgres-pair';

const readCount = statement(
  'test_count_of_replica',
  'select count(*)::int as count, pg_is_in_recovery() as "isReplica" from webhook_event',
);
let pair: PostgresPair;
let database: Database;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  pair = await startPostgresPair();
  stops.push(() => pair.stop());
  const dataSource = await makeDataSource({ url: pair.primaryUrl, replicaUrls: [pair.standbyUrl] }).initialize();
  stops.push(() => dataSource.destroy());
  database = new Database(dataSource, pino({ level: 'silent' }));
  stops.push(database.replicas.start(pino({ level: 'silent' })));
}, 60_000);
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const read = async () => (await database.reader.run<{ count: number; isReplica: boolean }>(readCount))[0];
const replay = async (what: 'pause' | 'resume') => {
  const admin = await makeDataSource({ url: pair.standbyUrl, poolMax: 1 }).initialize();
  await admin.query(`select pg_wal_replay_${what}()`);
  await admin.destroy();
};

it('reads go to a replica that has caught up, and say how old they may be', async () => {
  await eventually(async () => (await read())?.isReplica === true);
  expect(database.readerBehindMs).toBeGreaterThanOrEqual(0);
  expect(database.readerBehindMs).toBeLessThanOrEqual(2000);
});

it('a replica that is more than two seconds behind is left out, and comes back', async () => {
  await replay('pause');
  await database.run(
    statement('test_write_for_replica', `insert into webhook_event (id, type) values (gen_random_uuid()::text, 'a')`),
  );
  await eventually(async () => (await read())?.isReplica === false);
  expect(await read()).toEqual({ count: 1, isReplica: false });
  expect(database.readerBehindMs).toBe(0);
  await replay('resume');
  await eventually(async () => (await read())?.isReplica === true);
  expect((await read())?.count).toBe(1);
});
