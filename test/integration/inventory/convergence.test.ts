import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedis } from '../../../src/dev';
import { expectConverged } from '../../support/converge';
import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { availability, hold, isLikeLedger, release } from '../../support/holds';
import { type ServiceProcess, startService } from '../../support/service-process';
import { openTestApp } from '../../support/test-app';
import { Watcher } from '../../support/watcher';

// Everybody who watches ends with the map that the database has, whatever breaks in between.
const testApp = openTestApp();

const WATCHERS = 50;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function watch(show: MadeShow, url: () => string): Promise<Watcher[]> {
  const watchers = Array.from({ length: WATCHERS }, () => new Watcher(show.id, url));
  for (const watcher of watchers) stops.push(() => watcher.stop());
  await Promise.all(watchers.map((watcher) => watcher.start()));
  return watchers;
}

/** Holds and releases at random, and cuts connections at random, until the rounds are over. */
async function storm(
  show: MadeShow,
  watchers: readonly Watcher[],
  rounds: number,
  between: (round: number) => Promise<void> = async () => {},
) {
  const tokens = await Promise.all(Array.from({ length: 30 }, () => testApp.token()));
  const random = (below: number) => Math.floor(Math.random() * below);
  for (let round = 0; round < rounds; round += 1) {
    await between(round);
    // All requests are answered, so the memory of the process that answered them has what they changed.
    expect(await isLikeLedger(testApp, show, () => availability(testApp, show))).toBe(true);
    await Promise.all(
      tokens.map(async (token) => {
        const from = random(show.seatCount - 2);
        const answer = await hold(testApp, show, [from, from + 1], token, randomUUID());
        // Two of three are released; the others run out.
        if (answer.hold && random(3) > 0) await release(testApp, answer.hold.id, token);
      }),
    );
    for (let cut = 0; cut < 5; cut += 1) watchers[random(watchers.length)]?.interrupt();
    testApp.clock.advanceSeconds(random(20));
  }
}

it('50 watchers, cut off at random, end with the map of the database, and without reading it again', async () => {
  const show = await makeShow(testApp, { holdSeconds: 30, seatsPerBuyerMax: 50 });
  const watchers = await watch(show, () => testApp.url);
  await storm(show, watchers, 15);
  await expectConverged(testApp, show, watchers);
  expect(watchers.reduce((sum, { reads }) => sum + reads, 0)).toBe(WATCHERS);
  expect(Math.min(...watchers.map(({ applied }) => applied))).toBeGreaterThan(50);
});

it('watchers on two processes converge while Redis is killed and comes back empty', async () => {
  const other = await testApp.openAnother();
  const show = await makeShow(testApp, { holdSeconds: 30, seatsPerBuyerMax: 50 });
  const watchers = [...(await watch(show, () => testApp.url)), ...(await watch(show, () => other.url))];
  await stormThrough(
    show,
    watchers,
    () => other.url,
    async (round) => {
      if (round !== 6) return;
      const { pid, port, dir } = testApp.redis;
      process.kill(pid, 'SIGKILL');
      await eventually(() => !isAlive(pid));
      await rm(join(dir, 'dump.rdb'), { force: true });
      testApp.closing((await startRedis({ dir, port })).stop);
    },
  );
  await expectConverged(testApp, show, watchers, [testApp.url, other.url]);
});

it('watchers of a process that is killed go on with another one of the same service', async () => {
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  const doomed = await startService({ DATABASE_URL, REDIS_URL });
  let serving: ServiceProcess | { url: string } = doomed;
  const show = await makeShow(testApp, { holdSeconds: 3600, seatsPerBuyerMax: 50 });
  const watchers = await watch(show, () => serving.url);
  await stormThrough(
    show,
    watchers,
    () => serving.url,
    async (round) => {
      if (round !== 5) return;
      await doomed.kill();
      serving = { url: testApp.url };
    },
  );
  await expectConverged(testApp, show, watchers);
});

/** A storm whose requests go to one address, and may fail while nobody answers there. */
async function stormThrough(
  show: MadeShow,
  watchers: readonly Watcher[],
  url: () => string,
  between: (round: number) => Promise<void>,
): Promise<void> {
  const client = new HttpClient(url);
  const tokens = await Promise.all(Array.from({ length: 30 }, () => testApp.token()));
  const random = (below: number) => Math.floor(Math.random() * below);
  const query = graphql(
    'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on HoldSeatsPayload { hold { id } } } }',
  );
  for (let round = 0; round < 12; round += 1) {
    const under = between(round);
    await Promise.allSettled(
      tokens.map(async (token) => {
        const from = random(show.seatCount - 2);
        const input = { showId: show.id, seatIds: show.seats(from, from + 1), idempotencyKey: randomUUID() };
        const { body } = await client.graphql(query, { input }, token);
        const held = body.data?.holdSeats;
        if (held?.__typename === 'HoldSeatsPayload' && random(3) > 0) {
          await client.graphql(
            graphql('mutation ($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename } }'),
            { input: { holdId: held.hold.id } },
            token,
          );
        }
      }),
    );
    await under;
    for (let cut = 0; cut < 5; cut += 1) watchers[random(watchers.length)]?.interrupt();
  }
  client.close();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
