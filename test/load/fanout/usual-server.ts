import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { useServer as serve } from 'graphql-ws/use/ws';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';
import { usualTopic } from './wire';

const statuses = ['AVAILABLE', 'HELD', 'RESERVED', 'SOLD', 'BLOCKED'];
const int = { type: new GraphQLNonNull(GraphQLInt) };
const string = { type: new GraphQLNonNull(GraphQLString) };
const id = { type: new GraphQLNonNull(GraphQLID) };

const SeatChange = new GraphQLObjectType({
  name: 'SeatChange',
  fields: {
    seatId: id,
    index: int,
    status: {
      type: new GraphQLNonNull(
        new GraphQLEnumType({ name: 'SeatStatus', values: Object.fromEntries(statuses.map((name) => [name, {}])) }),
      ),
    },
    version: int,
  },
});

const SeatStatusChanged = new GraphQLObjectType({
  name: 'SeatStatusChanged',
  fields: {
    revision: string,
    resyncRequired: { type: new GraphQLNonNull(GraphQLBoolean) },
    changes: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(SeatChange))) },
  },
});

/** The usual way: graphql-ws and graphql-redis-subscriptions, put together as their documentation shows. */
async function main(): Promise<void> {
  const redisUrl = process.env.REDIS_URL ?? '';
  const pubsub = new RedisPubSub({
    publisher: new Redis(redisUrl),
    // With the ready check on, ioredis may lose a subscription that is asked for early.
    subscriber: new Redis(redisUrl, { enableReadyCheck: false }),
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { serverTime: string } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        seatStatusChanged: {
          type: new GraphQLNonNull(SeatStatusChanged),
          args: { showId: id },
          subscribe: (_, { showId }) => pubsub.asyncIterableIterator(usualTopic(showId)),
        },
      },
    }),
  });
  const server = createServer();
  const webSockets = new WebSocketServer({ server, path: '/graphql' });
  serve({ schema }, webSockets);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port, not on a path.
  serveCommands<ReadingOrder>({ port: (server.address() as AddressInfo).port }, takeReading);
}

main().catch(fail);
