import { openAccounts } from '../../../src/accounts';
import { newId } from '../../../src/platform';
import { configureWaitingRoom } from '../../../src/waiting-room/configure-waiting-room';
import { eventually } from '../../support/eventually';
import { insertShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { LiveClient } from '../../support/live-client';
import { type ServiceProcess, startService } from '../../support/service-process';
import { type Groundwork, openGroundwork } from './open-groundwork';

const BUYERS = 60;
const INSIDE_SECONDS = 600;

let testApp: Groundwork;
let apis: ServiceProcess[];

beforeAll(async () => {
  testApp = await openGroundwork();
  apis = await Promise.all([startService(testApp.environment), startService(testApp.environment)]);
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await testApp.close();
});

interface Heard {
  readonly queuePosition: { readonly __typename: string; readonly position?: number; readonly admittedUntil?: string };
}

it('admission goes on within two seconds after its leader was killed, with nobody lost and nobody doubled', async () => {
  const { database, redis } = testApp.platform;
  const { tokens } = await openAccounts(testApp.platform);
  const ground = testApp.ground();
  const { showId, id } = await insertShow(database, { salesOpenAt: new Date(Date.now() - 1000) });
  await configureWaitingRoom(ground, showId, {
    active: true,
    admissionsPerMinute: 600,
    shopSize: BUYERS,
    insideSeconds: INSIDE_SECONDS,
    pauseReason: 'Not yet.',
  });

  // Everyone joins in turn, and listens at one of the two.
  const clients = apis.map(({ url }) => ({ http: new HttpClient(() => url), live: new LiveClient(() => url) }));
  const at = (index: number) => {
    const client = clients[index % clients.length];
    if (client === undefined) throw new Error('There are two');
    return client;
  };
  const isActive = async ({ http }: (typeof clients)[number]) =>
    (await http.graphql('query ($id: ID!) { show(id: $id) { waitingRoomActive } }', { id })).text.includes('true');
  for (const client of clients) await eventually(() => isActive(client));
  const buyers: string[] = [];
  for (let index = 0; index < BUYERS; index += 1) {
    const { token } = await tokens.issue({ id: newId(), roles: ['buyer'], email: null, lifeSeconds: 3600 });
    const joining =
      'mutation ($input: JoinQueueInput!) { joinQueue(input: $input) { ... on JoinQueuePayload { ticket } } }';
    const { body } = await at(index).http.graphql(joining, { input: { showId: id } }, token);
    expect(body).toEqual({ data: { joinQueue: { ticket: index + 1 } } });
    buyers.push(token);
  }
  const watch = (index: number, live: LiveClient) =>
    live.subscribe<Heard>(
      `subscription ($id: ID!) { queuePosition(showId: $id) {
         __typename ... on QueueWaiting { position } ... on QueueAdmitted { admittedUntil } } }`,
      { id },
      buyers[index],
    );
  const watches = buyers.map((_, index) => watch(index, at(index).live));
  for (const each of watches) await each.at(0);

  // The process that leads dies in the middle of the sale; its clients go over to the other.
  await configureWaitingRoom(ground, showId, { pauseReason: null });
  const admitted = () =>
    watches.filter(({ messages }) => messages.some(({ queuePosition: { admittedUntil } }) => admittedUntil)).length;
  await eventually(() => admitted() >= BUYERS / 3);
  const leads = await Promise.all(
    apis.map(async ({ url }) => /^frontrow_queue_rooms_led 1$/m.test(await (await fetch(`${url}/metrics`)).text())),
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
  await eventually(() => admitted() === BUYERS || `${admitted()} of ${BUYERS} are in`);

  const admittedAt = watches.map(({ messages }) => {
    const untils = new Set(messages.flatMap(({ queuePosition: { admittedUntil } }) => admittedUntil ?? []));
    expect(untils.size).toBe(1);
    return Date.parse([...untils][0] ?? '') - INSIDE_SECONDS * 1000;
  });
  const gaps = admittedAt.slice(1).map((ms, index) => ms - (admittedAt[index] ?? 0));
  // In the order of their tickets, each after or with the one before.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...gaps)).toBeLessThan(2000);
  const counters = await redis.commands.hmget(redis.key('queue', `{${showId}}`, 'room'), 'admitted');
  expect(counters).toEqual([String(BUYERS)]);

  for (const { http, live } of clients) {
    http.close();
    await live.close();
  }
});
