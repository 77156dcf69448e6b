import type { IncomingMessage, Server } from 'node:http';
import cors from '@fastify/cors';
import proxyAddress from '@fastify/proxy-addr';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { type Config, ConfigError } from '../config';
import type { Caller, RequestContext } from '../graphql/context';
import { makeContext } from '../graphql/context';
import type { GraphQLServer } from '../graphql/graphql-server';
import { maskError } from '../graphql/mask-errors';
import { newId } from '../ids';
import { type Stop, stopOnce } from '../lifecycle';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';

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

export interface HttpServerOptions {
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
export async function openHttpServer(parts: HttpServerOptions): Promise<HttpServer> {
  const { config, logger, metrics, graphql } = parts;
  let draining = false;
  const isTrusted = config.TRUST_PROXY.length > 0 ? proxyAddress.compile([...config.TRUST_PROXY]) : () => false;

  const http: FastifyInstance = fastify({
    // Of what Fastify tells by itself, only warnings matter. The cast is to Fastify's own type for a logger, which pino's
    // fulfils; with the wider type routes would not fit the plugins'.
    loggerInstance: logger.child(
      {},
      { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level },
    ) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: isTrusted,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Whole request, headers and body: a client that drips bytes is cut off.
    requestTimeout: 30_000,
  });
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, answer } = answerOfFault(error, logger.child({ requestId: request.id }));
    return reply.code(status).send({ errors: [answer] });
  });
  http.setNotFoundHandler((request, reply) => {
    if (request.url.split('?')[0] === '/graphql') {
      return reply.code(405).header('allow', 'GET, POST').send(badRequest('Send GraphQL by POST, or a query by GET.'));
    }
    return reply.code(404).send(badRequest('There is nothing here. GraphQL is at /graphql.'));
  });
  http.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
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
      logger,
      caller: await parts.authenticate(request.headers.authorization),
    });

  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { method, headers: sent, body: given } = request;
      const url = request.raw.url ?? '';
      const question = url.indexOf('?');
      const search = question < 0 ? '' : url.slice(question);
      const answer = await graphql.answer({ method, headers: sent, search, body: given }, () => contextOf(request));
      reply.code(answer.status);
      for (const [name, value] of answer.headers) reply.header(name, value);
      return reply.send(answer.body);
    },
  });

  http.get('/healthz', async () => ({ status: 'alive' }));
  http.get('/readyz', async (_request, reply) => {
    const missing = draining ? ['This process is going down'] : await parts.unready();
    return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
  });
  http.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()));

  return {
    http,
    server: http.server,
    addressOf: (request) => proxyAddress(request, isTrusted),
    listen: () => http.listen({ port: config.PORT, host: config.HOST }).catch(explainListening(config)),
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

const badRequest = (message: string) => ({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });

/** Faults that happen before GraphQL: a body that is too large or no JSON, a wrong content type. */
function answerOfFault(error: FastifyError, logger: Logger): { status: number; answer: GraphQLFormattedError } {
  const { statusCode: status = 500 } = error;
  if (status >= 500) return { status, answer: maskError(error, logger) };
  const message =
    status === 413
      ? `The request is too large; at most ${BODY_BYTES_MAX} bytes are allowed.`
      : status === 415
        ? 'Send the request as JSON, with "Content-Type: application/json".'
        : `The request could not be read: ${error.message}`;
  return { status, answer: { message, extensions: { code: 'BAD_REQUEST' } } };
}

/** What an operator can mend is a mistake of the configuration. */
const explainListening =
  ({ HOST, PORT }: Config) =>
  (error: NodeJS.ErrnoException): never => {
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${PORT} of ${HOST} is in use. End what uses it, or take another: PORT=${PORT + 1} npm start`,
      EACCES: `This user may not listen on port ${PORT}. Take one above 1023: PORT=4000 npm start`,
      EADDRNOTAVAIL: `HOST=${HOST} is no address of this machine.`,
      ENOTFOUND: `HOST=${HOST} is no address of this machine.`,
    };
    const reason = reasons[error.code ?? ''];
    throw reason === undefined ? error : new ConfigError(reason);
  };
