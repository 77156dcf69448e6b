import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeId, newId } from '../../src/platform';
import { openContext } from '../../src/waiting-room/context';
import { joinQueue } from '../../src/waiting-room/queue/join-queue';
import { WaitingRoomState } from '../../src/waiting-room/store/waiting-room.redis';
import { insertShow } from '../support/factories/shows';
import type { ClientsOrder, Counted } from './queue/clients';
import { measurePolling, type PollingCost } from './queue/polling';
import { type BenchServices, environmentOf, openBenchServices } from './support/bench-services';
import { Child } from './support/child';
import { makeShow } from './support/make-show';
import type { Reading, ReadingOrder } from './support/reading';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';

/** While developing: `QUEUE_SIZES=200 QUEUE_ROUNDS=1 QUEUE_JOINS=1000 npm run bench -- queue`. */
const ROUNDS = Number(process.env.QUEUE_ROUNDS ?? 5);
const JOINS = Number(process.env.QUEUE_JOINS ?? 40_000);
const CLIENTS = 50;
const SIZES = (process.env.QUEUE_SIZES ?? '1000,10000,100000').split(',').map(Number);
const CONNECTED_MAX = 10_000;
const TICKS = 50;
const SECONDS = 5;
const ADMISSION_SECONDS = 600;
const SEAT_MESSAGES = 30;
const SEATS = 20_000;

export const queueBench: Bench = {
  name: 'queue',
  about: 'the waiting room: joins beside redis-benchmark, the cost of a tick, and of clients that poll ZRANK instead',
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '8', SEAT_WINDOW_MS: '0' });
    try {
      await stage.app.platform.redis.ready();
      const joins = await measureJoins(stage, say);
      const redis = await measureRedis(stage, say);
      const broadcasts: BroadcastCost[] = [];
      const pollings: PollingCost[] = [];
      for (const size of SIZES) {
        broadcasts.push(await measureBroadcast(stage, size, say));
        const options = { size, connectedMax: CONNECTED_MAX, rounds: ROUNDS, seconds: SECONDS };
        const polling = await measurePolling(stage, options);
        say(
          `${size} waiting, ${polling.connected} poll ZRANK every three seconds: ${polling.usPerClientAndSecond.toFixed(1)} us of the server and ${polling.redisUsPerClientAndSecond.toFixed(1)} us of Redis for each and a second`,
        );
        pollings.push(polling);
      }
      return {
        name: 'queue',
        rows: [...joins.rows, ...redis.rows, ...broadcasts.map(rowOf), ...pollings.map(rowOfPolling)],
        targets: [
          atLeast('joins in process, of an empty script by redis-benchmark', 0.4, joins.ofEmptyScript),
          atMost('Redis time of a tick, 100,000 waiting to 1,000', 1.5, redis.growth),
          ...broadcasts.map(({ size, usPerClientAndTick, usPerSeatMessage }) =>
            atMost(
              `a tick for each client, of a seat message, ${size} waiting`,
              1.5,
              usPerClientAndTick / usPerSeatMessage,
            ),
          ),
          ...broadcasts.map(({ size, usPerClientAndSecond }) =>
            atMost(`processor time for each waiting client and second, ${size} waiting, µs`, 7, usPerClientAndSecond),
          ),
          ...broadcasts.map(({ size, usPerClientAndSecond }, index) =>
            atMost(
              `positions every second, of polling ZRANK every three seconds, ${size} waiting`,
              1,
              usPerClientAndSecond / (pollings[index]?.usPerClientAndSecond ?? Number.NaN),
            ),
          ),
        ],
        curves: [
          { title: 'Redis time of a tick', x: 'waiting', figure: 'redisUs', y: 'µs', of: ['a tick in Redis, waiting'] },
          {
            title: 'Processor time of a tick for each connected client',
            x: 'waiting',
            figure: 'usPerClientAndTick',
            y: 'µs',
            of: ['sending the positions, waiting'],
          },
        ],
        notes: [
          `Joins: ${CLIENTS} at a time, as redis-benchmark's clients. Ticks: ten admissions each for the Redis time; for sending, fifty a second (1,000 waiting: seventeen), medians of ${ROUNDS} times ${SECONDS} s in turn with as long a pause, one in ten of the queue departed, the connected ones spread over all of it.`,
          'Polling: each client asks a fastify server every three seconds, on a connection that is kept open, and the server asks Redis for its rank. The figures are processor time of the server for each client and second; those of Redis are in the rows.',
          `Processor time is that of the API process: of a tick less what it takes with the same sockets in the pause before, of a second less the median of ${ROUNDS} times ${SECONDS} s before the clients come.`,
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

/** Joins through the use case, and in the same rounds plain commands of Redis. */
async function measureJoins({ app, config }: BenchServices, say: (line: string) => void) {
  const { database, redis } = app.platform;
  const context = openContext(app.platform, (showId) => app.modules.catalog.saleTermsOf(showId));
  const empty = String(await redis.commands.script('LOAD', 'return 1'));
  const figures: { zadd: number; emptyScript: number; joins: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { showId } = await insertShow(database, { salesOpenAt: new Date(Date.now() + 3_600_000) });
    await app.modules.waitingRoom.configureWaitingRoom(showId, { active: true });
    await context.settingsCache.refresh(showId);
    const buyers = Array.from({ length: JOINS }, newId);
    await joinQueue(context, showId, newId());
    const emptyScript = redisBenchmark(config.REDIS_URL, ['EVALSHA', empty, '0']);
    const startedMs = performance.now();
    let next = 0;
    const joinAll = async () => {
      for (let buyer = buyers[next++]; buyer !== undefined; buyer = buyers[next++]) {
        const { kind } = await joinQueue(context, showId, buyer);
        if (kind !== 'JoinQueuePayload') throw new Error(`A join was answered with ${kind}`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, joinAll));
    const joins = JOINS / ((performance.now() - startedMs) / 1000);
    const zadd = redisBenchmark(config.REDIS_URL, ['ZADD', `bench:${round}`, '1', 'member:__rand_int__']);
    await app.modules.waitingRoom.configureWaitingRoom(showId, { active: false });
    say(`joins ${Math.round(joins)} a second; ZADD ${Math.round(zadd)}, empty script ${Math.round(emptyScript)}`);
    figures.push({ zadd, emptyScript, joins });
  }
  const ofEmptyScript = spread(figures.map(({ joins, emptyScript }) => joins / emptyScript));
  const rows: BenchRow[] = [
    { what: 'redis-benchmark, ZADD', figures: { perSecond: spread(figures.map(({ zadd }) => zadd)) } },
    { what: 'redis-benchmark, empty script', figures: { perSecond: spread(figures.map((each) => each.emptyScript)) } },
    {
      what: 'joinQueue called in process',
      figures: { perSecond: spread(figures.map((each) => each.joins)), ofEmptyScript },
    },
  ];
  return { rows, ofEmptyScript: ofEmptyScript.median };
}

function redisBenchmark(url: string, command: readonly string[]): number {
  const { port, password } = new URL(url);
  const options = ['-p', port, '-a', password, '-c', String(CLIENTS), '-n', String(JOINS), '-r', '1000000', '--csv'];
  const output = execFileSync('redis-benchmark', [...options, ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // "test","rps",… and, below it, the figures.
  return Number(/",?"([\d.]+)"/.exec(output.trim().split('\n').at(-1) ?? '')?.[1]);
}

/** How long a tick keeps Redis busy, by the statistics of Redis, with ten admissions in each. */
async function measureRedis({ app }: BenchServices, say: (line: string) => void) {
  const { commands } = app.platform.redis;
  const state = new WaitingRoomState(app.platform.redis);
  const rows: BenchRow[] = [];
  const usOf = new Map<number, number>();
  for (const size of SIZES) {
    const figures: { us: number; bytes: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const showId = newId();
      let nowMs = Date.now();
      const options = {
        epoch: 1,
        processId: 'bench',
        leaseMs: 1500,
        opensAtMs: nowMs,
        admissionsPerMinute: 600,
        shopSize: 1_000_000,
        admissionMs: ADMISSION_SECONDS * 1000,
        expiresInMs: 86_400_000,
      };
      await state.initializeEpoch(showId, 1, nowMs, options.expiresInMs);
      await fill(state, showId, size + TICKS * 10, nowMs);
      const tick = async () => {
        nowMs += 1000;
        return state.tick(showId, { ...options, nowMs });
      };
      await tick();
      await commands.config('RESETSTAT');
      for (let count = 0; count < TICKS; count += 1) await tick();
      const [, usec] = /cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(await commands.info('commandstats')) ?? [];
      const bytes = await commands.strlen(app.platform.redis.key('waiting-room', `{${showId}}`, 'snapshot'));
      figures.push({ us: Number(usec) / TICKS, bytes });
      await state.endEpochsBefore(showId, 2);
    }
    const redisUs = spread(figures.map(({ us }) => us));
    usOf.set(size, redisUs.median);
    say(`a tick of ${size} waiting: ${redisUs.median.toFixed(0)} us of Redis, ${figures[0]?.bytes} bytes`);
    rows.push({
      what: 'a tick in Redis, waiting',
      size,
      figures: { redisUs, publishedBytes: spread(figures.map(({ bytes }) => bytes)) },
    });
  }
  const growth = (usOf.get(100_000) ?? Number.NaN) / (usOf.get(1_000) ?? Number.NaN);
  return { rows, growth };
}

/** A queue of so many buyers, of whom one in ten has left. */
async function fill(state: WaitingRoomState, showId: string, count: number, nowMs: number): Promise<string[]> {
  const buyers = Array.from({ length: Math.ceil(count / 0.9) }, newId);
  const keepUntilMs = nowMs + 3_600_000;
  for (let from = 0; from < buyers.length; from += 500) {
    const some = buyers.slice(from, from + 500);
    await Promise.all(
      some.map((buyerId) => state.join(showId, { epoch: 1, buyerId, nowMs, keepUntilMs, opensAtMs: nowMs })),
    );
    await Promise.all(some.filter(leaves).map((buyerId) => state.leave(showId, 1, buyerId, 'left')));
  }
  return buyers.filter((_, index) => !leaves(_, index));
}

const leaves = (_buyer: string, index: number): boolean => index % 10 === 7;

interface BroadcastCost {
  readonly size: number;
  readonly connected: number;
  readonly usPerClientAndTick: number;
  /** Beside the ticks what their sockets take. */
  readonly usPerClientAndSecond: number;
  readonly usPerMessage: number;
  readonly usPerSeatMessage: number;
  readonly messagesPerTick: number;
  readonly bytesPerTick: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Ticks of a whole API in a process of its own, with buyers at its sockets. */
async function measureBroadcast(
  stage: BenchServices,
  size: number,
  say: (line: string) => void,
): Promise<BroadcastCost> {
  const { app, config } = stage;
  const { redis } = app.platform;
  const { waitingRoom, accounts, inventory } = app.modules;
  const showId = newId();
  await makeShow(stage, showId, SEATS);
  await waitingRoom.configureWaitingRoom(showId, {
    active: true,
    // Slower if few wait, so that some still wait at the end.
    admissionsPerMinute: Math.min(3000, size),
    shopSize: 100_000,
    insideSeconds: ADMISSION_SECONDS,
    pauseReason: 'Filling.',
  });
  const state = new WaitingRoomState(redis);
  await state.initializeEpoch(showId, 1, Date.now(), 86_400_000);
  const waiting = await fill(state, showId, size, Date.now());
  const connected = Math.min(size, CONNECTED_MAX);
  const buyers = Array.from(
    { length: connected },
    (_, index) => waiting[Math.floor((index * waiting.length) / connected)],
  );
  const tokens = await Promise.all(
    buyers.map(async (id) => {
      const { token } = await accounts.tokens.issue({
        ...(id && { id }),
        email: null,
        roles: ['buyer'],
        lifeSeconds: 3600,
      });
      return token;
    }),
  );
  const { child: server, ready } = await Child.start<{ port: number }>(join(__dirname, 'support/api-server.js'), {
    environment: { ...environmentOf(config), SOCKETS_MAX: '50000' },
  });
  const startClients = async (watching: 'queue' | 'seats') => {
    const options = [ready.port, encodeId('show', showId), ADMISSION_SECONDS, watching].map(String);
    const { child } = await Child.start(join(__dirname, 'queue/clients.js'), { arguments: options });
    return child;
  };
  const [clients, seatWatchers] = await Promise.all([startClients('queue'), startClients('seats')]);
  const count = () => clients.ask<Counted>({ count: true } satisfies ClientsOrder);
  const cpu = async () => (await server.ask<Reading>({ read: 'processor' } satisfies ReadingOrder)).cpuMs;
  const perSecond = async (seconds: number) => {
    const from = await cpu();
    await delay(seconds * 1000);
    return ((await cpu()) - from) / seconds;
  };
  try {
    const emptyPerSecond = await medianPerSecond(perSecond);
    await clients.ask({ open: tokens } satisfies ClientsOrder);
    // What their opening left is over.
    await delay(10_000);
    const rounds: { busyMs: number; perSecondMs: number; messages: number; bytes: number }[] = [];
    const admissionMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // The same sockets while nothing moves: pings, places that are kept, the ticks themselves.
      const stillPerSecond = await perSecond(SECONDS);
      await waitingRoom.configureWaitingRoom(showId, { pauseReason: null });
      await delay(2000);
      await count();
      const perSecondMs = await perSecond(SECONDS);
      const { messages, bytes, admissionMs: measured } = await count();
      rounds.push({ busyMs: (perSecondMs - stillPerSecond) * SECONDS, perSecondMs, messages, bytes });
      admissionMs.push(...measured);
      await waitingRoom.configureWaitingRoom(showId, { pauseReason: 'Measured.' });
      await delay(2000);
    }
    // One crowd after the other: both at once are more sockets than many a machine lets a process open.
    await clients.end();
    await delay(2000);

    await seatWatchers.ask({ open: tokens } satisfies ClientsOrder);
    const seatCount = async () => (await seatWatchers.ask<Counted>({ count: true } satisfies ClientsOrder)).messages;
    await seatCount();
    const usPerSeat: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = await cpu();
      let messages = 0;
      for (let version = 1; version <= SEAT_MESSAGES; version += 1) {
        // About as long as the message of a position.
        await inventory.seatTopic.append(showId, [[10_000, 'H', version]]);
        // A change that is published before the last one was sent would be sent together with it.
        for (let wait = 0; wait < 500 && messages < version * connected; wait += 1) {
          await delay(5);
          messages += await seatCount();
        }
      }
      usPerSeat.push((((await cpu()) - from) * 1000) / messages);
    }

    const sorted = admissionMs.sort((a, b) => a - b);
    const median = (read: (round: (typeof rounds)[number]) => number) => spread(rounds.map(read)).median;
    const cost: BroadcastCost = {
      size,
      connected,
      usPerClientAndTick: median(({ busyMs }) => (busyMs * 1000) / SECONDS / connected),
      usPerClientAndSecond: median(({ perSecondMs }) => ((perSecondMs - emptyPerSecond) * 1000) / connected),
      usPerMessage: median(({ busyMs, messages }) => (busyMs * 1000) / messages),
      usPerSeatMessage: spread(usPerSeat).median,
      messagesPerTick: median(({ messages }) => messages / SECONDS),
      bytesPerTick: median(({ bytes }) => bytes / SECONDS),
      p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    };
    say(
      `${size} waiting, ${connected} connected: ${cost.usPerClientAndTick.toFixed(1)} us a client and tick, ${cost.usPerClientAndSecond.toFixed(1)} with its socket, ${cost.usPerMessage.toFixed(1)} us a message (${Math.round(cost.messagesPerTick)} a tick), a seat message ${cost.usPerSeatMessage.toFixed(1)} us; notified of admission after ${cost.p50Ms} ms, p99 ${cost.p99Ms} ms`,
    );
    return cost;
  } finally {
    for (const each of [clients, seatWatchers, server]) await each.end();
    await waitingRoom.configureWaitingRoom(showId, { active: false });
  }
}

/** What it takes for nobody, once what its start left is over: a collection of garbage in one of the rounds does not count. */
async function medianPerSecond(perSecond: (seconds: number) => Promise<number>): Promise<number> {
  await delay(10_000);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await perSecond(SECONDS));
  return spread(rounds).median;
}

function rowOfPolling({ size, ...cost }: PollingCost): BenchRow {
  const figures = Object.fromEntries(Object.entries(cost).map(([name, value]) => [name, spread([value])]));
  return { what: 'polling ZRANK every three seconds, waiting', size, figures };
}

function rowOf({ size, connected, ...cost }: BroadcastCost): BenchRow {
  const figures = Object.fromEntries(
    Object.entries({ connected, ...cost }).map(([name, value]) => [name, spread([value])]),
  );
  return { what: 'sending the positions, waiting', size, figures };
}
