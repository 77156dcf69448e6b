import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';
import { requirePeer } from './peers';
import { socketIoRoom } from './wire';

interface SocketIo {
  Server: new (
    server: Server,
    options: object,
  ) => { on(event: 'connection', opened: (socket: { join(room: string): void }) => void): void };
}

/** Socket.IO with its Redis adapter, as its documentation shows; each client joins the room of the show. */
async function main(): Promise<void> {
  const redisUrl = process.env.REDIS_URL ?? '';
  const { Server: Io } = requirePeer<SocketIo>('socket.io');
  const { createAdapter } = requirePeer<{ createAdapter(publisher: Redis, subscriber: Redis): unknown }>(
    '@socket.io/redis-adapter',
  );
  const server = createServer();
  const subscriber = new Redis(redisUrl, { enableReadyCheck: false });
  const io = new Io(server, { transports: ['websocket'], adapter: createAdapter(new Redis(redisUrl), subscriber) });
  io.on('connection', (socket) => socket.join(socketIoRoom));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port, not on a path.
  serveCommands<ReadingOrder>({ port: (server.address() as AddressInfo).port }, takeReading);
}

main().catch(fail);
