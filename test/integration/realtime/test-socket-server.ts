import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { buildSchema, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import pino from 'pino';
import { WebSocket } from 'ws';
import {
  type Caller,
  Metrics,
  makeContext,
  newId,
  type RequestContext,
  type SubscriptionSource,
  unauthenticated,
} from '../../../src/platform';
import {
  broadcastSubscription,
  openSocketServer,
  openTopics,
  perClientSubscription,
  type SocketLimits,
  type SocketServer,
  type Topic,
  type TopicEvent,
  type Topics,
} from '../../../src/realtime';
import type { RedisServer } from '../../support/redis-server';
import { RawClient } from './raw-client';

/** What the tests publish: words that were posted out in a channel. */
export interface Post {
  readonly words: readonly string[];
}

const logger = pino({ level: 'silent' });

const typeDefs = /* GraphQL */ `
  type Query {
    greeting(name: String = "nobody"): String!
    whoAmI: String
    fault: String
    filler(size: Int!): String!
  }
  type Mutation {
    post(channel: ID!, word: String!): String!
  }
  type Posted {
    revision: String!
    resyncRequired: Boolean!
    words: [String!]!
    listener: String
    fault: String
  }
  type Subscription {
    posted(channel: ID!, after: String): Posted!
    postedAlone(channel: ID!, after: String): Posted!
    postedEach(channel: ID!, after: String): Posted!
  }
`;

/**
 * A socket server with a small schema, in which the same events can be subscribed to by a broadcast field (`posted`), by an
 * ordinary one (`postedAlone`), and by one with a stream for each client and shared events (`postedEach`).
 */
export class TestSocketServer {
  readonly clock = { at: new Date(), now: () => this.clock.at };
  /** How often the operation of a subscription was executed. */
  executions = 0;
  /** Streams of single clients that are open. */
  openStreams = 0;
  /** The number of the next context whose creation fails; it makes the rendering of an event fail. */
  contextsUntilFault = 0;
  readonly clients: Client[] = [];
  /** The server's side of every connection, in the order in which they came. */
  readonly connections: Socket[] = [];

  private constructor(
    readonly server: Server,
    readonly sockets: SocketServer,
    readonly topics: Topics,
    readonly topic: Topic<Post>,
    readonly schema: GraphQLSchema,
    private readonly metrics: Metrics,
  ) {
    server.on('connection', (connection) => this.connections.push(connection));
  }

  static async open(
    redis: RedisServer,
    limits: Partial<SocketLimits> = {},
    { openSecondsMax = 10 }: { openSecondsMax?: number } = {},
  ): Promise<TestSocketServer> {
    const connections = await redis.openConnections();
    const topics = openTopics({ redis: connections, logger, pollSeconds: 0.1, lingerSeconds: 0.05, openSecondsMax });
    const topic = topics.openTopic<Post>({
      name: 'posted',
      encode: (post) => JSON.stringify(post),
      // Only calls are in these streams.
      decode: (text) => JSON.parse(text) as Post,
    });
    const schema = buildSchema(typeDefs);
    const server = createServer();
    const metrics = new Metrics();
    const sockets = openSocketServer({
      server,
      path: '/graphql',
      schema,
      subscriptions: new Map([
        ['posted', broadcastPosts(topic)],
        ['postedEach', perClientSubscription({ open: () => topic.subscribe('unused', null) })],
      ]),
      clock: { now: () => testServer.clock.now() },
      logger,
      metrics,
      limits: { messagesPerSecondMax: 1000, messageBurstMax: 1000, ...limits },
      makeContext: ({ caller, clientAddress }) => {
        testServer.contextsUntilFault -= 1;
        if (testServer.contextsUntilFault === 0) throw new Error('a secret');
        return makeContext({ requestId: newId(), clientAddress, logger, caller });
      },
      guard: {
        admit: async ({ operation, variables }) =>
          getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors ?? [],
        complete: async (result) => result,
        release: () => undefined,
      },
      authenticate: async ({ authorization }) => callerOf(authorization),
    });
    const testServer: TestSocketServer = new TestSocketServer(server, sockets, topics, topic, schema, metrics);
    testServer.#resolve();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return testServer;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen');
    return `ws://127.0.0.1:${address.port}/graphql`;
  }

  /** The client of graphql-ws, unmodified. */
  client(options: Partial<ClientOptions> = {}): Client {
    const client = createClient({ url: this.url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
    this.clients.push(client);
    return client;
  }

  /** A client that records every message as it was sent. */
  raw(options: { init?: false | Record<string, unknown>; path?: string; autoPong?: boolean } = {}): Promise<RawClient> {
    return RawClient.open(
      this.url.replace('/graphql', options.path ?? '/graphql'),
      options.init ?? {},
      options.autoPong,
    );
  }

  async post(channel: string, ...words: string[]): Promise<string> {
    let revision = '';
    for (const word of words) revision = await this.topic.append(channel, { words: [word] });
    return revision;
  }

  /** How many sockets the server has closed with this code. */
  async closedWith(code: number): Promise<number> {
    const { values } = (await this.metrics.registry.getSingleMetric('frontrow_sockets_closed_total')?.get()) ?? {
      values: [],
    };
    return values.find(({ labels }) => labels.code === code)?.value ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.dispose()));
    await this.sockets.close();
    await this.topics.close();
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Counts the stream as open until it is closed. Streams of some channels are broken. */
  #counted<Event>(channel: string, events: AsyncIterableIterator<Event>): AsyncIterable<Event> {
    this.openStreams += 1;
    let isOpen = true;
    let iterations = 0;
    const iterator: AsyncIterator<Event> = {
      next: () => (channel === 'broken stream' ? Promise.reject(new Error('a secret')) : events.next()),
      return: async () => {
        if (isOpen) this.openStreams -= 1;
        isOpen = false;
        return (await events.return?.()) ?? { done: true, value: undefined };
      },
    };
    return {
      [Symbol.asyncIterator]() {
        iterations += 1;
        if (channel === 'broken iterator' && iterations === 1) throw new Error('a secret');
        return iterator;
      },
    };
  }

  #resolve(): void {
    const fields = (type: string) => {
      const found = this.schema.getType(type);
      if (found === undefined || !('getFields' in found)) throw new Error(`No type ${type}`);
      return found.getFields();
    };
    const resolver = (type: string, field: string) => {
      const found = fields(type)[field];
      if (found === undefined || !('resolve' in found || 'type' in found)) throw new Error(`No field ${field}`);
      // The schema has object types alone, whose fields are resolved.
      return found as { resolve?: unknown; subscribe?: unknown };
    };
    resolver('Query', 'greeting').resolve = (_: unknown, { name }: { name: string }) => `Hello ${name}`;
    resolver('Query', 'whoAmI').resolve = (_: unknown, __: unknown, { caller }: RequestContext) => caller?.id ?? null;
    resolver('Query', 'filler').resolve = (_: unknown, { size }: { size: number }) => 'x'.repeat(size);
    resolver('Query', 'fault').resolve = () => {
      throw new Error('a secret');
    };
    resolver('Mutation', 'post').resolve = (_: unknown, { channel, word }: { channel: string; word: string }) =>
      this.post(channel, word);
    for (const name of ['posted', 'postedAlone', 'postedEach']) {
      const field = resolver('Subscription', name);
      field.subscribe = (_: unknown, { channel, after }: { channel: string; after?: string }) => {
        mustExist(channel);
        return this.#counted(channel, this.topic.subscribe(channel, after ?? null));
      };
      field.resolve = (event: TopicEvent<Post>) => {
        this.executions += 1;
        return {
          revision: event.revision,
          resyncRequired: event.kind === 'resync',
          words: event.kind === 'message' ? event.message.words : [],
        };
      };
    }
    resolver('Posted', 'listener').resolve = (_: unknown, __: unknown, { caller }: RequestContext) =>
      caller?.id ?? null;
    resolver('Posted', 'fault').resolve = () => {
      throw new Error('a secret');
    };
  }
}

function broadcastPosts(topic: Topic<Post>): SubscriptionSource {
  return broadcastSubscription({
    topic,
    resumeArgument: 'after',
    async key({ channel }) {
      mustExist(String(channel));
      return String(channel);
    },
  });
}

function mustExist(channel: string): void {
  if (channel === 'nowhere')
    throw new GraphQLError('There is no such channel', { extensions: { code: 'BAD_USER_INPUT' } });
}

/** `ada` is authenticated until 2040, `ada 2030-01-01` until that day. */
function callerOf(authorization: unknown): Caller | null {
  if (authorization === undefined) return null;
  if (typeof authorization !== 'string' || authorization === 'wrong') throw unauthenticated('The token is not good');
  const [id = '', until = '2040-01-01'] = authorization.split(' ');
  return { id, roles: new Set(), email: null, expiresAt: new Date(until) };
}
