import type { IncomingMessage, Server } from 'node:http';
import cors from '@fastify/cors';
import proxyAddress from '@fastify/proxy-addr';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { GraphQLError } from 'graphql';
import type { Config } from '../config';
import type { Caller, RequestContext } from '../graphql/context';
import { makeContext } from '../graphql/context';
import type { GraphQLServer } from '../graphql/graphql-server';
import { maskError } from '../graphql/mask-errors';
import { newId } from '../ids';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import { type Stop, stopOnce } from '../stop';

export interface HttpServer {
  /** For rooms that add routes, before `listen`. */
  readonly http: FastifyInstance;
  /** For the WebSocket, which shares port and path. */
  readonly server: Server;
  /** The client's network address, as far as the configured proxies can be believed. For requests that become sockets. */
  addressOf(request: IncomingMessage): string;
  /** Starts to listen and returns the address, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Readiness turns false and answers say `Connection: close`; nothing is refused yet. */
  drain(): void;
  /** Waits for open requests, bounded in time, then closes every connection. */
  readonly close: Stop;
}

export interface HttpServerParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly graphql: GraphQLServer;
  /** Null without an Authorization header; throws UNAUTHENTICATED for a token that is not good. */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** What is not ready yet, in words for an operator; empty where all is. */
  unready(): Promise<string[]>;
}

const BODY_BYTES_MAX = 256 * 1024;

/**
 * The HTTP server: GraphQL on `/graphql`, what an operator asks (`/healthz`, `/readyz`, `/metrics`), and the routes
 * that rooms bring.
 */
export async function openHttpServer(parts: HttpServerParts): Promise<HttpServer> {
  const { config, logger, metrics, graphql } = parts;
  let draining = false;
  const isTrusted = config.TRUST_PROXY.length > 0 ? proxyAddress.compile([...config.TRUST_PROXY]) : () => false;

  const http: FastifyInstance = fastify({
    // Fastify's own type for a logger, which pino's fulfils; with the wider type routes would not fit the plugins'.
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: isTrusted,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Whole request, headers and body: a client that drips bytes is cut off.
    requestTimeout: 30_000,
  });
  http.setErrorHandler((error: FastifyError, request, reply) => answerFault(error, request, reply));
  http.setNotFoundHandler((_request, reply) => {
    reply.code(404).send({ errors: [{ message: 'There is nothing here. GraphQL is at /graphql.' }] });
  });
  http.addHook('onSend', async (_request, reply) => {
    // A balancer that reuses the connection would meet a closed one.
    if (draining) reply.header('connection', 'close');
  });
  if (config.CORS_ORIGINS.length > 0) {
    await http.register(cors, {
      origin: config.CORS_ORIGINS.includes('*') ? true : [...config.CORS_ORIGINS],
      methods: ['GET', 'POST'],
      maxAge: 86_400,
    });
  }

  const contextOf = async (request: FastifyRequest): Promise<RequestContext> =>
    makeContext({
      requestId: request.id,
      clientAddress: request.ip,
      logger: request.log as Logger,
      caller: await parts.authenticate(request.headers.authorization),
    });

  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      let context: RequestContext;
      try {
        context = await contextOf(request);
      } catch (error) {
        const masked = maskError(error, request.log as Logger);
        const status = masked.extensions?.code === 'UNAUTHENTICATED' ? 401 : 500;
        return reply
          .code(status)
          .type('application/json; charset=utf-8')
          .send({ errors: [masked] });
      }
      const url = request.raw.url ?? '';
      const question = url.indexOf('?');
      const { status, headers, body } = await graphql.answer(
        {
          method: request.method,
          headers: request.headers,
          search: question < 0 ? '' : url.slice(question),
          body: request.body,
        },
        context,
      );
      reply.code(status);
      for (const [name, value] of headers) reply.header(name, value);
      return reply.send(body);
    },
  });

  http.get('/healthz', async () => ({ status: 'alive' }));
  http.get('/readyz', async (_request, reply) => {
    const missing = draining ? ['This process is going down'] : await parts.unready();
    return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
  });
  http.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );

  return {
    http,
    server: http.server,
    addressOf: (request) => proxyAddress(request, isTrusted),
    listen: () => http.listen({ port: config.PORT, host: config.HOST }),
    drain: () => {
      draining = true;
    },
    close: stopOnce(async () => {
      draining = true;
      const impatient = setTimeout(() => http.server.closeAllConnections(), config.SHUTDOWN_SECONDS_MAX * 1000);
      await http.close();
      clearTimeout(impatient);
    }),
  };
}

/** Faults that happen before GraphQL: a body that is too large or no JSON, a wrong content type. */
function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  if (status < 500) {
    const message =
      status === 413
        ? `The request is too large; at most ${BODY_BYTES_MAX} bytes are allowed.`
        : status === 415
          ? 'Send the request as JSON, with "Content-Type: application/json".'
          : `The request could not be read: ${error.message}`;
    void reply.code(status).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    return;
  }
  const masked = maskError(
    error instanceof GraphQLError ? error : new Error(error.message, { cause: error }),
    request.log as Logger,
  );
  void reply.code(500).send({ errors: [masked] });
}
