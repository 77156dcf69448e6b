import { newId } from '../../../src/platform';
import { expectConverged } from '../../support/converge';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { type Api, HttpClient } from '../../support/graphql-client';
import { hold, holdFree } from '../../support/holds';
import { describeWithPrograms } from '../../support/programs';
import { purchase } from '../../support/purchases';
import { join, latest, waitForPosition, watch } from '../../support/queue';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster';
import { openTestApp } from '../../support/test-app';
import { Watcher } from '../../support/watcher';

const BUYERS = 8;
const WATCHERS = 6;
const FAILOVER_MS_MAX = 30_000;
/** `npm run test:kill-redis` kills often, with the node timeout that the operations page recommends, and measures. */
const KILLS = Number(process.env.REDIS_KILLS ?? 1);
const MEASURES = process.env.REDIS_KILLS !== undefined;
const BACK_MS_MAX = 5_000;

// What is proven with one Redis holds with a cluster, and a master that is killed concerns its own shows only.
describeWithPrograms('With a Redis Cluster', ['redis-server', 'redis-cli'], () => {
  let cluster: RedisCluster;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    cluster = await startRedisCluster(MEASURES ? { nodeTimeoutMs: 1500 } : {});
  });
  const testApp = openTestApp(() => ({
    REDIS_CLUSTER_NODES: cluster.nodes,
    QUEUE_TICK_MS: '200',
    // The counters of the limits are in Redis too.
    RATE_LIMITS: 'on',
    MUTATIONS_PER_MINUTE_BY_ADDRESS: '1000000',
    SEATS_HELD_BY_ADDRESS: '1000000',
  }));
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await cluster.repair();
  });
  afterAll(() => cluster.stop());

  // Enough seats for all kills.
  const wishes = { seatMap: plainSeatMap(20, 10 * (KILLS + 1)), holdSeconds: 3600 };

  /** A show whose keys are at the same master as those of the other, or at another one. */
  async function makeShowAt(where: 'same' | 'other', other: MadeShow): Promise<MadeShow> {
    const [here, masters] = [await cluster.masterOf(`{${other.showId}}`), await cluster.masters()];
    for (;;) {
      const showId = newId();
      const isSame = (await cluster.masterOf(`{${showId}}`)) === here;
      if (masters.length < 3 || isSame === (where === 'same')) return makeShow(testApp, { showId, ...wishes });
    }
  }
  async function watchersOf(show: MadeShow, urls: readonly string[]): Promise<Watcher[]> {
    const watchers = Array.from({ length: WATCHERS }, (_, index) => {
      const watcher = new Watcher(show.id, () => urls[index % urls.length] ?? '');
      stops.push(() => watcher.stop());
      return watcher;
    });
    await Promise.all(watchers.map((watcher) => watcher.start()));
    return watchers;
  }

  it(
    'a master is killed: no hold and no purchase fails, and watchers and queue go on',
    async () => {
      const other = await testApp.openAnother();
      const urls: readonly [string, string] = [testApp.url, other.url];
      const show = await makeShow(testApp, wishes);
      const [elsewhere, queued] = [await makeShowAt('other', show), await makeShowAt('same', show)];
      const watchers = await watchersOf(show, urls);
      const unconcerned = await watchersOf(elsewhere, urls);
      await testApp.app.modules.waitingRoom.configureWaitingRoom(queued.showId, {
        ...{ active: true, admissionsPerMinute: 6000, insideSeconds: 3600 },
      });
      const [here, there] = [new HttpClient(() => urls[0]), new HttpClient(() => urls[1])];
      const sold = new Map<MadeShow, number>();
      /** Every seat is asked for once, so that nothing but Redis could be in the way. */
      const buy = async (of: MadeShow) => {
        const from = sold.get(of) ?? 0;
        sold.set(of, from + BUYERS);
        await Promise.all(
          Array.from({ length: BUYERS }, async (_, index) => {
            const token = await testApp.token();
            const api: Api = index % 2 === 0 ? here : there;
            const held = await holdFree(api, of, [from + index], token);
            const bought = await purchase(api, { holdId: held.id }, token);
            expect(bought).toMatchObject({ __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } });
          }),
        );
      };
      /** A hold by one process is seen by a watcher of the other. */
      const untilNews = async () => {
        const seatNo = show.seatCount - 1 - kill;
        await holdFree(here, show, [seatNo], await testApp.token());
        await eventually(() => watchers[1]?.statuses[seatNo] === 'H', FAILOVER_MS_MAX);
      };
      /** A buyer who comes now is admitted. */
      const untilQueue = async () => {
        const token = await testApp.token();
        await eventually(() => join(testApp, queued.id, token).then(() => true), FAILOVER_MS_MAX);
        let position = watch(testApp, queued.id, token);
        await eventually(() => {
          if (position.ended()) position = watch(testApp, queued.id, token);
          return latest(position)?.__typename === 'QueueAdmitted' || JSON.stringify(position);
        }, FAILOVER_MS_MAX);
        position.stop();
      };

      let kill = 0;
      await Promise.all([buy(show), buy(elsewhere), untilNews(), untilQueue()]);
      for (kill = 1; kill <= KILLS; kill += 1) {
        await (await cluster.masterOf(`{${show.showId}}`)).kill();
        const killedMs = performance.now();
        let isBack = false;
        const timed = (work: Promise<void>) => work.then(() => performance.now() - killedMs);
        const back = Promise.all([timed(untilNews()), timed(untilQueue())]).finally(() => {
          isBack = true;
        });
        for (let round = 0; round < 4 || (!isBack && round < 20); round += 1)
          await Promise.all([buy(show), buy(elsewhere)]);
        const [newsMs, queueMs] = await back;
        if (MEASURES) {
          process.stderr.write(
            `kill ${kill}: news after ${newsMs.toFixed()} ms, queue after ${queueMs.toFixed()} ms\n`,
          );
          expect(Math.max(newsMs, queueMs)).toBeLessThan(BACK_MS_MAX);
        }
        await cluster.repair();
      }
      await expectConverged(testApp, elsewhere, unconcerned, urls);
      await expectConverged(testApp, show, watchers, urls);
      here.close();
      there.close();
    },
    KILLS * 60_000,
  );

  it('every master forgets everything: no hold is lost, maps are read again, and the queue begins again', async () => {
    const show = await makeShow(testApp, wishes);
    const watchers = await watchersOf(show, [testApp.url]);
    const buyer = await testApp.token();
    const held = await holdFree(testApp, show, [0, 1], buyer);
    const queued = await makeShow(testApp, wishes);
    await testApp.app.modules.waitingRoom.configureWaitingRoom(queued.showId, {
      active: true,
      admissionsPerMinute: 6000,
    });
    await join(testApp, queued.id, buyer);
    const admitted = watch(testApp, queued.id, buyer);
    await waitForPosition(admitted, ({ __typename }) => __typename === 'QueueAdmitted');
    await holdFree(testApp, queued, [0], buyer);

    testApp.clock.advanceSeconds(5);
    await cluster.forgetAll();
    expect(await hold(testApp, queued, [1], buyer)).toMatchObject({ __typename: 'NotAdmitted' });
    const { viewer } = await testApp.ask(graphql('{ viewer { holds { id } } }'), {}, buyer);
    expect(viewer?.holds.map(({ id }) => id)).toContain(held.id);
    await holdFree(testApp, show, [2, 3], await testApp.token());
    await expectConverged(testApp, show, watchers);
    expect(await join(testApp, queued.id, buyer)).toMatchObject({ __typename: 'JoinQueuePayload', ticket: 1 });
  });
});
