import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';

/**
 * The limit: a server that knows nothing but sockets, and writes to all of them whatever arrives on one channel of Redis.
 * `node raw-server.js send CHANNEL` uses `ws.send`, `frame` writes a frame that is built once for all.
 */
async function main([way, channel = '']: readonly string[]): Promise<void> {
  const server = createServer();
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
  const sockets = new Map<WebSocket, Duplex>();
  webSockets.on('connection', (ws, request) => {
    sockets.set(ws, request.socket);
    ws.on('error', () => undefined);
    ws.on('close', () => sockets.delete(ws));
  });
  const subscriber = new Redis(process.env.REDIS_URL ?? '', { enableReadyCheck: false });
  await subscriber.subscribe(channel);
  subscriber.on('message', (_channel, text) => {
    const payload = Buffer.from(text);
    if (way === 'send') {
      for (const ws of sockets.keys()) ws.send(payload, { binary: false });
    } else {
      // Every message of this benchmark has between 126 and 65,535 bytes.
      const frame = Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]), payload]);
      for (const socket of sockets.values()) socket.write(frame);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port, not on a path.
  serveCommands<ReadingOrder>({ port: (server.address() as AddressInfo).port }, takeReading);
}

main(process.argv.slice(2)).catch(fail);
