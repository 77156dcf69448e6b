import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';
import { requirePeer } from './peers';
import { mercuriusTopic } from './wire';

interface App {
  register(plugin: unknown, options: object): void;
  listen(options: object): Promise<unknown>;
  readonly server: Server;
}

interface Context {
  readonly pubsub: { subscribe(topic: string): unknown };
}

const schema = `
  enum SeatStatus { AVAILABLE HELD RESERVED SOLD BLOCKED }
  type SeatChange { seatId: ID! index: Int! status: SeatStatus! version: Int! }
  type SeatStatusChanged { revision: String! resyncRequired: Boolean! changes: [SeatChange!]! }
  type Query { serverTime: String! }
  type Subscription { seatStatusChanged(showId: ID!): SeatStatusChanged! }`;

/** Mercurius with its emitter for Redis, as its documentation shows. */
async function main(): Promise<void> {
  const { port, hostname, password } = new URL(process.env.REDIS_URL ?? '');
  const fastify = requirePeer<() => App>('fastify');
  const emitterOf = requirePeer<(options: object) => unknown>('mqemitter-redis');
  const app = fastify();
  app.register(requirePeer<unknown>('mercurius'), {
    schema,
    resolvers: {
      Query: { serverTime: () => new Date().toISOString() },
      Subscription: {
        seatStatusChanged: {
          subscribe: (_: unknown, { showId }: { showId: string }, { pubsub }: Context) =>
            pubsub.subscribe(mercuriusTopic(showId)),
        },
      },
    },
    subscription: { emitter: emitterOf({ port: Number(port), host: hostname, password }) },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  // It listens on a port, not on a path.
  serveCommands<ReadingOrder>({ port: (app.server.address() as AddressInfo).port }, takeReading);
}

main().catch(fail);
