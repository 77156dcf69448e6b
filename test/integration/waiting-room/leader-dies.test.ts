import { openAccounts } from '../../../src/accounts';
import { newId } from '../../../src/platform';
import { configureWaitingRoom } from '../../../src/waiting-room/settings/configure-waiting-room';
import { eventually } from '../../support/eventually';
import { insertShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { LiveClient } from '../../support/live-client';
import { type ServiceProcess, startService } from '../../support/service-process';
import { openContexts, type WaitingRoomContexts } from './open-contexts';

const BUYERS = 60;
const ADMISSION_SECONDS = 600;

let services: WaitingRoomContexts;
let apis: ServiceProcess[];

beforeAll(async () => {
  services = await openContexts();
  apis = await Promise.all([startService(services.environment), startService(services.environment)]);
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await services.close();
});

interface PositionEvent {
  readonly queuePosition: { readonly __typename: string; readonly position?: number; readonly admittedUntil?: string };
}

it('admission continues within two seconds after the leader was killed, and every buyer is admitted once', async () => {
  const { database, redis } = services.platform;
  const { tokens } = await openAccounts(services.platform);
  const context = services.openContext();
  const { showId, id } = await insertShow(database, { salesOpenAt: new Date(Date.now() - 1000) });
  await configureWaitingRoom(context, showId, {
    active: true,
    admissionsPerMinute: 600,
    shopSize: BUYERS,
    insideSeconds: ADMISSION_SECONDS,
    pauseReason: 'Not yet.',
  });

  // Everyone joins in turn, and subscribes at one of the two.
  const clients = apis.map(({ url }) => ({ http: new HttpClient(() => url), live: new LiveClient(() => url) }));
  const at = (index: number) => {
    const client = clients[index % clients.length];
    if (client === undefined) throw new Error('There are two');
    return client;
  };
  const isActive = async ({ http }: (typeof clients)[number]) =>
    (await http.graphql(graphql('query ($id: ID!) { show(id: $id) { waitingRoomActive } }'), { id })).text.includes(
      'true',
    );
  for (const client of clients) await eventually(() => isActive(client));
  const buyers: string[] = [];
  for (let index = 0; index < BUYERS; index += 1) {
    const { token } = await tokens.issue({ id: newId(), roles: ['buyer'], email: null, lifeSeconds: 3600 });
    const joining = graphql(
      'mutation ($input: JoinQueueInput!) { joinQueue(input: $input) { ... on JoinQueuePayload { ticket } } }',
    );
    const { body } = await at(index).http.graphql(joining, { input: { showId: id } }, token);
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({ joinQueue: { ticket: index + 1 } });
    buyers.push(token);
  }
  const watch = (index: number, live: LiveClient) =>
    live.subscribe<PositionEvent>(
      `subscription ($id: ID!) { queuePosition(showId: $id) {
         __typename ... on QueueWaiting { position } ... on QueueAdmitted { admittedUntil } } }`,
      { id },
      buyers[index],
    );
  const watches = buyers.map((_, index) => watch(index, at(index).live));
  for (const each of watches) await each.at(0);

  // The leading process dies in the middle of the sale; its clients connect to the other.
  await configureWaitingRoom(context, showId, { pauseReason: null });
  const admitted = () =>
    watches.filter(({ messages }) => messages.some(({ queuePosition: { admittedUntil } }) => admittedUntil)).length;
  await eventually(() => admitted() >= BUYERS / 3);
  const leads = await Promise.all(
    apis.map(async ({ url }) => /^frontrow_queue_led 1$/m.test(await (await fetch(`${url}/metrics`)).text())),
  );
  expect(leads.filter((does) => does)).toHaveLength(1);
  const dying = leads.indexOf(true);
  expect(admitted()).toBeLessThan(BUYERS);
  await apis[dying]?.kill();
  await clients[dying]?.live.close();
  const survivor = at(dying + 1);
  for (const index of watches.keys()) {
    if (index % 2 === dying) watches[index] = watch(index, survivor.live);
  }
  await eventually(() => admitted() === BUYERS || `${admitted()} of ${BUYERS} are admitted`);

  const admittedAt = watches.map(({ messages }) => {
    const untils = new Set(messages.flatMap(({ queuePosition: { admittedUntil } }) => admittedUntil ?? []));
    expect(untils.size).toBe(1);
    return Date.parse([...untils][0] ?? '') - ADMISSION_SECONDS * 1000;
  });
  const gaps = admittedAt.slice(1).map((ms, index) => ms - (admittedAt[index] ?? 0));
  // In the order of their tickets, each after or with the one before.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...gaps)).toBeLessThan(2000);
  const counters = await redis.commands.hmget(redis.key('waiting-room', `{${showId}}`, 'state'), 'admittedCount');
  expect(counters).toEqual([String(BUYERS)]);

  for (const { http, live } of clients) {
    http.close();
    await live.close();
  }
});
