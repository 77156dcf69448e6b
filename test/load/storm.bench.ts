import { newId } from '../../src/platform';
import { holdRequest, postAll } from './holds/over-http';
import { percentiles } from './holds/plan';
import { startService } from './processes/service';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import type { PostResult } from './support/raw-http-client';
import { atMost, type Bench, spread } from './support/report';

const ROUNDS = Number(process.env.STORM_ROUNDS ?? 5);
const SECONDS = 5;
/** Buyers of the other show: so many connections, each of which holds a fresh pair this often. */
const CALM = { connections: 8, everyMs: 100, seats: 4000 };
/** The storm: so many connections, each of which wants two of the same few seats this often. */
const STORM = { connections: 64, everyMs: 100, seats: 50 };
/** Where the same requests go instead, so that nobody is in the way of another. */
const SPREAD_SEATS = 20_000;

const ways = {
  calm: 'holds on one show, nothing else',
  elsewhere: 'beside as many holds on other seats',
  storm: 'beside a storm on 50 seats of another show',
} as const;
type Way = keyof typeof ways;

export const stormBench: Bench = {
  name: 'storm',
  about: 'what a storm on one show does to the holds on another',
  async run(say) {
    const stage = await openBenchServices();
    try {
      const tokens = await Promise.all(
        Array.from({ length: 1000 }, async () => {
          const { tokens: issuer } = stage.app.modules.accounts;
          return (await issuer.issue({ email: null, roles: ['buyer'], lifeSeconds: 86_400 })).token;
        }),
      );
      const anyToken = () => tokens[Math.floor(Math.random() * tokens.length)] ?? '';
      const service = await startService(stage, 1, () => undefined);
      const url = new URL(service.url);
      const at = { host: url.hostname, port: Number(url.port), seconds: SECONDS };
      const runs: Record<Way, PostResult[]> = { calm: [], elsewhere: [], storm: [] };
      try {
        const run = async (way: Way): Promise<PostResult> => {
          const [calmShow, otherShow] = [newId(), newId()];
          await makeShow(stage, calmShow, CALM.seats);
          await makeShow(stage, otherShow, SPREAD_SEATS);
          const turns = (everyMs: number) => Array.from({ length: (SECONDS * 1000) / everyMs }, (_, turn) => turn);
          const calm = Array.from({ length: CALM.connections }, (_, connection) =>
            turns(CALM.everyMs).map((turn) => {
              const seatNo = 2 * (turn * CALM.connections + connection);
              return holdRequest(url, anyToken(), calmShow, [seatNo, seatNo + 1]);
            }),
          );
          const others = Array.from({ length: way === 'calm' ? 0 : STORM.connections }, (_, connection) =>
            turns(STORM.everyMs).map((turn) => {
              const seatNo =
                way === 'storm'
                  ? Math.floor(Math.random() * (STORM.seats - 1))
                  : 2 * (turn * STORM.connections + connection);
              return holdRequest(url, anyToken(), otherShow, [seatNo, seatNo + 1]);
            }),
          );
          const [result] = await Promise.all([
            postAll({ ...at, everyMs: CALM.everyMs, connections: calm }),
            postAll({ ...at, everyMs: STORM.everyMs, connections: others }),
          ]);
          if ((result.words.HoldSeatsPayload ?? 0) < result.latenciesMs.length)
            throw new Error(JSON.stringify(result.words));
          return result;
        };
        await run('elsewhere');
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const way of ['calm', 'elsewhere', 'storm'] as const) {
            const result = await run(way);
            runs[way].push(result);
            say(`round ${round + 1}, ${ways[way]}: 99 % ${percentiles(result.latenciesMs).p99Ms.toFixed(2)} ms`);
          }
        }
      } finally {
        await service.stop();
      }
      const figures = (way: Way) => {
        const of = runs[way].map(({ latenciesMs }) => percentiles(latenciesMs));
        return { p50Ms: spread(of.map(({ p50Ms }) => p50Ms)), p99Ms: spread(of.map(({ p99Ms }) => p99Ms)) };
      };
      const p99 = (way: Way) => figures(way).p99Ms.median;
      return {
        name: 'storm',
        rows: (['calm', 'elsewhere', 'storm'] as const).map((way) => ({ what: ways[way], figures: figures(way) })),
        targets: [
          atMost('99 % of holds on another show during a storm, of without it', 1.5, p99('storm') / p99('calm')),
          atMost('the same, of as many holds that nobody contends for', 1.5, p99('storm') / p99('elsewhere')),
        ],
        curves: [],
        notes: [
          `One process. ${(CALM.connections * 1000) / CALM.everyMs} holds a second on one show, evenly spread and counted from when each was due, beside ${(STORM.connections * 1000) / STORM.everyMs} a second on ${STORM.seats} seats of another; ${ROUNDS} rounds in turn. PostgreSQL, Redis and both clients share the two cores.`,
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};
