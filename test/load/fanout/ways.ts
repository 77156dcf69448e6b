import { join } from 'node:path';
import { encodeId, type OutboxRow, statement } from '../../../src/platform';
import { type BenchServices, environmentOf } from '../support/bench-services';
import { Child } from '../support/child';
import { requirePeer } from './peers';
import type { Speaks } from './watchers';
import { heldSeats, mercuriusTopic, socketIoRoom, usualTopic } from './wire';

export const wayNames = [
  'limitEach',
  'limitJoined',
  'send',
  'frame',
  'socketIo',
  'mercurius',
  'usual',
  'ours',
] as const;
export type WayName = (typeof wayNames)[number];

/** What this machine has beside the sources. */
export interface Present {
  /** The compiled `limit.c`; null without a compiler. */
  readonly limitProgram: string | null;
  readonly hasPeers: boolean;
}

/** A server that sends a show's changes to all who watch, and how a change gets to it. Each receives it through Redis. */
export interface Way {
  readonly name: WayName;
  readonly what: string;
  readonly speaks: Speaks;
  /** Whether it bears the equal pace: the queues of the others would only grow. */
  readonly bearsPace: boolean;
  startServer(): Promise<{ child: Child; ready: { port: number } }>;
  /** Resolves at the moment from which the change is true for everybody. */
  publish(event: number): Promise<void>;
}

const insertEvent = statement(
  'bench_insert_news',
  `insert into outbox (show_id, topic, key, body) values ($1::uuid, 'seats', $1::uuid::text, $2)
   returning show_id as "partition", id::text, topic, key, body`,
);

/** The letter of a seat that is held, as it travels. */
const held = 'H';

export function waysOf(stage: BenchServices, showId: string, { limitProgram, hasPeers }: Present): readonly Way[] {
  const { app, config } = stage;
  const { commands } = app.platform.redis;
  const id = encodeId('show', showId);
  const raw = (name: 'send' | 'frame', what: string): Way => ({
    name,
    what,
    speaks: 'nothing',
    bearsPace: true,
    startServer: () =>
      Child.start(join(__dirname, 'raw-server.js'), {
        arguments: [name, `bench:${name}`],
        environment: environmentOf(config),
      }),
    async publish(event) {
      // It goes its way at once; only what is lost would be a fault, and that shows in the count.
      void commands.publish(`bench:${name}`, rawMessage(event));
    },
  });
  const limit = (name: 'limitEach' | 'limitJoined', program: string, what: string): Way => ({
    name,
    what,
    speaks: 'nothing',
    bearsPace: true,
    startServer: () =>
      Child.start(join(__dirname, 'limit-server.js'), {
        arguments: [program, name === 'limitEach' ? 'each' : 'joined', `bench:${name}`],
        environment: environmentOf(config),
      }),
    async publish(event) {
      void commands.publish(`bench:${name}`, rawMessage(event));
    },
  });
  const limits =
    limitProgram === null
      ? []
      : [
          limit('limitEach', limitProgram, 'a limit in C, one write for each socket and message'),
          limit('limitJoined', limitProgram, 'a limit in C, one write for all that waits'),
        ];
  return [
    ...limits,
    ...(hasPeers ? peersOf(stage, id) : []),
    raw('send', 'raw ws.send'),
    raw('frame', 'raw, one frame built for all'),
    {
      name: 'usual',
      what: 'the usual way, one execution for each',
      speaks: 'usual',
      bearsPace: false,
      startServer: () => Child.start(join(__dirname, 'usual-server.js'), { environment: environmentOf(config) }),
      async publish(event) {
        // What its `publish` does.
        void commands.publish(usualTopic(id), JSON.stringify({ seatStatusChanged: seatStatusChanged(event) }));
      },
    },
    {
      name: 'ours',
      what: 'ours',
      speaks: 'ours',
      bearsPace: true,
      startServer: () =>
        Child.start(join(__dirname, '../support/api-server.js'), {
          environment: { ...environmentOf(config), SOCKETS_MAX: '50000' },
        }),
      publish: (event) => commitChange(stage.app, showId, event),
    },
  ];
}

/** What many teams would take, each with its own way through Redis. */
function peersOf({ app, config }: BenchServices, showId: string): Way[] {
  const { commands } = app.platform.redis;
  const encodeNotepack = requirePeer<{ encode(value: unknown): Buffer }>('notepack.io').encode;
  const encodeMsgpack = requirePeer<{ encode(value: unknown): Buffer }>('msgpack-lite').encode;
  return [
    {
      name: 'socketIo',
      what: 'Socket.IO with its Redis adapter',
      speaks: 'socket.io',
      bearsPace: false,
      startServer: () => Child.start(join(__dirname, 'socket-io-server.js'), { environment: environmentOf(config) }),
      async publish(event) {
        // What `io.to(room).emit` of another process sends.
        const data = ['next', { data: { seatStatusChanged: seatStatusChanged(event) } }];
        const options = { rooms: [socketIoRoom], except: [], flags: {} };
        void commands.publish(
          `socket.io#/#${socketIoRoom}#`,
          encodeNotepack(['bench', { type: 2, data, nsp: '/' }, options]),
        );
      },
    },
    {
      name: 'mercurius',
      what: 'mercurius with its emitter for Redis',
      speaks: 'usual',
      bearsPace: false,
      startServer: () => Child.start(join(__dirname, 'mercurius-server.js'), { environment: environmentOf(config) }),
      async publish(event) {
        // What `pubsub.publish` of another process sends.
        const topic = mercuriusTopic(showId);
        const msg = { topic, payload: { seatStatusChanged: seatStatusChanged(event) } };
        void commands.publish(topic, encodeMsgpack({ id: `bench/${event}`, msg }));
      },
    },
  ];
}

/** As the ledger does it: a row of the outbox is committed, and then handed to the relay. */
export async function commitChange({ platform }: BenchServices['app'], showId: string, event: number): Promise<void> {
  const body = heldSeats(event).map(({ index, version }) => [index, held, version]);
  const rows = await platform.database.run<OutboxRow>(insertEvent, [showId, JSON.stringify(body)]);
  platform.outbox.deliver(rows);
}

const seatStatusChanged = (event: number) => ({
  // Of the length of a real one.
  revision: `1795321094768364-${event % 1000}`,
  resyncRequired: false,
  changes: heldSeats(event),
});

/** The message of a subscription, byte for byte but for the id, which here is the same for all. */
function rawMessage(event: number): string {
  const payload = { data: { seatStatusChanged: seatStatusChanged(event) } };
  return JSON.stringify({ id: '3f0c6a1e-52d4-4c8f-9d0b-7d1f0b6f2a55', type: 'next', payload });
}
