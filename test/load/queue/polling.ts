import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../../src/platform';
import { type BenchServices, environmentOf } from '../support/bench-services';
import { Child } from '../support/child';
import type { Reading, ReadingOrder } from '../support/reading';
import { spread } from '../support/report';
import type { PolledCount, PollersOrder } from './pollers';

export interface PollingCost {
  readonly size: number;
  readonly connected: number;
  /** Of the server, and of Redis. */
  readonly usPerClientAndSecond: number;
  readonly redisUsPerClientAndSecond: number;
  readonly answersPerSecond: number;
  readonly bytesPerSecond: number;
}

export interface PollingOptions {
  readonly size: number;
  readonly connectedMax: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** What the usual design costs: each buyer asks `ZRANK` through the server every three seconds. */
export async function measurePolling(
  { app, config }: BenchServices,
  { size, connectedMax, rounds, seconds }: PollingOptions,
): Promise<PollingCost> {
  const { redis } = app.platform;
  const key = redis.key('bench-polling', String(size));
  const buyers = Array.from({ length: size }, newId);
  for (let from = 0; from < size; from += 1000) {
    const some = buyers.slice(from, from + 1000);
    await redis.commands.zadd(key, ...some.flatMap((buyer, index) => [from + index, buyer]));
  }
  const connected = Math.min(size, connectedMax);
  const asking = Array.from({ length: connected }, (_, index) => buyers[Math.floor((index * size) / connected)] ?? '');
  const { child: server, ready } = await Child.start<{ port: number }>(join(__dirname, 'polling-server.js'), {
    arguments: [key],
    environment: environmentOf(config),
  });
  const { child: pollers } = await Child.start(join(__dirname, 'pollers.js'), { arguments: [String(ready.port)] });
  const count = () => pollers.ask<PolledCount>({ count: true } satisfies PollersOrder);
  const used = async () => ({
    cpuMs: (await server.ask<Reading>({ read: 'processor' } satisfies ReadingOrder)).cpuMs,
    redisMs: redisCpuMs(await redis.commands.info('cpu')),
  });
  try {
    await pollers.ask({ open: asking } satisfies PollersOrder);
    await delay(3000);
    const costs: { us: number; redisUs: number; answers: number; bytes: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await count();
      const from = await used();
      await delay(seconds * 1000);
      const to = await used();
      const { answers, bytes } = await count();
      const per = (ms: number) => (ms * 1000) / seconds / connected;
      costs.push({
        us: per(to.cpuMs - from.cpuMs),
        redisUs: per(to.redisMs - from.redisMs),
        answers: answers / seconds,
        bytes: bytes / seconds,
      });
    }
    const median = (read: (cost: (typeof costs)[number]) => number) => spread(costs.map(read)).median;
    return {
      size,
      connected,
      usPerClientAndSecond: median(({ us }) => us),
      redisUsPerClientAndSecond: median(({ redisUs }) => redisUs),
      answersPerSecond: median(({ answers }) => answers),
      bytesPerSecond: median(({ bytes }) => bytes),
    };
  } finally {
    for (const each of [pollers, server]) await each.end();
    await redis.commands.del(key);
  }
}

function redisCpuMs(info: string): number {
  const read = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? Number.NaN);
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1000;
}
