import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import pino from 'pino';
import { WebSocket } from 'ws';
import { type Caller, Metrics, makeContext, newId, type RequestContext, unauthenticated } from '../../../src/platform';
import {
  openSocketServer,
  openTopics,
  type SharedSubscription,
  type SocketLimits,
  type SocketServer,
  type Topic,
  type TopicEvent,
  type Topics,
} from '../../../src/realtime';
import { RawClient } from './raw-client';
import type { RedisServer } from './redis-server';

/** What the tests publish: words that were called out in a room. */
export interface Call {
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
    call(room: ID!, word: String!): String!
  }
  type Called {
    revision: String!
    resyncRequired: Boolean!
    words: [String!]!
    listener: String
    fault: String
  }
  type Subscription {
    called(room: ID!, after: String): Called!
    calledAlone(room: ID!, after: String): Called!
    calledEach(room: ID!, after: String): Called!
  }
`;

/**
 * A small testApp for the socket server: one schema in which the same news can be subscribed to as a shared field (`called`),
 * as an ordinary one (`calledAlone`), and as one with a stream for each client whose events say the same to all
 * (`calledEach`).
 */
export class Stage {
  readonly clock = { at: new Date(), now: () => this.clock.at };
  /** How often the operation of a subscription was executed. */
  executions = 0;
  readonly clients: Client[] = [];
  /** The server's side of every connection, in the order in which they came. */
  readonly connections: Socket[] = [];

  private constructor(
    readonly server: Server,
    readonly sockets: SocketServer,
    readonly topics: Topics,
    readonly topic: Topic<Call>,
    readonly schema: GraphQLSchema,
    private readonly metrics: Metrics,
  ) {
    server.on('connection', (connection) => this.connections.push(connection));
  }

  static async open(
    redis: RedisServer,
    limits: Partial<SocketLimits> = {},
    { openSecondsMax = 10 }: { openSecondsMax?: number } = {},
  ): Promise<Stage> {
    const door = await redis.door();
    const topics = openTopics({ redis: door, logger, auditSeconds: 0.1, lingerSeconds: 0.05, openSecondsMax });
    const topic = topics.openTopic<Call>({
      name: 'called',
      encode: (call) => JSON.stringify(call),
      // Only calls are in these streams.
      decode: (text) => JSON.parse(text) as Call,
    });
    const schema = buildSchema(typeDefs);
    const server = createServer();
    const metrics = new Metrics();
    const sockets = openSocketServer({
      server,
      path: '/graphql',
      schema,
      shared: new Map([['called', sharedCalls(topic)]]),
      sameForAll: new Set(['calledEach']),
      clock: { now: () => stage.clock.now() },
      logger,
      metrics,
      limits: { messagesPerSecondMax: 1000, ...limits },
      makeContext: ({ caller, clientAddress }) => makeContext({ requestId: newId(), clientAddress, logger, caller }),
      refusal: async () => null,
      authenticate: async ({ authorization }) => callerOf(authorization),
    });
    const stage: Stage = new Stage(server, sockets, topics, topic, schema, metrics);
    stage.#resolve();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return stage;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen');
    return `ws://127.0.0.1:${address.port}/graphql`;
  }

  /** graphql-ws's own client, which knows nothing of us. */
  client(options: Partial<ClientOptions> = {}): Client {
    const client = createClient({ url: this.url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
    this.clients.push(client);
    return client;
  }

  /** A client that sees every message as it is on the wire. */
  raw(options: { init?: false | Record<string, unknown>; path?: string; autoPong?: boolean } = {}): Promise<RawClient> {
    return RawClient.open(
      this.url.replace('/graphql', options.path ?? '/graphql'),
      options.init ?? {},
      options.autoPong,
    );
  }

  async call(room: string, ...words: string[]): Promise<string> {
    let revision = '';
    for (const word of words) revision = await this.topic.append(room, { words: [word] });
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
    resolver('Mutation', 'call').resolve = (_: unknown, { room, word }: { room: string; word: string }) =>
      this.call(room, word);
    for (const name of ['called', 'calledAlone', 'calledEach']) {
      const field = resolver('Subscription', name);
      field.subscribe = (_: unknown, { room, after }: { room: string; after?: string }) => {
        mustExist(room);
        return this.topic.subscribe(room, after ?? null);
      };
      field.resolve = (event: TopicEvent<Call>) => {
        this.executions += 1;
        return {
          revision: event.revision,
          resyncRequired: event.kind === 'resync',
          words: event.kind === 'message' ? event.message.words : [],
        };
      };
    }
    resolver('Called', 'listener').resolve = (_: unknown, __: unknown, { caller }: RequestContext) =>
      caller?.id ?? null;
    resolver('Called', 'fault').resolve = () => {
      throw new Error('a secret');
    };
  }
}

function sharedCalls(topic: Topic<Call>): SharedSubscription {
  return {
    resumeArgument: 'after',
    async watch({ room }) {
      mustExist(String(room));
      return topic.watch(String(room));
    },
  };
}

function mustExist(room: string): void {
  if (room === 'nowhere') throw new GraphQLError('There is no such room', { extensions: { code: 'BAD_USER_INPUT' } });
}

/** `ada` is somebody until 2040, `ada 2030-01-01` until then. */
function callerOf(authorization: unknown): Caller | null {
  if (authorization === undefined) return null;
  if (typeof authorization !== 'string' || authorization === 'wrong') throw unauthenticated('The token is not good');
  const [id = '', until = '2040-01-01'] = authorization.split(' ');
  return { id, roles: new Set(), email: null, expiresAt: new Date(until) };
}
