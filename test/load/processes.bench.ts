import { encodeId, newId } from '../../src/platform';
import { Crowd } from './fanout/crowd';
import { saturate, warmUp } from './fanout/runs';
import { waysOf } from './fanout/ways';
import { firstEvent } from './fanout/wire';
import { holdRequest, postAll } from './holds/over-http';
import { ask } from './map/ways';
import { type MeasuredService, startService } from './processes/service';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atLeast, type Bench, spread } from './support/report';

const COUNTS = [1, 2] as const;
const ROUNDS = Number(process.env.PROCESSES_ROUNDS ?? 5);
const SECONDS = 3;
/** So many that claims wait together in each of the processes, as in an on-sale. */
const CONNECTIONS = 64;
/** Processes that read snapshots: one alone does not keep two servers busy, and who sleeps in between takes more for each. */
const CLIENTS = 2;
const SHOWS = 16;
/** The pairs of seats that each connection holds, so that both ways do the same work. */
const MEASURED_PAIRS = 300;
/** Before that, for each process: code is compiled in each by what that process has executed. */
const WARM_UP_PAIRS = 300;
const PAIRS_PER_CONNECTION_MAX = MEASURED_PAIRS + WARM_UP_PAIRS * Math.max(...COUNTS);
const HOLDS_SECONDS_MAX = 120;
const WATCHERS = 4000;
const MESSAGES_UNDER_WAY = 2;

const works = {
  holds: 'holds of two seats over HTTP',
  snapshots: 'snapshots of 50,000 seats as bytes',
  messages: 'messages to 4,000 watchers',
} as const;
type Work = keyof typeof works;

interface Taken {
  readonly perSecond: number;
  readonly cpuUs: number;
}

export const processesBench: Bench = {
  name: 'processes',
  about: 'what a hold, a snapshot and a message cost of the processor with one and with two processes',
  async run(say) {
    const stage = await openBenchServices();
    try {
      const tokens = await Promise.all(
        Array.from({ length: 1000 }, async () => {
          const { tokens: issuer } = stage.app.modules.accounts;
          return (await issuer.issue({ email: null, roles: ['buyer'], lifeSeconds: 86_400 })).token;
        }),
      );
      const watched = newId();
      await makeShow(stage, watched, 50_000);
      const taken = new Map<string, Taken[]>();
      let event = firstEvent;
      // Each run has a service and shows of its own: every seat is free, and no process is warmer than the other.
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const count of COUNTS) {
          const shows = Array.from({ length: SHOWS }, newId);
          for (const showId of shows)
            await makeShow(stage, showId, (2 * PAIRS_PER_CONNECTION_MAX * CONNECTIONS) / SHOWS);
          const service = await startService(stage, count, () => undefined);
          try {
            const warmUpPairs = WARM_UP_PAIRS * count;
            await holds(service, shows, tokens, 0, warmUpPairs);
            const runs: Record<Work, Taken> = {
              holds: await holds(service, shows, tokens, warmUpPairs, warmUpPairs + MEASURED_PAIRS),
              snapshots: await snapshots(service, watched),
              messages: await messages(stage, service, watched, () => (event += 1)),
            };
            for (const work of ['holds', 'snapshots', 'messages'] as const) {
              const key = keyOf(work, count);
              taken.set(key, [...(taken.get(key) ?? []), runs[work]]);
              say(
                `round ${round + 1}, ${key}: ${Math.round(runs[work].perSecond)} a second, ${runs[work].cpuUs.toFixed(1)} µs each`,
              );
            }
          } finally {
            await service.stop();
          }
        }
      }
      // Within a round: the machine is shared, and rounds differ more than ways.
      const ofOne = (work: Work) =>
        spread(
          (taken.get(keyOf(work, 1)) ?? []).map(
            ({ cpuUs }, round) => cpuUs / (taken.get(keyOf(work, 2))?.[round]?.cpuUs ?? Number.NaN),
          ),
        ).median;
      return {
        name: 'processes',
        rows: [...taken].map(([what, runs]) => ({
          what,
          figures: {
            perSecond: spread(runs.map(({ perSecond }) => perSecond)),
            cpuMicroseconds: spread(runs.map(({ cpuUs }) => cpuUs)),
          },
        })),
        targets: (['holds', 'snapshots', 'messages'] as const).map((work) =>
          atLeast(`${works[work]}, each core of two processes, of one`, 0.9, ofOne(work)),
        ),
        curves: [],
        notes: [
          `Processor time of all processes of the service for each operation; \`frontrow start\` with PROCESSES, ${CONNECTIONS} connections, ${ROUNDS} rounds in turn, each with a service that was started for it and warmed up, each process with as many requests. PostgreSQL, Redis and the clients share the two cores.`,
          'A message is one change that reaches one watcher: both processes receive it from Redis, and each sends it to its half of the watchers.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

const keyOf = (work: Work, count: number) => `${works[work]}, ${count} ${count === 1 ? 'process' : 'processes'}`;

/** Each connection holds its pairs from one number to another. */
async function holds(
  service: MeasuredService,
  shows: readonly string[],
  tokens: readonly string[],
  from: number,
  to: number,
): Promise<Taken> {
  const url = new URL(service.url);
  const connections = Array.from({ length: CONNECTIONS }, (_, connection) =>
    Array.from({ length: to - from }, (__, turn) => {
      const pair = from + turn + Math.floor(connection / SHOWS) * PAIRS_PER_CONNECTION_MAX;
      const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
      return holdRequest(url, token, shows[connection % SHOWS] ?? '', [2 * pair, 2 * pair + 1]);
    }),
  );
  return measure(service, async () => {
    const { latenciesMs, words, seconds } = await postAll({
      ...{ host: url.hostname, port: Number(url.port), connections },
      ...{ seconds: HOLDS_SECONDS_MAX, everyMs: null },
    });
    if ((words.HoldSeatsPayload ?? 0) < latenciesMs.length) throw new Error(JSON.stringify(words));
    return { operations: latenciesMs.length, seconds };
  });
}

async function snapshots(service: MeasuredService, showId: string): Promise<Taken> {
  const { port, host } = new URL(service.url);
  const path = `/shows/${encodeId('show', showId)}/availability`;
  const way = {
    ...{ what: 'snapshots', port: Number(port), cpuMs: async () => service.cpuMs() },
    request: `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: br\r\n\r\n`,
  };
  const crowd = () => Promise.all(Array.from({ length: CLIENTS }, () => ask(way, CONNECTIONS / CLIENTS, SECONDS)));
  await crowd();
  return measure(service, async () => {
    const read = await crowd();
    return {
      operations: read.reduce((sum, { answers }) => sum + answers, 0),
      seconds: Math.max(...read.map(({ seconds }) => seconds)),
    };
  });
}

async function messages(
  stage: BenchServices,
  service: MeasuredService,
  showId: string,
  nextEvent: () => number,
): Promise<Taken> {
  const ours = waysOf(stage, showId, { limitProgram: null, hasPeers: false }).find(({ name }) => name === 'ours');
  if (ours === undefined) throw new Error('Our way is one of them');
  const crowd = await Crowd.gather({
    ...{ size: WATCHERS, port: Number(new URL(service.url).port) },
    ...{ showId: encodeId('show', showId), speaks: ours.speaks },
  });
  try {
    await crowd.connect(WATCHERS);
    await crowd.subscribe();
    const audience = { server: service, crowd, size: WATCHERS, publish: ours.publish, nextEvent };
    await warmUp(audience);
    const { perSecond, cpuUsPerMessage } = await saturate(audience, SECONDS, MESSAGES_UNDER_WAY);
    return { perSecond, cpuUs: cpuUsPerMessage };
  } finally {
    await crowd.disperse();
  }
}

async function measure(
  service: MeasuredService,
  work: () => Promise<{ readonly operations: number; readonly seconds: number }>,
): Promise<Taken> {
  const before = service.cpuMs();
  const { operations, seconds } = await work();
  return { perSecond: operations / seconds, cpuUs: ((service.cpuMs() - before) * 1000) / operations };
}
