import type { VenueKind } from '../../src/dev';
import { CHANGES_PER_SECOND, holdMeanwhile } from './map/hold-meanwhile';
import { openSale } from './map/open-sale';
import { ask, waysOf } from './map/ways';
import { openBenchServices } from './support/bench-services';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';

/** While developing: `MAP_VENUES=theatre MAP_WAYS=geometry MAP_ROUNDS=1 npm run bench -- map`. */
const VENUES = (process.env.MAP_VENUES ?? 'theatre,arena,stadium-50000,stadium-80000').split(',') as VenueKind[];
const ROUNDS = Number(process.env.MAP_ROUNDS ?? 5);
const WAYS = new RegExp(process.env.MAP_WAYS ?? '');
const SECONDS = Number(process.env.MAP_SECONDS ?? 1.5);
const WARM_UP_SECONDS = 0.5;
const CONNECTIONS = 8;

interface Taken {
  readonly perSecond: number[];
  readonly cpuMs: number[];
  readonly p99Ms: number[];
  readonly bytes: number[];
  readonly bodyBytes: number[];
}

export const mapBench: Bench = {
  name: 'map',
  about: 'reading a whole map: statuses and versions by GraphQL and as bytes, and the geometry, beside static files',
  async run(say) {
    const rows: BenchRow[] = [];
    const stage = await openBenchServices();
    try {
      for (const kind of VENUES) {
        const sale = await openSale(stage, kind);
        const { ways: all, close } = await waysOf(stage, sale);
        const ways = all.filter(({ what }) => WAYS.test(what));
        const taken = new Map<string, Taken>();
        for (const way of ways) await ask(way, CONNECTIONS, WARM_UP_SECONDS);
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const way of ways) {
            const stopHolding = way.changes === undefined ? null : holdMeanwhile(stage, sale);
            const before = await way.cpuMs();
            const { answers, seconds, bytes, bodyBytes, latenciesMs } = await ask(way, CONNECTIONS, SECONDS);
            const cpuMs = (await way.cpuMs()) - before;
            await stopHolding?.();
            const sums = taken.get(way.what) ?? { perSecond: [], cpuMs: [], p99Ms: [], bytes: [], bodyBytes: [] };
            sums.perSecond.push(answers / seconds);
            sums.cpuMs.push(cpuMs / answers);
            sums.p99Ms.push(latenciesMs.toSorted((a, b) => a - b)[Math.floor(answers * 0.99)] ?? Number.NaN);
            sums.bytes.push(bytes);
            sums.bodyBytes.push(bodyBytes);
            taken.set(way.what, sums);
          }
        }
        for (const [what, { perSecond, cpuMs, p99Ms, bytes, bodyBytes }] of taken) {
          const figures = {
            perSecond: spread(perSecond),
            cpuMs: spread(cpuMs),
            p99Ms: spread(p99Ms),
            bytes: spread(bytes),
            bodyBytes: spread(bodyBytes),
          };
          rows.push({ what, size: sale.size, figures });
          say(
            `${sale.size} seats, ${what}: ${Math.round(figures.perSecond.median)}/s, ${figures.cpuMs.median.toFixed(3)} ms of the processor each`,
          );
        }
        close();
      }
    } finally {
      await stage.stop();
    }
    const stadium = (wanted: string, figure = 'perSecond') =>
      rows.find(({ what, size }) => what === wanted && size === 50_000)?.figures[figure]?.median ?? Number.NaN;
    return {
      name: 'map',
      rows,
      targets: [
        atLeast(
          'the snapshot of 50,000 seats over GraphQL, of a static file of its bytes',
          0.5,
          stadium('statuses and versions by GraphQL') / stadium('a static file of that snapshot'),
        ),
        atLeast(
          'the snapshot of 50,000 seats over GraphQL, of the smallest query',
          0.4,
          stadium('statuses and versions by GraphQL') / stadium('the smallest query by GraphQL'),
        ),
        atLeast(
          'the geometry of 50,000 seats, of a static file of its bytes',
          0.5,
          stadium('the geometry') / stadium('a static file of that geometry'),
        ),
        atLeast(
          `the bytes of 50,000 seats that change ${CHANGES_PER_SECOND} times a second, of a static file of them`,
          0.9,
          stadium('statuses and versions as bytes, changing') / stadium('a static file of those bytes, changing'),
        ),
        atMost(
          'bytes of the statuses alone of 50,000 seats',
          8192,
          stadium('statuses alone as bytes, changing', 'bodyBytes'),
        ),
        atMost('bytes of the geometry of 50,000 seats', 400_000, stadium('the geometry', 'bytes')),
      ],
      curves: [
        {
          title: 'Reading a whole map',
          x: 'seats of the show',
          figure: 'cpuMs',
          y: 'ms of the processor an answer',
          of: [...new Set(rows.map(({ what }) => what))],
        },
      ],
      notes: [
        `${CONNECTIONS} connections ask one after the other without a pause. The processor's time is that of the process that answers, without PostgreSQL and Redis.`,
        `Where it is changing, the process that is measured also holds ${CHANGES_PER_SECOND} seats a second and publishes them; beside the static file it does the same, as the processors are shared.`,
        'The static files are kept in memory by a process of their own, so that no disk is read.',
      ],
    };
  },
};
