import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { buildSchema, type DocumentNode, execute, parse, specifiedRules, validate } from 'graphql';
import { requirePeer } from '../fanout/peers';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';

/**
 * What the smallest query costs elsewhere: `node small-server.js WAY`. None of them has limits, errors that are masked,
 * metrics, or callers.
 */
export type SmallWay = 'fastify' | 'graphql-js' | 'mercurius';

const sdl = 'type Query { serverTime: String! }';
const now = () => new Date().toISOString();

interface MercuriusApp {
  register(plugin: unknown, options: object): void;
  listen(options: object): Promise<unknown>;
  readonly server: Server;
}

async function main(): Promise<void> {
  const way = process.argv[2];
  const port = way === 'mercurius' ? await openMercurius() : await openFastify(way === 'graphql-js');
  serveCommands<ReadingOrder>({ port }, takeReading);
}

async function openFastify(withGraphQL: boolean): Promise<number> {
  const app = fastify();
  const schema = buildSchema(sdl);
  const documents = new Map<string, DocumentNode>();
  app.post<{ Body: { query: string } }>('/graphql', async ({ body: { query } }) => {
    if (!withGraphQL) return { data: { serverTime: now() } };
    let document = documents.get(query);
    if (document === undefined) {
      document = parse(query);
      const errors = validate(schema, document, specifiedRules);
      if (errors.length > 0) return { errors };
      documents.set(query, document);
    }
    return execute({ schema, document, rootValue: { serverTime: now } });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  // It listens on a port, not on a path.
  return (app.server.address() as AddressInfo).port;
}

async function openMercurius(): Promise<number> {
  const app = requirePeer<() => MercuriusApp>('fastify')();
  // `jit`: its compiler, from the first request on.
  const resolvers = { Query: { serverTime: now } };
  app.register(requirePeer<unknown>('mercurius'), { schema: sdl, resolvers, jit: 1 });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

main().catch(fail);
