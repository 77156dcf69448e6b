import { encodeId, newId } from '../../src/platform';
import { Crowd } from './fanout/crowd';
import { saturate, warmUp } from './fanout/runs';
import { waysOf } from './fanout/ways';
import { firstEvent } from './fanout/wire';
import { ask } from './map/ways';
import { holdPairs, openSale, type Sale, tokensOf } from './processes/sales';
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
/** The pairs of seats that each connection holds, so that both ways do the same work. */
const MEASURED_PAIRS = 300;
/** Before that, for each process: code is compiled in each by what that process has executed. */
const WARM_UP_PAIRS = 300;
const PAIRS_PER_CONNECTION_MAX = MEASURED_PAIRS + WARM_UP_PAIRS * Math.max(...COUNTS);
const WATCHERS = 4000;
const MESSAGES_UNDER_WAY = 2;

const works = {
  holds: 'holds of two seats over HTTP',
  snapshots: 'snapshots of 50,000 seats as bytes',
  messages: 'messages to 4,000 watchers',
} as const;
type Work = keyof typeof works;

const TWO_SERVICES = `${works.holds}, 2 services that share the machine alone`;

interface Taken {
  readonly perSecond: number;
  readonly cpuUs: number;
}

export const processesBench: Bench = {
  name: 'processes',
  about: 'what a hold, a snapshot and a message cost of the processor with one and with two processes',
  async run(say) {
    const stages = await Promise.all([openStage(), openStage()]);
    const [{ services: stage, tokens }] = stages;
    try {
      const watched = newId();
      await makeShow(stage, watched, 50_000);
      const taken = new Map<string, Taken[]>();
      const note = (round: number, key: string, run: Taken) => {
        taken.set(key, [...(taken.get(key) ?? []), run]);
        say(`round ${round + 1}, ${key}: ${Math.round(run.perSecond)} a second, ${run.cpuUs.toFixed(1)} µs each`);
      };
      let event = firstEvent;
      // Each run has a service and shows of its own: every seat is free, and no process is warmer than the other.
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const count of COUNTS) {
          const sale = await openSale(stage, tokens, {
            connections: CONNECTIONS,
            pairsMax: PAIRS_PER_CONNECTION_MAX,
          });
          const service = await startService(stage, count, () => undefined);
          try {
            note(round, keyOf('holds', count), await holds(service, sale, count));
            note(round, keyOf('snapshots', count), await snapshots(service, watched));
            note(round, keyOf('messages', count), await messages(stage, service, watched, () => (event += 1)));
          } finally {
            await service.stop();
          }
        }
        note(round, TWO_SERVICES, await holdsOfTwoServices(stages));
      }
      // Within a round: the machine is shared, and rounds differ more than ways.
      const ratio = (of: string, by: string) =>
        spread((taken.get(of) ?? []).map(({ cpuUs }, round) => cpuUs / (taken.get(by)?.[round]?.cpuUs ?? Number.NaN)))
          .median;
      return {
        name: 'processes',
        rows: [...taken].map(([what, runs]) => ({
          what,
          figures: {
            perSecond: spread(runs.map(({ perSecond }) => perSecond)),
            cpuMicroseconds: spread(runs.map(({ cpuUs }) => cpuUs)),
          },
        })),
        targets: [
          ...(['holds', 'snapshots', 'messages'] as const).map((work) =>
            atLeast(`${works[work]}, each core of two processes, of one`, 0.9, ratio(keyOf(work, 1), keyOf(work, 2))),
          ),
          atLeast(
            `${works.holds}, two processes, of two services that share the machine alone`,
            0.9,
            ratio(TWO_SERVICES, keyOf('holds', 2)),
          ),
        ],
        curves: [],
        notes: [
          `Processor time of all processes of the service for each operation; \`frontrow start\` with PROCESSES, ${CONNECTIONS} connections, ${ROUNDS} rounds in turn, each with a service that was started for it and warmed up, each process with as many requests. PostgreSQL, Redis and the clients share the two cores.`,
          'A message is one change that reaches one watcher: both processes receive it from Redis, and each sends it to its half of the watchers.',
          'Two services have a PostgreSQL, a Redis and a client each, and half of the connections: what they take beyond one is what the cores and their caches take from each other.',
        ],
      };
    } finally {
      for (const { services } of stages) await services.stop();
    }
  },
};

interface Stage {
  readonly services: BenchServices;
  readonly tokens: readonly string[];
}

async function openStage(): Promise<Stage> {
  const services = await openBenchServices();
  return { services, tokens: await tokensOf(services) };
}

const keyOf = (work: Work, count: number) => `${works[work]}, ${count} ${count === 1 ? 'process' : 'processes'}`;

/** The service with so many processes, which hold seats of one sale. */
async function holds(service: MeasuredService, sale: Sale, processes: number): Promise<Taken> {
  const from = WARM_UP_PAIRS * processes;
  await holdPairs(sale, service, 0, from);
  return measure([service], () => holdPairs(sale, service, from, from + MEASURED_PAIRS));
}

/**
 * What this machine allows: two services at the same time, each with half of the connections, and with a PostgreSQL and a
 * Redis of its own.
 */
async function holdsOfTwoServices(stages: readonly Stage[]): Promise<Taken> {
  const half = { connections: CONNECTIONS / stages.length, pairsMax: PAIRS_PER_CONNECTION_MAX };
  const sales = await Promise.all(stages.map(({ services, tokens }) => openSale(services, tokens, half)));
  const running: MeasuredService[] = [];
  try {
    for (const { services } of stages) running.push(await startService(services, 1, () => undefined));
    const all = async (from: number, to: number) => {
      const done = await Promise.all(
        running.map((service, nth) => holdPairs(sales[nth] as Sale, service, from, to)), // One sale for each.
      );
      return {
        operations: done.reduce((sum, { operations }) => sum + operations, 0),
        seconds: Math.max(...done.map(({ seconds }) => seconds)),
      };
    };
    const from = WARM_UP_PAIRS * stages.length;
    await all(0, from);
    return await measure(running, () => all(from, from + MEASURED_PAIRS));
  } finally {
    for (const service of running) await service.stop();
  }
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
  return measure([service], async () => {
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
  services: readonly MeasuredService[],
  work: () => Promise<{ readonly operations: number; readonly seconds: number }>,
): Promise<Taken> {
  const cpuMs = () => services.reduce((sum, service) => sum + service.cpuMs(), 0);
  const before = cpuMs();
  const { operations, seconds } = await work();
  return { perSecond: operations / seconds, cpuUs: ((cpuMs() - before) * 1000) / operations };
}
