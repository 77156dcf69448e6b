import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { type Api, HttpClient } from '../../support/graphql-client';
import { availability, damages, type HoldAnswer, hold, holdFree, isLikeLedger, release } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ DATABASE_POOL_MAX: '16' });

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

const tokens = (count: number) => Promise.all(Array.from({ length: count }, () => testApp.token()));

function countKinds(answers: readonly HoldAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { __typename } of answers) counts[__typename] = (counts[__typename] ?? 0) + 1;
  return counts;
}

/** Asks one after the other, as a balancer would. */
function inTurn(apis: readonly Api[]): Api {
  let turn = 0;
  const next = () => apis[turn++ % apis.length] ?? testApp;
  const ask = (query: string, variables?: Record<string, unknown>, token?: string) =>
    next().ask(query, variables, token);
  const graphql = (query: string, variables?: Record<string, unknown>, token?: string) =>
    next().graphql(query, variables, token);
  // An operation that is typed is a text as well, once it has been sent.
  return { ask, graphql } as Api;
}

/** Numbers that are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each([1, 2])('buyers at %i processes', (processes) => {
  let api: Api;
  let apis: Api[];

  /** What every process answers from its memory, when it has heard of everything: the map of the database. */
  async function mapOfAll(show: MadeShow): Promise<{ statuses: string; availableCount: number }> {
    for (const each of apis) await eventually(() => isLikeLedger(testApp, show, () => availability(each, show)));
    return availability(api, show);
  }

  beforeAll(async () => {
    apis = [testApp];
    if (processes === 2) {
      const other = await testApp.openAnother();
      const client = new HttpClient(() => other.url);
      testApp.closing(async () => client.close());
      apis.push(client);
    }
    api = inTurn(apis);
  });

  it('of 500 buyers on one seat one wins, and 499 hear that it is gone', async () => {
    const show = await makeShow(testApp);
    const buyers = await tokens(500);
    const answers = await Promise.all(buyers.map((token) => hold(api, show, [42], token)));
    expect(countKinds(answers)).toEqual({ HoldSeatsPayload: 1, SeatsUnavailable: 499 });
    const refused = answers.filter(({ seats }) => seats !== undefined);
    expect(refused.every(({ seats }) => seats?.length === 1 && seats[0]?.index === 42)).toBe(true);
    expect((await mapOfAll(show)).availableCount).toBe(99);
  });

  it('random overlapping pairs and sixes fill a theatre of 1,350, and no seat is promised twice', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(27, 50), seatsPerBuyerMax: 6 });
    const roll = dice(7);
    const promised = new Map<number, string>();
    let buyersCount = 0;
    for (let round = 0; round < 40 && promised.size < 1350; round += 1) {
      const free = [...Array(1350).keys()].filter((seatNo) => !promised.has(seatNo));
      const wishes = Array.from({ length: 300 }, () => {
        const size = roll(2) === 0 ? 2 : 6;
        const from = roll(Math.max(1, free.length - size + 1));
        return free.slice(from, from + size);
      });
      const buyers = await tokens(wishes.length);
      buyersCount += buyers.length;
      const answers = await Promise.all(wishes.map((seatNos, buyer) => hold(api, show, seatNos, buyers[buyer] ?? '')));
      for (const answer of answers) {
        expect(['HoldSeatsPayload', 'SeatsUnavailable']).toContain(answer.__typename);
        for (const { index } of answer.hold?.seats ?? []) {
          expect(promised.has(index)).toBe(false);
          promised.set(index, answer.hold?.id ?? '');
        }
      }
    }
    expect(promised.size).toBe(1350);
    expect(buyersCount).toBeGreaterThan(500);
    const { statuses, availableCount } = await mapOfAll(show);
    expect(statuses).toBe('H'.repeat(1350));
    expect(availableCount).toBe(0);
    const [live] = await testApp.database.dataSource.query(
      `select sum(cardinality(seat_nos))::int as seats from seat_hold where show_id = $1 and status = 'A'`,
      [show.showId],
    );
    expect(live.seats).toBe(1350);
  });

  it('50 simultaneous requests of one buyer never exceed the limit', async () => {
    const show = await makeShow(testApp, { seatsPerBuyerMax: 6 });
    const token = await testApp.token();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => hold(api, show, [2 * turn, 2 * turn + 1], token)),
    );
    expect(countKinds(answers)).toEqual({ HoldSeatsPayload: 3, HoldLimitReached: 47 });
    expect((await mapOfAll(show)).availableCount).toBe(94);
  });

  it('one key 50 times at once makes one hold and 50 equal answers', async () => {
    const show = await makeShow(testApp);
    const token = await testApp.token();
    const answers = await Promise.all(Array.from({ length: 50 }, () => hold(api, show, [1, 2, 3], token, 'same')));
    expect(countKinds(answers)).toEqual({ HoldSeatsPayload: 50 });
    const [first] = answers;
    expect(answers.every(({ hold: held }) => isDeepStrictEqual(held, first?.hold))).toBe(true);
  });

  it('holds that expire while others claim them go to one buyer each', async () => {
    const show = await makeShow(testApp, { holdSeconds: 30, seatsPerBuyerMax: 100 });
    const owner = await testApp.token();
    for (let from = 0; from < 100; from += 10) {
      await holdFree(
        api,
        show,
        Array.from({ length: 10 }, (_, seat) => from + seat),
        owner,
      );
    }
    const buyers = await tokens(300);
    testApp.clock.advanceSeconds(31);
    const answers = await Promise.all(buyers.map((token, turn) => hold(api, show, [turn % 100], token)));
    expect(countKinds(answers)).toEqual({ HoldSeatsPayload: 100, SeatsUnavailable: 200 });
    const [held] = await testApp.database.dataSource.query(
      `select count(distinct buyer_id)::int as buyers, count(*)::int as holds from seat_hold where show_id = $1 and status = 'A' and created_at > $2`,
      [show.showId, new Date(testApp.clock.now().getTime() - 20_000)],
    );
    expect(held).toEqual({ buyers: 100, holds: 100 });
  });

  it('a thousand overlapping claims, releases and extensions give nobody a fault', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 50), seatsPerBuyerMax: 6 });
    const roll = dice(11);
    const buyers = await tokens(100);
    const faults: unknown[] = [];
    const work = async (turn: number) => {
      const token = buyers[turn % buyers.length] ?? '';
      // Wishes in random order, as clients send them.
      const wish = new Set(Array.from({ length: 1 + roll(6) }, () => roll(50)));
      try {
        const answer = await hold(api, show, [...wish], token, randomUUID());
        if (answer.hold !== undefined && roll(4) > 0) await release(api, answer.hold.id, token);
      } catch (error) {
        faults.push(error);
      }
    };
    await Promise.all(Array.from({ length: 1000 }, (_, turn) => work(turn)));
    expect(faults).toEqual([]);
    await mapOfAll(show);
  });
});

it('a Redis that is away changes nothing about holds', async () => {
  const show = await makeShow(testApp);
  process.kill(testApp.redis.pid, 'SIGSTOP');
  try {
    const token = await testApp.token();
    const held = await holdFree(testApp, show, [0, 1], token);
    expect((await release(testApp, held.id, token)).__typename).toBe('ReleaseHoldPayload');
  } finally {
    process.kill(testApp.redis.pid, 'SIGCONT');
  }
});
