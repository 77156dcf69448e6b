import type { App } from '../../../src/app';
import { newId, statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { type Link, openLink } from '../../support/link';
import { LiveClient } from '../../support/live-client';
import { describeWithPostgres, type PostgresCluster, startPostgresCluster } from '../../support/postgres-cluster';
import { openTestApp } from '../../support/test-app';

const CREATE = graphql(
  'mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id name shows { nodes { id } } } } }',
);
const EVENT = graphql('query ($id: ID!) { event(id: $id) { name } }');
const LIST = graphql('query { events(first: 5) { asOf nodes { id name } } }');
const PAUSE = graphql('mutation ($input: PauseSaleInput!) { pauseSale(input: $input) { show { status } } }');
const RESUME = graphql('mutation ($input: ResumeSaleInput!) { resumeSale(input: $input) { show { status } } }');
const SHOW = graphql('query ($id: ID!) { show(id: $id) { status pauseMessage } }');

describeWithPostgres('programme and search from replicas', () => {
  const testApp = openTestApp();
  let cluster: PostgresCluster;
  let redisLink: Link;
  let apps: readonly { readonly app: App; readonly http: HttpClient }[];
  let organizer: string;
  const organizerId = newId();

  beforeAll(async () => {
    cluster = await startPostgresCluster({ standbys: 2 });
    testApp.closing(cluster.stop);
    redisLink = await openLink(testApp.redis.url);
    testApp.closing(redisLink.close);
    const environment = {
      DATABASE_URL: cluster.primary.url,
      DATABASE_REPLICA_URLS: cluster.standbys.map(({ url }) => url).join(),
      REDIS_PREFIX: 'replicas:',
    };
    const direct = await testApp.openAnother(environment);
    apps = [direct, await testApp.openAnother({ ...environment, REDIS_URL: redisLink.url })].map((app) => {
      const http = new HttpClient(() => app.url);
      testApp.closing(async () => http.close());
      return { app, http };
    });
    const role = { id: organizerId, roles: ['organizer' as const], email: null, lifeSeconds: 3600 };
    organizer = (await direct.modules.accounts.tokens.issue(role)).token;
  }, 90_000);
  beforeEach(async () => {
    redisLink.heal();
    await replay('resume');
    await Promise.all(apps.map(({ app }) => eventually(async () => (await leftOut(app)) === 0)));
  });

  const first = () => apps[0] as (typeof apps)[number];
  const second = () => apps[1] as (typeof apps)[number];
  const replay = (what: 'pause' | 'resume') =>
    Promise.all(cluster.standbys.map((standby) => standby.query(`select pg_wal_replay_${what}()`)));
  const metric = async (app: App, line: RegExp): Promise<number> =>
    Number(line.exec(await app.platform.metrics.read())?.[1] ?? 0);
  const leftOut = (app: App) => metric(app, /^frontrow_replicas_left_out (\d+)$/m);
  const readOnReplicas = (app: App) => metric(app, /^frontrow_reads_total{by="replica",reason="current"} (\d+)$/m);
  const create = async (http: HttpClient, name: string) => {
    const created = await http.ask(CREATE, { input: { name, category: 'Concert' } }, organizer);
    expect(created.createEvent.event.name).toBe(name);
    return created.createEvent.event.id;
  };
  /** Reads again and again until the condition holds; no read may fail meanwhile. */
  const readUntil = async (condition: () => Promise<boolean>) => {
    await eventually(async () => {
      await Promise.all(Array.from({ length: 4 }, () => first().http.ask(LIST, {})));
      return condition();
    }, 30_000);
  };

  it('are read there while the replicas keep up, and say how old they may be', async () => {
    await eventually(async () => (await leftOut(first().app)) === 0);
    const before = await readOnReplicas(first().app);
    const { events } = await first().http.ask(LIST, {});
    expect(Math.abs(Date.parse(events.asOf) - testApp.clock.now().getTime())).toBeLessThanOrEqual(2000);
    expect(await readOnReplicas(first().app)).toBeGreaterThan(before);
  });

  it('a caller reads what they wrote, in every process, while no replica has it', async () => {
    await replay('pause');
    const id = await create(first().http, 'Written just now');
    for (const { http } of [first(), second()])
      expect(await http.ask(EVENT, { id }, organizer)).toEqual({ event: { name: 'Written just now' } });
    await replay('resume');
    const before = await readOnReplicas(second().app);
    await eventually(async () => {
      expect((await second().http.ask(EVENT, { id }, organizer)).event?.name).toBe('Written just now');
      return (await readOnReplicas(second().app)) > before;
    });
  });

  it('also where their other process cannot reach Redis', async () => {
    redisLink.cut();
    await replay('pause');
    const id = await create(first().http, 'Written without Redis');
    expect((await second().http.ask(EVENT, { id }, organizer)).event?.name).toBe('Written without Redis');
    const other = await create(second().http, 'Written by the cut process');
    expect((await second().http.ask(EVENT, { id: other }, organizer)).event?.name).toBe('Written by the cut process');
  });

  it('who is told that a show has changed finds the change', async () => {
    const show = await makeShow(first(), { organizerId });
    const live = new LiveClient(() => second().app.url);
    testApp.closing(() => live.close());
    await Promise.all(cluster.standbys.map((standby) => cluster.caughtUp(standby)));
    const changes = live.subscribe<{ showChanged: { status: string } }>(
      'subscription ($id: ID!) { showChanged(showId: $id) { status } }',
      { id: show.id },
    );
    await changes.at(0);
    await replay('pause');
    await first().http.ask(PAUSE, { input: { showId: show.id, message: 'The hall is dark' } }, organizer);
    await changes.until((messages) => messages.at(-1)?.showChanged.status === 'SALES_PAUSED');
    for (const { http } of apps)
      expect(await http.ask(SHOW, { id: show.id })).toEqual({
        show: { status: 'SALES_PAUSED', pauseMessage: 'The hall is dark' },
      });
    await first().http.ask(RESUME, { input: { showId: show.id } }, organizer);
    changes.stop();
  });

  it('replicas that fall behind are left out, and come back', async () => {
    await replay('pause');
    const id = await create(first().http, 'Behind');
    await readUntil(async () => (await leftOut(first().app)) === 2);
    // By somebody who has not written.
    expect((await first().http.ask(EVENT, { id })).event?.name).toBe('Behind');
    await replay('resume');
    await readUntil(async () => (await leftOut(first().app)) === 0);
  });

  it('a replica that hangs, or dies, costs no reader an error', async () => {
    const [standby] = cluster.standbys;
    if (standby === undefined) throw new Error('There are two');
    standby.freeze();
    await readUntil(async () => (await leftOut(first().app)) === 1);
    standby.thaw();
    await readUntil(async () => (await leftOut(first().app)) === 0);
    await standby.kill();
    await readUntil(async () => (await leftOut(first().app)) === 1);
    await standby.start(cluster.primary);
    await readUntil(async () => (await leftOut(first().app)) === 0);
  });

  it('what fails on a replica alone is repeated on the primary', async () => {
    const { readers } = first().app.platform;
    const reader = readers.of({ caller: null, budget: { admitted: { kind: 'query' } }, once: (_key, make) => make() });
    const failing = statement('test_fails_on_replica', 'select 1 / (not pg_is_in_recovery())::int as one');
    expect(await reader.run(failing)).toEqual([{ one: 1 }]);
    expect(
      await metric(first().app, /^frontrow_reads_total{by="primary",reason="replica_failed"} (\d+)$/m),
    ).toBeGreaterThan(0);
  });

  it('a replica that was promoted by mistake is not read', async () => {
    const [, standby] = cluster.standbys;
    if (standby === undefined) throw new Error('There are two');
    await standby.promote();
    await standby.query(
      `insert into event (id, name, category) values (gen_random_uuid(), 'Of another history', 'Concert')`,
    );
    await readUntil(async () => (await leftOut(first().app)) === 1);
    const { events } = await first().http.ask(LIST, {});
    expect(events.nodes.map(({ name }) => name)).not.toContain('Of another history');
  });
});
