import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSeatId } from '../../src/inventory';
import { newId, type Stop } from '../../src/platform';
import { awaitOutbox } from './holds/await-outbox';
import { HTTP_CONNECTIONS, httpRun, redisHttpRun, refusalRun } from './holds/over-http';
import { pgbenchRun } from './holds/pgbench';
import {
  BUYERS,
  CLIENTS,
  cpuMsOfThis,
  firstSeatOf,
  MANY_CALLERS,
  percentiles,
  ROUNDS,
  type Run,
  SEATS_PER_RUN,
  SEATS_PER_SHOW,
  SECONDS,
  showOf,
  WARM_UPS,
  WAYS,
  type Way,
} from './holds/plan';
import { makeReservations, redisRun } from './holds/redis-locks';
import { startService } from './processes/service';
import { type BenchServices, environmentOf, openBenchServices } from './support/bench-services';
import { Child } from './support/child';
import { makeShow } from './support/make-show';
import type { Reading, ReadingOrder } from './support/reading';
import { atLeast, type Bench, type BenchRow, spread } from './support/report';

/** How large one show may be, and how many pairs of its seats are held to measure it. */
const SIZES = (process.env.HOLDS_SIZES ?? '1400,18000,80000').split(',').map(Number);
const PAIRS_PER_SIZE = 640;
const OF_SIZE = 'holdSeats called in process, one show';

export const holdsBench: Bench = {
  name: 'holds',
  about: 'two seats of a large show: pgbench with the same SQL, holdSeats in process and over HTTP, locks in Redis',
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: String(CLIENTS) });
    const dir = await mkdtemp(join(tmpdir(), 'frontrow-pgbench-'));
    let lockServer: Child | undefined;
    let stopService: Stop | undefined;
    try {
      say('Making the shows …');
      for (let client = 0; client < CLIENTS; client += 1) await makeShow(stage, showOf(client), SEATS_PER_SHOW);
      await makeReservations(stage);
      const runs: Record<Way, Run[]> = {
        separate: [],
        single: [],
        gathered: [],
        inProcess: [],
        inProcessMany: [],
        http: [],
        redisThenRowHttp: [],
        redisThenRow: [],
        redisAlone: [],
      };
      const tokens = await Promise.all(
        Array.from({ length: BUYERS }, async () => {
          const { token, caller } = await stage.app.modules.accounts.tokens.issue({
            email: null,
            roles: ['buyer'],
            lifeSeconds: 86_400,
          });
          return { token, id: caller.id };
        }),
      );
      const buyerIds = tokens.map(({ id }) => id);
      // Both servers over HTTP have a process of their own, and stay.
      const { child, ready } = await Child.start<{ port: number }>(join(__dirname, 'holds/redis-lock-server.js'), {
        environment: environmentOf(stage.config),
      });
      lockServer = child;
      const cpuMs = async () => (await child.ask<Reading>({ read: 'processor' } satisfies ReadingOrder)).cpuMs;
      const locks = { port: ready.port, cpuMs };
      const service = await startService(stage, 1, say);
      stopService = service.stop;
      const runOf = (way: Way, first: number): Promise<Run> => {
        switch (way) {
          case 'inProcess':
            return inProcessRun(stage, buyerIds, first, CLIENTS);
          case 'inProcessMany':
            return inProcessRun(stage, buyerIds, first, MANY_CALLERS);
          case 'http':
            return httpRun(
              service,
              tokens.map(({ token }) => token),
              first,
            );
          case 'redisThenRowHttp':
            return redisHttpRun(locks, buyerIds, first);
          case 'redisThenRow':
          case 'redisAlone':
            return redisRun(stage, buyerIds, first, way === 'redisThenRow');
          default:
            return pgbenchRun(stage, dir, way, first);
        }
      };
      for (let round = ROUNDS; round < ROUNDS + WARM_UPS; round += 1) {
        for (const way of ['http', 'redisThenRowHttp'] as const) await runOf(way, firstSeatOf(way, round));
      }
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const way of WAYS) {
          const first = firstSeatOf(way, round);
          // What the last way wrote is sent and on the disk before the next one begins.
          await awaitOutbox(stage);
          await stage.app.platform.database.dataSource.query('checkpoint');
          const run = await runOf(way, first);
          runs[way].push(run);
          say(
            `round ${round + 1}, ${way}: ${Math.round(run.perSecond)} a second, p50 ${run.p50Ms.toFixed(2)} ms, p99 ${run.p99Ms.toFixed(2)} ms${run.cpuUs === undefined ? '' : `, ${Math.round(run.cpuUs)} µs of Node`}`,
          );
        }
      }
      const bySize = new Map(SIZES.map((size) => [size, [] as Run[]]));
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [size, runsOfSize] of bySize) runsOfSize.push(await sizeRun(stage, buyerIds, size));
      }
      const rush = await refusalRun(
        service,
        tokens.map(({ token }) => token),
      );
      say(`1,000 buyers on 50 seats: ${Math.round(rush.perSecond)} answers a second`);
      // Ratios within a round: the machine is shared, and rounds differ more than ways.
      const ratio = (way: Way, to: Way) =>
        spread(runs[way].map((run, round) => run.perSecond / (runs[to][round]?.perSecond ?? Number.NaN)));
      const rows: BenchRow[] = WAYS.map((way) => ({
        what: names[way],
        figures: {
          perSecond: spread(runs[way].map(({ perSecond }) => perSecond)),
          p50Ms: spread(runs[way].map(({ p50Ms }) => p50Ms)),
          p99Ms: spread(runs[way].map(({ p99Ms }) => p99Ms)),
          ofSingle: ratio(way, 'single'),
          ofSeparate: ratio(way, 'separate'),
          ofGathered: ratio(way, 'gathered'),
          ...(runs[way][0]?.cpuUs !== undefined && {
            cpuMicroseconds: spread(runs[way].map(({ cpuUs }) => cpuUs ?? Number.NaN)),
          }),
        },
      }));
      for (const [size, runsOfSize] of bySize) {
        const perSecond = spread(runsOfSize.map((run) => run.perSecond));
        rows.push({ what: OF_SIZE, size, figures: { perSecond } });
        say(`one show of ${size} seats: ${Math.round(perSecond.median)} a second`);
      }
      rows.push({
        what: 'over HTTP, 1,000 buyers on 50 seats (nearly all refused)',
        figures: { perSecond: spread([rush.perSecond]), p50Ms: spread([rush.p50Ms]), p99Ms: spread([rush.p99Ms]) },
      });
      return {
        name: 'holds',
        rows,
        targets: [
          atLeast('holdSeats in process, of pgbench with one statement', 0.6, ratio('inProcess', 'single').median),
          atLeast('holdSeats in process, of pgbench with 32 claims a call', 0.3, ratio('inProcess', 'gathered').median),
          atLeast(
            `holdSeats in process, ${MANY_CALLERS} callers, of pgbench with 32 claims a call`,
            0.75,
            ratio('inProcessMany', 'gathered').median,
          ),
          atLeast(
            'holdSeats in process, of SET NX in Redis and then a row',
            0.5,
            ratio('inProcess', 'redisThenRow').median,
          ),
          atLeast('the whole path over HTTP, of pgbench with one statement', 0.3, ratio('http', 'single').median),
          atLeast(
            'the whole path over HTTP, of pgbench with separate statements',
            0.45,
            ratio('http', 'separate').median,
          ),
          atLeast('the whole path over HTTP, of pgbench with 32 claims a call', 0.45, ratio('http', 'gathered').median),
          atLeast(
            'the whole path over HTTP, of SET NX in Redis and then a row over plain HTTP',
            1,
            ratio('http', 'redisThenRowHttp').median,
          ),
        ],
        curves: [
          {
            title: 'Holds of two seats a second, by the size of the show',
            x: 'seats of the show',
            figure: 'perSecond',
            y: 'holds a second',
            of: [OF_SIZE],
          },
        ],
        notes: [
          `${CLIENTS} clients (${HTTP_CONNECTIONS} connections over HTTP), two seats a hold, fsync and synchronous commit on; the client of the HTTP runs shares the machine. ${ROUNDS} rounds in turn. The servers over HTTP have processes of their own, which had ${WARM_UPS} runs before.`,
          'SET NX over plain HTTP is a fastify server that believes whoever says who they are, and has neither prices, limits nor watchers.',
        ],
      };
    } finally {
      await lockServer?.end();
      await stopService?.();
      await stage.stop();
      await rm(dir, { recursive: true, force: true });
    }
  },
};

const names: Readonly<Record<Way, string>> = {
  separate: 'pgbench, the same work as separate statements',
  single: 'pgbench, the statement of the claim',
  gathered: 'pgbench, the statement of 32 claims a call, two clients: what the database can do',
  redisThenRow: 'SET NX in Redis for each seat, then a row in PostgreSQL, in process',
  redisThenRowHttp: 'the same over plain HTTP, by fastify alone',
  redisAlone: 'the same, in process, answered before the row is written: UNSAFE, what a crash loses is sold twice',
  inProcess: 'holdSeats called in process, events published',
  inProcessMany: `the same, ${MANY_CALLERS} callers`,
  http: 'holdSeats over HTTP, events published',
};

function inProcessRun(
  stage: BenchServices,
  buyers: readonly string[],
  firstSeat: number,
  callers: number,
): Promise<Run> {
  const endsAt = performance.now() + SECONDS * 1000;
  const callersOfShow = callers / CLIENTS;
  return holdPairs(stage, buyers, callers, function* (caller) {
    const showId = showOf(caller % CLIENTS);
    const first = firstSeat + 2 * Math.floor(caller / CLIENTS);
    for (
      let seatNo = first;
      seatNo < firstSeat + SEATS_PER_RUN && performance.now() < endsAt;
      seatNo += 2 * callersOfShow
    )
      yield { showId, seatNo };
  });
}

/** The same number of pairs, spread over all of one show of this size. */
async function sizeRun(stage: BenchServices, buyers: readonly string[], seats: number): Promise<Run> {
  const showId = newId();
  await makeShow(stage, showId, seats);
  const step = Math.floor(seats / PAIRS_PER_SIZE);
  return holdPairs(stage, buyers, CLIENTS, function* (client) {
    for (let pair = client; pair < PAIRS_PER_SIZE; pair += CLIENTS) yield { showId, seatNo: pair * step };
  });
}

/** Each caller holds its pairs of neighbours one after the other, by holdSeats in process. */
async function holdPairs(
  { app }: BenchServices,
  buyers: readonly string[],
  callers: number,
  pairsOf: (caller: number) => Iterable<{ readonly showId: string; readonly seatNo: number }>,
): Promise<Run> {
  const latenciesMs: number[] = [];
  const beganCpuMs = cpuMsOfThis();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (const { showId, seatNo } of pairsOf(caller)) {
        const startedAt = performance.now();
        const outcome = await app.modules.inventory.holdSeats({
          showId,
          buyerId: buyers[Math.floor(Math.random() * buyers.length)] ?? '',
          seatIds: [encodeSeatId(showId, seatNo), encodeSeatId(showId, seatNo + 1)],
          idempotencyKey: randomUUID(),
        });
        if (outcome.kind !== 'HoldSeatsPayload') throw new Error(outcome.kind);
        latenciesMs.push(performance.now() - startedAt);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const cpuUs = ((cpuMsOfThis() - beganCpuMs) * 1000) / latenciesMs.length;
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs), cpuUs };
}
