import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { startRedis } from '../../src/dev';
import { startChildServer } from '../../src/dev/child-server';
import type { Stop } from '../../src/platform';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { isInstalled, isProgram } from './programs';

export interface Envelope {
  readonly version: number;
  readonly id: string;
  readonly source: string;
  readonly position: number;
  readonly showId: string | null;
  readonly sequence: number | null;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

/** A message as a consumer gets it: with the key that the server has for it. */
export interface Received {
  readonly key: string;
  readonly event: Envelope;
}

export const LOG_NAME = 'test-events';

/** A real server of the event log, which can go and come back with its data. */
export interface LogServer {
  readonly environment: Readonly<Record<string, string>>;
  start(): Promise<void>;
  stop: Stop;
  /** It loses the whole log, and goes on. */
  forget(): Promise<void>;
  /** Everything that it keeps, in order. */
  readAll(): Promise<readonly Received[]>;
  /** A message of somebody else. */
  appendForeign(text: string): Promise<void>;
}

const natsServer = 'nats-server';

/** The kinds of servers that are installed here, and why others are left out. */
export const logServers: readonly { readonly kind: 'redis' | 'nats'; readonly isMissing: boolean }[] = [
  { kind: 'redis', isMissing: false },
  { kind: 'nats', isMissing: !isInstalled(natsServer) },
];

/** The same tests for each kind of server; those whose server is not installed are skipped with that reason. */
export function describeLogServers(tests: (open: () => LogServer, kind: 'redis' | 'nats') => void): void {
  for (const { kind, isMissing } of logServers) {
    if (isMissing)
      describe.skip(`${kind} (skipped: ${natsServer} is not installed)`, () => tests(openLogServer(kind), kind));
    else describe(kind, () => tests(openLogServer(kind), kind));
  }
}

export const openLogServer = (kind: 'redis' | 'nats') => (): LogServer => (kind === 'redis' ? redisLog() : natsLog());

function redisLog(): LogServer {
  const dir = join(process.env.FRONTROW_TEST_DIR ?? '', `log-${randomUUID()}`);
  let running: { url: string; port: number; stop: Stop } | undefined;
  const asking = async <T>(ask: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(running?.url ?? '', { maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  };
  return {
    get environment() {
      return { EVENT_LOG: 'redis', EVENT_LOG_URL: running?.url ?? '', EVENT_LOG_NAME: LOG_NAME };
    },
    async start() {
      running = await startRedis({ dir, ...(running === undefined ? {} : { port: running.port }) });
    },
    stop: async () => running?.stop(),
    forget: async () => void (await asking((redis) => redis.flushall())),
    readAll: () =>
      asking(async (redis) => {
        const entries = await redis.xrange(LOG_NAME, '-', '+');
        return entries.map(([id, fields]) => {
          const [, key = '', , text = ''] = fields;
          const event: Envelope = JSON.parse(text);
          if (id !== `${event.position}-0`) throw new Error(`The entry ${id} is not at its position: ${text}`);
          return { key, event };
        });
      }),
    appendForeign: async (text) =>
      void (await asking((redis) => redis.xadd(LOG_NAME, '7-0', 'key', '', 'event', text))),
  };
}

function natsLog(): LogServer {
  const dir = join(process.env.FRONTROW_TEST_DIR ?? '', `nats-${randomUUID()}`);
  const secret = randomUUID();
  let port = 0;
  let stopServer: Stop | undefined;
  const asking = async <T>(ask: (connection: Awaited<ReturnType<typeof connectNats>>) => Promise<T>): Promise<T> => {
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, user: 'frontrow', pass: secret });
    try {
      return await ask(connection);
    } finally {
      await connection.close();
    }
  };
  return {
    get environment() {
      return {
        EVENT_LOG: 'nats',
        EVENT_LOG_URL: `nats://frontrow:${secret}@127.0.0.1:${port}`,
        EVENT_LOG_NAME: LOG_NAME,
      };
    },
    async start() {
      await mkdir(dir, { recursive: true });
      port ||= await freePort();
      const settings = join(dir, 'nats.conf');
      await writeFile(
        settings,
        `listen: 127.0.0.1:${port}\njetstream { store_dir: "${dir}" }\nauthorization { user: frontrow, password: "${secret}" }\n`,
      );
      const { PATH = '' } = process.env;
      const command = PATH.split(delimiter)
        .map((folder) => join(folder, natsServer))
        .find(isProgram);
      const server = await startChildServer({
        ...{ dir, command: command ?? natsServer, args: ['-c', settings], env: { PATH }, endSignal: 'SIGINT' },
      });
      stopServer = server.stop;
      await eventually(async () => {
        try {
          await asking(jetstreamManager);
          return true;
        } catch (error) {
          return `${error}: ${await server.logTail()}`;
        }
      });
    },
    stop: async () => stopServer?.(),
    forget: () =>
      asking(async (connection) => {
        await (await jetstreamManager(connection)).streams.delete(LOG_NAME);
      }),
    readAll: () =>
      asking(async (connection) => {
        const { state } = await (await jetstreamManager(connection)).streams.info(LOG_NAME);
        const received: Received[] = [];
        if (state.messages === 0) return received;
        const consumer = await jetstream(connection).consumers.get(LOG_NAME);
        for await (const message of await consumer.fetch({ max_messages: state.messages, expires: 5000 })) {
          received.push({ key: message.subject.slice(LOG_NAME.length + 1), event: message.json<Envelope>() });
        }
        return received;
      }),
    appendForeign: async (text) =>
      asking(async (connection) => {
        await (await jetstreamManager(connection)).streams.add({ name: LOG_NAME, subjects: [`${LOG_NAME}.>`] });
        await jetstream(connection).publish(`${LOG_NAME}.log`, text);
      }),
  };
}

/** Waits until the log has so many events of a type, and returns the whole log. */
export async function logHas(
  server: LogServer,
  count: number,
  isWanted: (event: Envelope) => boolean = () => true,
  waitMs = 20_000,
): Promise<readonly Received[]> {
  let all: readonly Received[] = [];
  await eventually(async () => {
    all = await server.readAll();
    const found = all.filter(({ event }) => isWanted(event)).length;
    return found >= count || `${found} of ${count} in ${all.map(({ event }) => event.type)}`;
  }, waitMs);
  return all;
}

/** What is wrong with a log that should have every event of its shows once and in order. Nothing in a good one. */
export function faultsOf(received: readonly Received[]): string[] {
  const faults: string[] = [];
  const sequences = new Map<string, number>();
  let position = 0;
  for (const { key, event } of received) {
    if (event.type === 'log.gap') faults.push(`a gap is announced at ${event.position}`);
    if (event.position !== position + 1) faults.push(`${event.position} follows ${position}`);
    position = event.position;
    if (event.showId === null) continue;
    if (key !== event.showId) faults.push(`${event.position} has the key ${key}`);
    const before = sequences.get(key) ?? 0;
    if (event.sequence !== before + 1) faults.push(`the sequence ${event.sequence} of ${key} follows ${before}`);
    sequences.set(key, before + 1);
  }
  return faults;
}
