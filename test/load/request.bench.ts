import { join } from 'node:path';
import { arePeersInstalled } from './fanout/peers';
import { ask } from './map/ways';
import type { SmallWay } from './request/small-server';
import { type BenchServices, environmentOf, openBenchServices } from './support/bench-services';
import { Child } from './support/child';
import type { Reading, ReadingOrder } from './support/reading';
import { atMost, type Bench, spread } from './support/report';

const ROUNDS = Number(process.env.REQUEST_ROUNDS ?? 5);
const SECONDS = 2;
const WARM_UP_SECONDS = 1;
const CONNECTIONS = 8;

const ways = {
  fastify: 'fastify alone, the answer written by hand',
  'graphql-js': 'graphql-js with kept documents on fastify',
  mercurius: 'mercurius with its compiler',
  ours: 'ours',
} as const;
type Way = keyof typeof ways;

export const requestBench: Bench = {
  name: 'request',
  about: 'the smallest query over HTTP, beside graphql-js with kept documents and mercurius with its compiler',
  async run(say) {
    if (!arePeersInstalled()) throw new Error('Install the peers first: npm install --prefix test/load/fanout/peers');
    const stage = await openBenchServices();
    const names = Object.keys(ways) as Way[]; // The keys of an object literal are those of its type.
    const servers = new Map<Way, { child: Child; ready: { port: number } }>();
    try {
      for (const way of names) servers.set(way, await start(stage, way));
      const cpuUs = new Map<Way, number[]>(names.map((way) => [way, []]));
      const perSecond = new Map<Way, number[]>(names.map((way) => [way, []]));
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [way, { child, ready }] of servers) {
          const run = { what: ways[way], port: ready.port, request, cpuMs: async () => Number.NaN };
          if (round === 0) await ask(run, CONNECTIONS, WARM_UP_SECONDS);
          const cpuMs = async () => (await child.ask<Reading>({ read: 'processor' } satisfies ReadingOrder)).cpuMs;
          const before = await cpuMs();
          const { answers, seconds } = await ask(run, CONNECTIONS, SECONDS);
          const us = (((await cpuMs()) - before) * 1000) / answers;
          cpuUs.get(way)?.push(us);
          perSecond.get(way)?.push(answers / seconds);
          say(`round ${round + 1}, ${ways[way]}: ${us.toFixed(1)} µs, ${Math.round(answers / seconds)} a second`);
        }
      }
      // Within a round: the machine is shared, and rounds differ more than ways.
      const of = (peer: Way) =>
        spread((cpuUs.get('ours') ?? []).map((us, round) => us / (cpuUs.get(peer)?.[round] ?? Number.NaN))).median;
      return {
        name: 'request',
        rows: names.map((way) => ({
          what: ways[way],
          figures: {
            cpuMicroseconds: spread(cpuUs.get(way) ?? []),
            perSecond: spread(perSecond.get(way) ?? []),
          },
        })),
        targets: [
          atMost('the smallest query, processor time of mercurius with its compiler', 1.3, of('mercurius')),
          atMost('the same, of graphql-js with kept documents', 1.6, of('graphql-js')),
        ],
        curves: [],
        notes: [
          `Processor time of the process that answers \`{ serverTime }\`, ${CONNECTIONS} connections that ask one after the other, ${ROUNDS} rounds in turn. Ours has limits, masking, metrics and security headers; the others have none of them.`,
        ],
      };
    } finally {
      for (const { child } of servers.values()) await child.end();
      await stage.stop();
    }
  },
};

function start({ config }: BenchServices, way: Way): Promise<{ child: Child; ready: { port: number } }> {
  if (way === 'ours')
    return Child.start(join(__dirname, 'support/api-server.js'), { environment: environmentOf(config) });
  return Child.start(join(__dirname, 'request/small-server.js'), { arguments: [way satisfies SmallWay] });
}

const body = JSON.stringify({ query: '{ serverTime }' });
const request = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
