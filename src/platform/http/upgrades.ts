import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Emits `upgrade` as `node:http` does, for requests that ask for a WebSocket. */
export type Upgrades = Pick<Server, 'on' | 'off'>;

const CONNECTION_HEADERS = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Separates WebSocket handshakes from other upgrade requests.
 *
 * A client may offer another protocol with any request, as `curl --http2` does with `Upgrade: h2c`, and a server that
 * does not speak it must ignore the offer (RFC 9110, 7.8). Node gives every such request to the listener of `upgrade`
 * as soon as there is one, whatever the protocol. So the request is written back to the front of the socket without the
 * offer, and the server reads it again as an ordinary request.
 */
export function webSocketUpgrades(server: Server): Upgrades {
  const upgrades = new EventEmitter();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (asksForWebSocket(request)) {
      if (upgrades.listenerCount('upgrade') > 0) upgrades.emit('upgrade', request, socket, head);
      else socket.destroy();
      return;
    }
    socket.unshift(Buffer.concat([requestHead(request), head]));
    server.emit('connection', socket);
  });
  // It emits one event, with the arguments of that of a server.
  return upgrades as unknown as Upgrades;
}

const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  (headers.upgrade ?? '').split(',').some((protocol) => protocol.trim().toLowerCase().startsWith('websocket'));

function requestHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
