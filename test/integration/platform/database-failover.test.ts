import pino from 'pino';
import { Database, makeDataSource, statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { hold, holdFree, release } from '../../support/holds';
import { type Link, openLink } from '../../support/link';
import { type PostgresCluster, type PostgresServer, startPostgresCluster } from '../../support/postgres-cluster';
import { openTestApp } from '../../support/test-app';

// Two real servers of PostgreSQL behind one address, as a proxy or a name service gives it.
const testApp = openTestApp();
const HOLD = graphql(
  `mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on Problem { message } } }`,
);

let cluster: PostgresCluster;
let standby: PostgresServer;
let link: Link;
beforeAll(async () => {
  cluster = await startPostgresCluster();
  testApp.closing(cluster.stop);
  [standby] = cluster.standbys as [PostgresServer];
  link = await openLink(cluster.primary.url);
  testApp.closing(link.close);
}, 60_000);

/** A process on that address, with a show and a buyer. */
async function open() {
  const app = await testApp.openAnother({ DATABASE_URL: link.url, REDIS_PREFIX: 'failover:' });
  const http = new HttpClient(() => app.url);
  testApp.closing(async () => http.close());
  const readiness = async () => (await http.send('/readyz')).status;
  await eventually(async () => (await readiness()) === 200);
  const show = await makeShow({ app });
  const { token } = await app.modules.accounts.tokens.issue({ roles: ['buyer'], email: null, lifeSeconds: 3600 });
  const tryHold = async (seatNo: number) => {
    const input = { showId: show.id, seatIds: show.seats(seatNo), idempotencyKey: `seat ${seatNo}` };
    const { body } = await http.graphql(HOLD, { input }, token);
    return body.data?.holdSeats.__typename ?? body.errors?.[0]?.extensions?.code;
  };
  const otherBuyer = async () =>
    (await app.modules.accounts.tokens.issue({ roles: ['buyer'], email: null, lifeSeconds: 3600 })).token;
  return { http, show, token, readiness, tryHold, otherBuyer };
}

it('a primary that says nothing any more is not waited for, and its connections are made again', async () => {
  const { readiness } = await open();
  const timing = { statementSecondsMax: 0.3, silenceSecondsMax: 0.2 };
  const dataSource = await makeDataSource({ url: link.url, poolMax: 4, ...timing }).initialize();
  const database = new Database(dataSource, pino({ level: 'silent' }));
  const read = () => database.run(statement('test_one', 'select 1 as one'));
  const write = () => database.transaction((transaction) => transaction.run(statement('test_two', 'select 2 as two')));
  await Promise.all([read(), read(), write(), write()]);

  link.freeze();
  const [reading, writing, ready] = await Promise.allSettled([read(), write(), readiness()]);
  expect(reading).toMatchObject({ status: 'rejected' });
  expect(writing).toMatchObject({ status: 'rejected' });
  expect(ready).toEqual({ status: 'fulfilled', value: 503 });

  link.switchTo(cluster.primary.url);
  // Two more connections of the pool find out, then none is left.
  await Promise.allSettled([read(), read(), read(), read()]);
  expect(await Promise.all([read(), write(), read(), write()])).toHaveLength(4);
  await dataSource.destroy();
});

it('while the address leads to a standby, writes are refused and the process is not ready; it recovers by itself', async () => {
  const { http, show, token, readiness, tryHold, otherBuyer } = await open();
  const before = await holdFree(http, show, [0], token);
  await cluster.caughtUp(standby);

  link.switchTo(standby.url);
  await cluster.primary.kill();
  await eventually(async () => (await readiness()) === 503);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => tryHold(1 + (index % 4))));
  expect(new Set(answers)).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  expect((await http.send('/readyz')).text).toContain('PostgreSQL accepts no writes');

  await standby.promote();
  await eventually(async () => (await readiness()) === 200);
  expect(await tryHold(1)).toBe('HoldSeatsPayload');
  expect(await hold(http, show, [0], await otherBuyer())).toMatchObject({ __typename: 'SeatsUnavailable' });
  expect(await release(http, before.id, token)).toMatchObject({ __typename: 'ReleaseHoldPayload' });
});
