import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { HttpClient } from '../../support/graphql-client';
import { type Link, openLink } from '../../support/link';
import { LiveClient } from '../../support/live-client';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const createGuestSession = 'mutation { createGuestSession(input: {}) { expiresAt } }';

/** Another app of the app, whose ways to PostgreSQL and Redis can be cut. */
async function openLinked(environment: Record<string, string> = {}) {
  const database = await openLink(testApp.config.DATABASE_URL);
  const redis = await openLink(testApp.redis.url);
  for (const link of [database, redis]) testApp.closing(link.close);
  const app = await testApp.openAnother({ ...environment, DATABASE_URL: database.url, REDIS_URL: redis.url });
  const http = new HttpClient(() => app.url);
  testApp.closing(async () => http.close());
  const readiness = async () => {
    const { status, text } = await http.send('/readyz');
    return { status, ...JSON.parse(text) };
  };
  return { app, http, database, redis, readiness };
}

type Linked = Awaited<ReturnType<typeof openLinked>>;
const ready = { status: 200, ready: true, missing: [] };

describe('Health', () => {
  let linked: Linked;
  beforeAll(async () => {
    linked = await openLinked();
  });

  it.each([
    ['PostgreSQL', 'PostgreSQL cannot be reached', ({ database }: Linked) => database],
    ['Redis', 'Redis cannot be reached', ({ redis }: Linked) => redis],
  ])('it is not ready while %s is away, stays alive, and is ready again by itself', async (_, missing, linkOf) => {
    await eventually(async () => (await linked.readiness()).ready);
    const link: Link = linkOf(linked);
    link.cut();
    await eventually(async () => (await linked.readiness()).status === 503);
    expect(await linked.readiness()).toEqual({ status: 503, ready: false, missing: [missing] });
    expect(await linked.http.send('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
    link.heal();
    await eventually(async () => (await linked.readiness()).ready);
    expect(await linked.readiness()).toEqual(ready);
  });

  it('a database that accepts reads only is not ready, and its connections are made again', async () => {
    const name = new URL(testApp.config.DATABASE_URL).pathname.slice(1);
    // Not by the pool, which refuses such a server.
    const admin = new Client({ connectionString: testApp.config.DATABASE_URL });
    await admin.connect();
    testApp.closing(() => admin.end());
    const makeReadOnly = async (value: string) => {
      await admin.query('set default_transaction_read_only = off');
      await admin.query(`alter database ${name} ${value}`);
    };
    const standby = await openLinked();
    await eventually(async () => (await standby.readiness()).ready);
    await makeReadOnly('set default_transaction_read_only = on');
    // Its connections are made again, and lead to a server that accepts reads only.
    standby.database.cut();
    standby.database.heal();
    await eventually(async () => (await standby.readiness()).missing[0] === 'PostgreSQL accepts no writes');
    expect((await standby.http.graphql('{ events { nodes { id } } }')).body.errors?.[0]?.extensions?.code).toBe(
      'SERVICE_UNAVAILABLE',
    );
    await makeReadOnly('reset default_transaction_read_only');
    await eventually(async () => (await standby.readiness()).ready);
  });

  it('a Redis that became a replica is not ready, and connections follow the address', async () => {
    await eventually(async () => (await linked.readiness()).ready);
    const { commands } = testApp.app.platform.redis;
    await commands.replicaof('127.0.0.1', '1');
    await eventually(async () => (await linked.readiness()).status === 503);
    expect((await linked.readiness()).missing).toEqual([
      expect.stringMatching(/^Redis (accepts no writes|cannot be reached)$/),
    ]);
    // The connection is being made again, because of the replica.
    await eventually(async () => (await commands.replicaof('NO', 'ONE')) === 'OK');
    await eventually(async () => (await linked.readiness()).ready);
  });

  it('it is not ready until the migrations are applied', async () => {
    const { dataSource } = testApp.database;
    await dataSource.query(`update migrations set name = name || ' of another version' where id = 1`);
    const behind = await openLinked();
    expect(await behind.readiness()).toEqual({
      status: 503,
      ready: false,
      missing: ['Migrations are pending: run "npm run migrate"'],
    });
    await dataSource.query(`update migrations set name = replace(name, ' of another version', '') where id = 1`);
    expect(await behind.readiness()).toEqual(ready);
  });

  it('while the database is away, what needs it is SERVICE_UNAVAILABLE, and the rest is answered', async () => {
    linked.database.cut();
    const answer = await linked.http.graphql('{ events { nodes { id } } }');
    expect(answer.body.errors?.[0]?.extensions?.code).toBe('SERVICE_UNAVAILABLE');
    expect(await linked.http.graphql('{ serverTime }')).toMatchObject({ status: 200, body: { data: {} } });
    linked.database.heal();
    await eventually(async () => (await linked.http.graphql('{ events { nodes { id } } }')).body.errors === undefined);
  });
});

describe('Metrics', () => {
  const values = async (name: string) => {
    const { text } = await testApp.http.send('/metrics');
    return text.split('\n').filter((line) => line.startsWith(name));
  };
  const count = async (labels: string) => {
    const lines = await values(`frontrow_graphql_operation_seconds_count{${labels}}`);
    return Number(lines[0]?.split(' ')[1] ?? 0);
  };

  it('count operations by root field, transport and outcome', async () => {
    const labels = 'operation="serverTime",transport="http",outcome="ok"';
    const before = await count(labels);
    await testApp.ask('query MyOwnName { serverTime }');
    await testApp.ask('query AnotherName { serverTime }');
    expect(await count(labels)).toBe(before + 2);
    await testApp.graphql('{ nonsense }');
    expect(await count('operation="invalid",transport="http",outcome="GRAPHQL_VALIDATION_FAILED"')).toBe(1);
    await testApp.graphql('{ serverTime }', {}, 'wrong');
    expect(await count('operation="invalid",transport="http",outcome="UNAUTHENTICATED"')).toBe(1);
    const live = testApp.subscribe('{ serverTime }');
    await live.at(0);
    expect(await count('operation="serverTime",transport="socket",outcome="ok"')).toBe(1);
  });

  it('tell of sockets, the pool, and the process', async () => {
    for (const name of [
      'frontrow_sockets ',
      'frontrow_socket_operations ',
      'frontrow_subscription_groups ',
      'frontrow_database_connections ',
      'frontrow_database_connections_idle ',
      'frontrow_database_waiting ',
      'nodejs_eventloop_lag_p99_seconds ',
      'process_resident_memory_bytes ',
    ]) {
      expect([name, await values(name)]).toEqual([name, [expect.stringMatching(/ [\d.e-]+$/)]]);
    }
  });

  it('do not grow with what clients make up', async () => {
    const lines = async () => (await values('frontrow_graphql_operation_seconds_count')).length;
    for (let i = 0; i < 3; i += 1) await testApp.graphql(`query Name${i} { x${i}: serverTime __typename }`);
    const before = await lines();
    for (let i = 0; i < 20; i += 1) await testApp.graphql(`query Other${i} { y${i}: serverTime __typename }`);
    expect(await lines()).toBe(before);
  });
});

describe('Rate limits', () => {
  const limits = { RATE_LIMITS: 'on', MUTATIONS_PER_MINUTE_BY_BUYER: '3', MUTATIONS_PER_MINUTE_BY_ADDRESS: '6' };
  const forget = () => testApp.app.platform.redis.commands.flushdb();
  beforeEach(forget);

  it('count the mutations of a buyer, and not those of others', async () => {
    const { http } = await openLinked(limits);
    const [one, other] = [await testApp.token(), await testApp.token()];
    for (let i = 0; i < 3; i += 1) expect((await http.graphql(createGuestSession, {}, one)).status).toBe(200);
    const refused = await http.graphql(createGuestSession, {}, one);
    expect(refused.status).toBe(429);
    const [error] = refused.body.errors ?? [];
    expect(error?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(refused.headers['retry-after']).toBe(String(error?.extensions?.retryAfterSeconds));
    expect(error?.extensions?.retryAfterSeconds).toBeGreaterThan(0);
    expect(error?.extensions?.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await http.graphql(createGuestSession, {}, other)).status).toBe(200);
    expect((await http.graphql('{ serverTime }', {}, one)).status).toBe(200);
  });

  it('count the mutations of a network, but not those of the devices at its gates', async () => {
    const { http } = await openLinked(limits);
    const devices = await Promise.all(Array.from({ length: 4 }, () => testApp.token({ roles: ['scanner'] })));
    for (const device of devices)
      for (let i = 0; i < 3; i += 1) expect((await http.graphql(createGuestSession, {}, device)).status).toBe(200);
    expect((await http.graphql(createGuestSession, {}, devices[0])).status).toBe(429);
    const buyers = await Promise.all(Array.from({ length: 3 }, () => testApp.token()));
    const answers = [];
    for (const buyer of buyers)
      for (let i = 0; i < 3; i += 1) answers.push((await http.graphql(createGuestSession, {}, buyer)).status);
    expect(answers).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429]);
  });

  it('count each root field of an operation, under whatever names', async () => {
    const { http } = await openLinked(limits);
    const token = await testApp.token();
    const many = (count: number) =>
      `mutation { ${Array.from({ length: count }, (_, i) => `m${i}: createGuestSession(input: {}) { expiresAt }`).join(' ')} }`;
    expect((await http.graphql(many(4), {}, token)).status).toBe(429);
    await forget();
    expect((await http.graphql(many(3), {}, token)).status).toBe(200);
    expect((await http.graphql(createGuestSession, {}, token)).status).toBe(429);
  });

  it('count the guest sessions of an address', async () => {
    const { http } = await openLinked({ RATE_LIMITS: 'on', GUEST_SESSIONS_PER_HOUR_BY_ADDRESS: '2' });
    for (let i = 0; i < 2; i += 1) expect((await http.graphql(createGuestSession)).status).toBe(200);
    expect((await http.graphql(createGuestSession)).status).toBe(429);
  });

  it('count the cost of queries, and say what is left', async () => {
    const { http } = await openLinked({ RATE_LIMITS: 'on', COST_PER_MINUTE_BY_ADDRESS: '1000' });
    const events = '{ events(first: 5) { nodes { id } } }';
    const answer = JSON.parse((await http.graphql(events)).text);
    expect(answer.extensions.cost).toEqual({
      requested: expect.any(Number),
      actual: expect.any(Number),
      left: 1000 - answer.extensions.cost.actual,
    });
    let status = 200;
    for (let i = 0; i < 60 && status === 200; i += 1) ({ status } = await http.graphql(events));
    expect(status).toBe(429);
  });

  it('count those of an address in all processes together, whoever sends them', async () => {
    const [first, second] = [await openLinked(limits), await openLinked(limits)];
    for (const { http } of [first, second, first, second, first, second]) {
      expect((await http.graphql(createGuestSession)).status).toBe(200);
    }
    expect((await first.http.graphql(createGuestSession)).status).toBe(429);
    expect((await second.http.graphql(createGuestSession, {}, await testApp.token())).status).toBe(429);
  });

  it('believe the address that a trusted proxy tells, and no other', async () => {
    const send = (http: HttpClient, address: string) =>
      http.send('/graphql', { body: { query: createGuestSession }, headers: { 'x-forwarded-for': address } });
    const behind = await openLinked({ ...limits, TRUST_PROXY: '127.0.0.0/8' });
    for (let i = 0; i < 8; i += 1) expect((await send(behind.http, `192.0.2.${i}`)).status).toBe(200);
    await forget();
    const open = await openLinked(limits);
    for (let i = 0; i < 6; i += 1) expect((await send(open.http, `192.0.2.${i}`)).status).toBe(200);
    expect((await send(open.http, '192.0.2.99')).status).toBe(429);
  });

  it('hold over the socket too', async () => {
    const { app } = await openLinked(limits);
    const live = new LiveClient(() => app.url);
    const client = live.open(await testApp.token());
    for (let i = 0; i < 3; i += 1) await live.subscribe(createGuestSession, {}, undefined, client).at(0);
    const refused = live.subscribe(createGuestSession, {}, undefined, client);
    await eventually(() => refused.ended());
    expect(refused.errors).toEqual([
      [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) })],
    ]);
    await live.close();
  });

  it('let everyone pass while Redis is away, or nobody, as configured', async () => {
    const open = await openLinked(limits);
    const closed = await openLinked({ ...limits, RATE_LIMITS_WITHOUT_REDIS: 'closed' });
    for (const { redis } of [open, closed]) redis.cut();
    for (let i = 0; i < 10; i += 1) expect((await open.http.graphql(createGuestSession)).status).toBe(200);
    const refused = await closed.http.graphql(createGuestSession);
    expect([refused.status, refused.body.errors?.[0]?.extensions?.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await closed.http.graphql('{ serverTime }')).status).toBe(200);
    for (const { redis } of [open, closed]) redis.heal();
    await eventually(async () => (await closed.http.graphql(createGuestSession)).status === 200);
  });
});
