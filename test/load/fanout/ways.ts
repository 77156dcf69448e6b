import { join } from 'node:path';
import { encodeId, type OutboxRow, statement } from '../../../src/platform';
import { type BenchServices, environmentOf } from '../support/bench-services';
import { Child } from '../support/child';
import type { Speaks } from './watchers';
import { heldSeats, usualTopic } from './wire';

export type WayName = 'send' | 'frame' | 'usual' | 'ours';

/** A server that sends a show's changes to all who watch, and how a change gets to it. Each receives it through Redis. */
export interface Way {
  readonly name: WayName;
  readonly what: string;
  readonly speaks: Speaks;
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

export function waysOf(stage: BenchServices, showId: string): readonly Way[] {
  const { app, config } = stage;
  const { commands } = app.platform.redis;
  const id = encodeId('show', showId);
  const raw = (name: 'send' | 'frame', what: string): Way => ({
    name,
    what,
    speaks: 'nothing',
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
  return [
    raw('send', 'raw ws.send'),
    raw('frame', 'raw, one frame built for all'),
    {
      name: 'usual',
      what: 'the usual way, one execution for each',
      speaks: 'usual',
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
      startServer: () =>
        Child.start(join(__dirname, '../support/api-server.js'), {
          environment: { ...environmentOf(config), SOCKETS_MAX: '50000' },
        }),
      publish: (event) => commitChange(stage.app, showId, event),
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
