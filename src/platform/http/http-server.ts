import type { IncomingMessage, Server } from 'node:http';
import cors from '@fastify/cors';
import proxyAddress from '@fastify/proxy-addr';
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Config } from '../config/load-config';
import { type Stop, stopOnce } from '../lifecycle';
import type { Logger } from '../logger';
import { explainListenError } from './explain-listen-error';
import { FastPath } from './fast-path';
import { KeptAnswers } from './kept-answers';
import { type OperatorRoutesOptions, operatorRoutes } from './operator-routes';
import { isAllowedOrigin } from './origins';
import { securityHeaders } from './security-headers';
import { type Upgrades, webSocketUpgrades } from './upgrades';

export interface HttpServer {
  /** Modules add their routes to it before `listen`. */
  readonly http: FastifyInstance;
  readonly server: Server;
  /** Handshakes of WebSockets, which share the port. */
  readonly upgrades: Upgrades;
  /** The client's network address, taken from the configured proxies only. For requests that the framework does not see. */
  addressOf(request: IncomingMessage): string;
  /** Whether a page of the request's origin may open a WebSocket, by the rule of CORS_ORIGINS. */
  allowsOrigin(request: IncomingMessage): boolean;
  /** Starts to listen and returns the address, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /**
   * Answers say `Connection: close`, and readiness turns false unless another process serves in place of this one; nothing
   * is refused yet.
   */
  drain(options: { readonly isReplaced: boolean }): void;
  /** Waits for open requests, bounded in time, then closes every connection. */
  readonly close: Stop;
}

export interface HttpServerOptions extends OperatorRoutesOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** What a client may see of an error with status 5xx; logs it. */
  describeFault(error: unknown, logger: Logger): object;
}

export const httpLimits = {
  bodyBytesMax: 256 * 1024,
  /** From the connection, or from the first byte of a further request, to the end of its headers. */
  headersSecondsMax: 10,
  /** Headers and body. A client that sends byte by byte is cut off. */
  requestSecondsMax: 30,
  /** How often both are checked: this much later at most a connection is closed. Node's default is 30 s. */
  checkEverySeconds: 1,
  /** Longer than the usual balancer keeps its idle connections (60 s), so that it is not the server that closes first. */
  keepAliveSeconds: 72,
};

/** The HTTP server: limits on connections and requests, the routes for operators, and the routes that modules add. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, logger } = options;
  let draining = false;
  let isReady = true;
  const isTrusted = config.TRUST_PROXY.length > 0 ? proxyAddress.compile([...config.TRUST_PROXY]) : () => false;

  const http: FastifyInstance = fastify({
    // Of Fastify's own messages only warnings are useful. The cast is to Fastify's own type for a logger, which pino's
    // fulfils; with the wider type routes would not fit the plugins'.
    loggerInstance: logger.child(
      {},
      { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level },
    ) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request): string => fastPath.idOf(request),
    // Each request that logs anything makes a logger of its own.
    childLoggerFactory: (parent) => parent,
    bodyLimit: httpLimits.bodyBytesMax,
    trustProxy: isTrusted,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: httpLimits.requestSecondsMax * 1000,
    keepAliveTimeout: httpLimits.keepAliveSeconds * 1000,
    http: {
      headersTimeout: httpLimits.headersSecondsMax * 1000,
      connectionsCheckingInterval: httpLimits.checkEverySeconds * 1000,
    },
  });
  const isOpen = () => !draining;
  http.decorate('keptAnswers', new KeptAnswers(http.server, isOpen));
  const fastPath = new FastPath(http.server, httpLimits.bodyBytesMax, isOpen);
  http.decorate('fastPath', fastPath);
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, answer } = answerOf(error, options, logger.child({ requestId: request.id }));
    return reply.code(status).send({ errors: [answer] });
  });
  http.setNotFoundHandler((request, reply) => {
    if (request.url.split('?')[0] === '/graphql') {
      return reply.code(405).header('allow', 'GET, POST').send(badRequest('Send GraphQL by POST, or a query by GET.'));
    }
    return reply.code(404).send(badRequest('There is nothing at this address. GraphQL is at /graphql.'));
  });
  http.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    // Otherwise a balancer would reuse a connection that is about to close.
    if (draining) reply.header('connection', 'close');
    done(null, payload);
  });
  const headers = securityHeaders();
  http.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  if (config.CORS_ORIGINS.length > 0) {
    await http.register(cors, {
      origin: config.CORS_ORIGINS.includes('*') ? true : [...config.CORS_ORIGINS],
      methods: ['GET', 'POST'],
      maxAge: 86_400,
    });
  }
  operatorRoutes(http, {
    readMetrics: () => options.readMetrics(),
    unready: async () => (!isReady ? ['This process is shutting down'] : options.unready()),
  });

  return {
    http,
    server: http.server,
    upgrades: webSocketUpgrades(http.server),
    addressOf: (request) =>
      config.TRUST_PROXY.length > 0 ? proxyAddress(request, isTrusted) : (request.socket.remoteAddress ?? ''),
    allowsOrigin: ({ headers, socket }) => {
      const forwardedHost = isTrusted(socket.remoteAddress ?? '', 0) ? headers['x-forwarded-host'] : undefined;
      const [host = headers.host] = typeof forwardedHost === 'string' ? forwardedHost.split(',') : [];
      return isAllowedOrigin(headers.origin, host?.trim(), config.CORS_ORIGINS);
    },
    listen: () => http.listen({ port: config.PORT, host: config.HOST }).catch(explainListenError(config)),
    drain: ({ isReplaced }) => {
      draining = true;
      isReady = isReplaced;
    },
    close: stopOnce(async () => {
      if (!draining) isReady = false;
      draining = true;
      const impatient = setTimeout(() => http.server.closeAllConnections(), config.SHUTDOWN_SECONDS_MAX * 1000);
      await http.close();
      clearTimeout(impatient);
    }),
  };
}

const badRequest = (message: string) => ({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });

/** Errors before a route runs, such as a body that is too large, no JSON, or of another content type. */
function answerOf(
  error: FastifyError,
  { describeFault }: HttpServerOptions,
  logger: Logger,
): { status: number; answer: object } {
  const { statusCode: status = 500 } = error;
  if (status >= 500) return { status, answer: describeFault(error, logger) };
  const message =
    status === 413
      ? `The request is too large; at most ${httpLimits.bodyBytesMax} bytes are allowed.`
      : status === 415
        ? 'Send the request as JSON, with "Content-Type: application/json".'
        : `The request could not be read: ${error.message}`;
  return { status, answer: { message, extensions: { code: 'BAD_REQUEST' } } };
}
