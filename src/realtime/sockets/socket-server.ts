import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer, type ServerOptions as WebSocketServerOptions } from 'ws';
import type { Caller, Clock } from '../../platform';
import { CloseCode } from './close-codes';
import { Operations, type OperationsOptions, type SocketExecutionArgs } from './operations';
import { Peer, type PeerContext } from './peer';
import { Rounds } from './rounds';
import { type SocketLimits, socketLimits } from './socket-limits';

export interface SocketServerOptions extends Omit<OperationsOptions, 'documentsMax'> {
  readonly server: Server;
  readonly path: string;
  readonly clock: Clock;
  /** Who opens this socket; null for nobody in particular. An UNAUTHENTICATED error closes the socket with its message. */
  authenticate(connectionParams: Readonly<Record<string, unknown>>, request: IncomingMessage): Promise<Caller | null>;
  /** The address that limits are counted by; without it, that of the connection. */
  clientAddress?(request: IncomingMessage): string;
  readonly limits?: Partial<SocketLimits>;
}

export interface SocketCounts {
  readonly sockets: number;
  /** Running operations of all sockets. */
  readonly operations: number;
  /** Groups of equal subscriptions, each executed once for all its members. */
  readonly groups: number;
}

export interface SocketServer {
  /** No new sockets at once; those that are open get 1001 after the grace, and are cut off if they do not answer. */
  close(graceSeconds?: number): Promise<void>;
  counts(): SocketCounts;
}

/** How long a closed socket may take to say goodbye. */
const closeTimeoutMilliseconds = 3_000;

/**
 * GraphQL over WebSocket, by the protocol graphql-transport-ws. graphql-ws keeps the state of each connection; around it
 * are the limits, and below it the shared execution.
 */
export function openSocketServer(options: SocketServerOptions): SocketServer {
  const { server, path, clock, logger } = options;
  const limits: SocketLimits = { ...socketLimits, ...options.limits };
  const clientAddress = options.clientAddress ?? ((request) => request.socket.remoteAddress ?? '');
  const operations = new Operations({ ...options, documentsMax: limits.documentsMax });
  const peers = new Set<Peer>();
  const peersByAddress = new Map<string, number>();
  const rounds = new Rounds(clock);
  let closing = false;

  const closes = options.metrics.counter('frontrow_sockets_closed_total', 'Sockets that the server closed, by code', [
    'code',
  ]);
  const context: PeerContext = { limits, logger, onClosing: (code) => closes.inc({ code }) };

  const protocol = makeServer<Record<string, unknown>, Peer>({
    // Ours are counted in rounds.
    connectionInitWaitTimeout: 0,
    async onConnect({ extra: peer, connectionParams, subscriptions }) {
      const { request } = peer;
      peer.initialised = true;
      peer.request = null;
      peer.running = subscriptions;
      if (request === null) return false;
      try {
        peer.caller = await options.authenticate(connectionParams ?? {}, request);
        return true;
      } catch (error) {
        if (error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED') {
          peer.close(CloseCode.forbidden, closeReason(error.message));
        } else {
          logger.error({ err: error }, 'A socket could not be authenticated');
          peer.close(CloseCode.tryAgainLater, 'Try again later');
        }
        // The socket is closed already, so this only ends the protocol's own handling.
        return false;
      }
    },
    async onSubscribe({ extra: peer, subscriptions }, id, payload) {
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocketMax) {
        peer.close(CloseCode.tooMany, 'Too many operations');
        return [new GraphQLError('Too many operations')];
      }
      return operations.prepare(peer, id, payload);
    },
    // `onSubscribe` gave these arguments, and graphql-ws passes on what it was given.
    execute: (args) => operations.execute(args as SocketExecutionArgs),
    subscribe: (args) => operations.subscribe(args as SocketExecutionArgs),
    onNext: (_context, _id, _payload, args, result) =>
      operations.presentResult(result, (args as SocketExecutionArgs).contextValue),
    onError: (_context, _id, _payload, errors) => operations.present(errors as readonly GraphQLError[]),
  });

  const webSocketOptions: WebSocketServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // A compressed message cost a hundred microseconds and its window 230 kB for each client.
    perMessageDeflate: false,
    maxPayload: limits.messageBytesMax,
    handleProtocols,
    closeTimeout: closeTimeoutMilliseconds,
  };
  const webSockets = new WebSocketServer(webSocketOptions);

  function upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    const [pathname] = (request.url ?? '').split('?');
    if (pathname !== path) refuse(raw, 404);
    else if (closing || peers.size >= limits.socketsMax) refuse(raw, 503);
    else webSockets.handleUpgrade(request, raw, head, (ws) => open(ws, raw, request));
  }

  function open(ws: WebSocket, raw: Duplex, request: IncomingMessage): void {
    const address = clientAddress(request);
    const peer = new Peer(ws, raw, address, request, context);
    peers.add(peer);
    rounds.add(peer);
    const fromAddress = (peersByAddress.get(address) ?? 0) + 1;
    peersByAddress.set(address, fromAddress);
    ws.on('error', onError);
    const closed = protocol.opened(peer, peer);
    ws.on('close', (code, reason) => {
      leave(peer);
      closed(code, String(reason)).catch((error: unknown) => logger.error({ err: error }, 'A socket did not end well'));
    });
    if (fromAddress > limits.socketsPerAddressMax) peer.close(CloseCode.tooMany, 'Too many sockets from this address');
  }

  /** Only what a client does wrong arrives here, such as a frame that is none; `ws` answers with the right code. */
  function onError(error: Error): void {
    logger.debug({ err: error }, 'A socket failed');
  }

  function leave(peer: Peer): void {
    rounds.remove(peer);
    peers.delete(peer);
    const left = (peersByAddress.get(peer.clientAddress) ?? 1) - 1;
    if (left > 0) peersByAddress.set(peer.clientAddress, left);
    else peersByAddress.delete(peer.clientAddress);
  }

  const counts = () => ({
    sockets: peers.size,
    operations: [...peers].reduce((sum, { running }) => sum + Object.keys(running).length, 0),
    groups: operations.groups,
  });
  options.metrics.gauge('frontrow_sockets', 'Open WebSockets', () => peers.size);
  options.metrics.gauge('frontrow_socket_operations', 'Running operations of sockets', () => counts().operations);
  options.metrics.gauge('frontrow_subscription_groups', 'Groups of equal subscriptions', () => operations.groups);
  server.on('upgrade', upgrade);

  return {
    counts,
    async close(graceSeconds = 0) {
      closing = true;
      if (graceSeconds > 0) await delay(graceSeconds * 1000);
      const gone = Promise.all([...peers].map(({ ws }) => new Promise((resolve) => ws.once('close', resolve))));
      // `ws` cuts off, after its own timeout, whoever does not answer.
      for (const peer of peers) peer.close(CloseCode.goingAway, 'Going away');
      await gone;
      rounds.stop();
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
