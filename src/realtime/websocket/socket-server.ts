import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer, type ServerOptions as WebSocketServerOptions } from 'ws';
import type { Caller, Clock } from '../../platform';
import { ClientConnection, type ClientConnectionContext } from './client-connection';
import { CloseCode } from './close-codes';
import { Heartbeat } from './heartbeat';
import { completedEarly, tooManyOperations } from './operation-errors';
import { Operations, type OperationsOptions, type SocketExecutionArgs } from './operations';
import { type SocketLimits, socketLimits } from './socket-limits';

export interface SocketServerOptions extends Omit<OperationsOptions, keyof SocketLimits> {
  /** Emits `upgrade` for each WebSocket handshake. */
  readonly server: Pick<Server, 'on' | 'off'>;
  readonly path: string;
  readonly clock: Clock;
  /** The caller of this socket; null without a token. An UNAUTHENTICATED error closes the socket with its message. */
  authenticate(connectionParams: Readonly<Record<string, unknown>>, request: IncomingMessage): Promise<Caller | null>;
  /** The address by which limits are counted; by default, the address of the connection. */
  clientAddress?(request: IncomingMessage): string;
  /** Whether a page of this origin may open a socket; by default, any may. Other programs than browsers send no origin. */
  allowsOrigin?(request: IncomingMessage): boolean;
  readonly limits?: Partial<SocketLimits>;
}

export interface SocketCounts {
  readonly sockets: number;
  /** Running operations of all sockets. */
  readonly operations: number;
  /** Broadcast groups: equal subscriptions that are executed once for all members. */
  readonly groups: number;
  /** The estimated size in memory of the cached documents. */
  readonly documentBytes: number;
}

export interface SocketServer {
  /** Refuses new sockets at once. Open ones are closed with 1001 after the grace, and cut if they do not answer. */
  close(graceSeconds?: number): Promise<void>;
  counts(): SocketCounts;
}

/** How long a client may take to answer a close frame. */
const closeTimeoutMilliseconds = 3_000;

/**
 * GraphQL over WebSocket, by the protocol graphql-transport-ws. graphql-ws keeps the protocol state of each connection; the
 * limits are checked around it, and the shared execution is below it.
 */
export function openSocketServer(options: SocketServerOptions): SocketServer {
  const { server, path, clock, logger } = options;
  const limits: SocketLimits = { ...socketLimits, ...options.limits };
  const clientAddress = options.clientAddress ?? ((request) => request.socket.remoteAddress ?? '');
  const operations = new Operations({ ...options, ...limits });
  const connections = new Set<ClientConnection>();
  const connectionsByAddress = new Map<string, number>();
  const heartbeat = new Heartbeat(clock);
  let closing = false;

  const closes = options.metrics.counter('frontrow_sockets_closed_total', 'Sockets that the server closed, by code', [
    'code',
  ]);
  const context: ClientConnectionContext = { limits, logger, onClosing: (code) => closes.inc({ code }) };

  const protocol = makeServer<Record<string, unknown>, ClientConnection>({
    // The heartbeat checks it.
    connectionInitWaitTimeout: 0,
    async onConnect(protocolContext) {
      const { extra: connection, connectionParams, subscriptions } = protocolContext;
      const { request } = connection;
      // graphql-ws would keep them as long as the socket is open.
      Object.assign(protocolContext, { connectionParams: undefined });
      connection.initialized = true;
      connection.request = null;
      connection.running = subscriptions;
      if (request === null) return false;
      try {
        connection.caller = await options.authenticate(connectionParams ?? {}, request);
        return true;
      } catch (error) {
        if (error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED') {
          const code = error.extensions.isExpired === true ? CloseCode.tokenExpired : CloseCode.forbidden;
          connection.close(code, closeReason(error.message));
        } else {
          logger.error({ err: error }, 'A socket could not be authenticated');
          connection.close(CloseCode.tryAgainLater, 'Try again later');
        }
        // The socket is closed already; this only ends graphql-ws's own handling.
        return false;
      }
    },
    async onSubscribe(protocolContext, id, payload) {
      const { extra: connection } = protocolContext;
      if (Buffer.byteLength(id) > limits.operationIdBytesMax) {
        const message = `An operation id is longer than ${limits.operationIdBytesMax} bytes`;
        connection.close(CloseCode.badRequest, message);
        return [new GraphQLError(message)];
      }
      if (!(await connection.operations.acquire(id))) return [tooManyOperations(limits)];
      // The client has completed it meanwhile, or is gone.
      if (!(id in protocolContext.subscriptions)) return [completedEarly()];
      return operations.prepare(connection, id, payload);
    },
    // graphql-ws passes the arguments that `onSubscribe` returned.
    execute: (args) => operations.execute(args as SocketExecutionArgs),
    subscribe: (args) => operations.subscribe(args as SocketExecutionArgs),
    onNext: (_context, _id, _payload, args, result) =>
      operations.presentResult(result, (args as SocketExecutionArgs).contextValue),
    onError: (_context, _id, _payload, errors) => operations.present(errors as readonly GraphQLError[]),
  });

  const webSocketOptions: WebSocketServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // A compressed message took 100 µs, and its window 230 kB for each client.
    perMessageDeflate: false,
    maxPayload: limits.messageBytesMax,
    handleProtocols,
    closeTimeout: closeTimeoutMilliseconds,
  };
  const webSockets = new WebSocketServer(webSocketOptions);

  function upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    const [pathname] = (request.url ?? '').split('?');
    if (pathname !== path) refuse(raw, 404);
    else if (options.allowsOrigin?.(request) === false) refuse(raw, 403);
    else if (closing || connections.size >= limits.socketsMax) refuse(raw, 503);
    else webSockets.handleUpgrade(request, raw, head, (ws) => open(ws, raw, request));
  }

  function open(ws: WebSocket, raw: Duplex, request: IncomingMessage): void {
    const address = clientAddress(request);
    const connection = new ClientConnection(ws, raw, address, request, context);
    connections.add(connection);
    heartbeat.add(connection);
    const fromAddress = (connectionsByAddress.get(address) ?? 0) + 1;
    connectionsByAddress.set(address, fromAddress);
    ws.on('error', onError);
    const closed = protocol.opened(connection, connection);
    ws.on('close', (code, reason) => {
      leave(connection);
      closed(code, String(reason)).catch((error: unknown) => logger.error({ err: error }, 'Closing a socket failed'));
    });
    if (fromAddress > limits.socketsPerAddressMax) {
      connection.close(CloseCode.tryAgainLater, 'Too many sockets from this address');
    }
  }

  /** Only errors of clients arrive here, such as an invalid frame; `ws` closes the socket with the right code. */
  function onError(error: Error): void {
    logger.debug({ err: error }, 'A socket failed');
  }

  function leave(connection: ClientConnection): void {
    heartbeat.remove(connection);
    connections.delete(connection);
    const left = (connectionsByAddress.get(connection.clientAddress) ?? 1) - 1;
    if (left > 0) connectionsByAddress.set(connection.clientAddress, left);
    else connectionsByAddress.delete(connection.clientAddress);
  }

  const counts = () => ({
    sockets: connections.size,
    operations: [...connections].reduce((sum, { running }) => sum + Object.keys(running).length, 0),
    groups: operations.groups,
    documentBytes: operations.documentBytes,
  });
  options.metrics.gauge('frontrow_sockets', 'Open WebSockets', () => connections.size);
  options.metrics.gauge('frontrow_socket_operations', 'Running operations of sockets', () => counts().operations);
  options.metrics.gauge('frontrow_subscription_groups', 'Groups of equal subscriptions', () => operations.groups);
  server.on('upgrade', upgrade);

  return {
    counts,
    async close(graceSeconds = 0) {
      closing = true;
      if (graceSeconds > 0) await delay(graceSeconds * 1000);
      const gone = Promise.all([...connections].map(({ ws }) => new Promise((resolve) => ws.once('close', resolve))));
      // `ws` cuts connections that do not answer within its own timeout.
      for (const connection of connections) connection.close(CloseCode.goingAway, 'Going away');
      await gone;
      heartbeat.stop();
      webSockets.close();
      server.off('upgrade', upgrade);
    },
  };
}

function refuse(raw: Duplex, status: number): void {
  raw.on('error', () => raw.destroy());
  raw.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A close frame has room for 123 bytes. */
function closeReason(message: string): string {
  return Buffer.byteLength(message) <= 123 ? message : 'Forbidden';
}
