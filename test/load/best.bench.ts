import { join } from 'node:path';
import { generateVenueMap } from '../../src/dev';
import { makeShow } from '../support/factories/shows';
import type { CallersAnswer, CallersOrder } from './best/callers';
import { holdPairs, type PairWay } from './best/hold-pairs';
import { type Strategy, sellOut } from './best/sell-out';
import { environmentOf, openBenchServices } from './support/bench-services';
import { Child } from './support/child';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';

const ROUNDS = 21;
const PAIR_WAYS: readonly PairWay[] = ['named', 'best', 'named, single seats watched'];
const STRATEGIES: readonly Strategy[] = ['best', 'random', 'first free'];
const SELL_OUTS = 5;
const [PROCESSES, CALLERS] = [4, 250];

const share = (values: readonly number[], of: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * of)] ?? Number.NaN;

export const bestBench: Bench = {
  name: 'best',
  about:
    'holdBestSeats: a pick, the hold beside holdSeats, a sold-out theatre, four processes at once, the single seat rule',
  async run(say) {
    const rows: BenchRow[] = [];
    say('Selling a stadium out in memory …');
    const { picksMs, picks } = sellOut(generateVenueMap('stadium-80000', 1), 'best', 1);
    const [pickP50, pickP99] = [share(picksMs, 0.5), share(picksMs, 0.99)];
    rows.push({
      what: `a pick, while a stadium is sold out by ${picks} of them`,
      size: 80_000,
      figures: { p50Ms: spread([pickP50]), p99Ms: spread([pickP99]) },
    });

    const singleShare = {} as Record<Strategy, number>;
    for (const strategy of STRATEGIES) {
      const sold = Array.from({ length: SELL_OUTS }, (_, seed) =>
        sellOut(generateVenueMap('theatre', seed + 1), strategy, seed + 1),
      );
      const singles = spread(sold.map((each) => each.singleShare));
      singleShare[strategy] = singles.max;
      rows.push({
        what: `single seats of a theatre of 1,350 when the first party of two to six finds no seats together, ${strategy}`,
        figures: { singleShare: singles, soldShare: spread(sold.map((each) => each.soldShare)) },
      });
    }

    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16' });
    try {
      const perSecond = new Map<PairWay, number[]>(PAIR_WAYS.map((way) => [way, []]));
      // The first one is not measured.
      const { pairs } = await holdPairs(stage, 'best', []);
      for (let round = 0; round < ROUNDS; round += 1) {
        // In turn from another one in each round, as the database grows.
        for (let turn = 0; turn < PAIR_WAYS.length; turn += 1) {
          const way = PAIR_WAYS[(round + turn) % PAIR_WAYS.length] ?? 'named';
          await stage.app.platform.database.dataSource.query('checkpoint');
          const held = await holdPairs(stage, way, pairs);
          perSecond.get(way)?.push(held.perSecond);
          say(`round ${round + 1}, ${way}: ${Math.round(held.perSecond)} a second`);
        }
      }
      const named = perSecond.get('named') ?? [];
      const ratios = (way: PairWay) =>
        spread((perSecond.get(way) ?? []).map((rate, round) => rate / (named[round] ?? Number.NaN)));
      for (const way of PAIR_WAYS)
        rows.push({
          what: `pairs of fresh seats, ${way}`,
          figures: { perSecond: spread(perSecond.get(way) ?? []), ofNamed: ratios(way) },
        });

      say('Starting four processes …');
      const { showId } = await makeShow(stage, {
        seatMap: generateVenueMap('stadium-80000', 1),
        seatsPerBuyerMax: 8,
        holdSeconds: 3600,
      });
      const children = await Promise.all(
        Array.from({ length: PROCESSES }, () =>
          Child.start(join(__dirname, 'best/callers.js'), { environment: environmentOf(stage.config) }),
        ),
      );
      const order: CallersOrder = { showId, callers: CALLERS };
      const answers = await Promise.all(children.map(({ child }) => child.ask<CallersAnswer>(order)));
      for (const { child } of children) await child.end();
      const claims = answers.flatMap((answer) => answer.claims);
      const atFirst = claims.filter((count) => count === 1).length / (PROCESSES * CALLERS);
      say(answers.map(({ kinds, seconds }) => `${JSON.stringify(kinds)} in ${seconds.toFixed(2)} s`).join('\n'));
      rows.push({
        what: `${PROCESSES} processes with ${CALLERS} callers each at once, in a stadium`,
        size: 80_000,
        figures: {
          atFirstClaim: spread([atFirst]),
          claimsMax: spread([Math.max(...claims)]),
          seconds: spread(answers.map(({ seconds }) => seconds)),
        },
      });
      return {
        name: 'best',
        rows,
        targets: [
          atMost('half of the picks in a stadium of 80,000, in ms', 0.1, pickP50),
          atMost('single seats of a theatre that parties of one to six sold out, share', 0.03, singleShare.best),
          atLeast('holdBestSeats of holdSeats, fresh seats, in process', 0.8, ratios('best').median),
          atLeast('holdSeats with the single seat rule, of without', 0.9, ratios('named, single seats watched').median),
          atLeast('1,000 callers of four processes at once, held by their first claim', 0.95, atFirst),
          atLeast('of them, with a typed answer', 1, answers.reduce((sum, { kinds }) => sum + total(kinds), 0) / 1000),
        ],
        curves: [],
        notes: [
          'Pairs: 16 clients on one show of 6,000 seats, a fresh show for each way and round, fsync and synchronous commit on. The named pairs are those that the service chooses, in that order.',
          'A sold-out theatre: parties that find no seats side by side go away; five venues and sales. Random choice takes any block of the size, first free the first one of the map.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

const total = (kinds: CallersAnswer['kinds']): number => Object.values(kinds).reduce((sum, count) => sum + count, 0);
