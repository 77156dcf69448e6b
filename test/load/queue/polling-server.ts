import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';

/**
 * The usual design of a waiting room: buyers are members of a sorted set, and each asks for its rank again and again.
 * `node polling-server.js KEY`
 */
async function main([key = '']: readonly string[]): Promise<void> {
  const redis = new Redis(process.env.REDIS_URL ?? '');
  const http = fastify();
  http.get<{ Params: { buyer: string } }>('/position/:buyer', async ({ params: { buyer } }) => {
    const rank = await redis.zrank(key, buyer);
    return { position: rank === null ? null : rank + 1, serverTime: new Date().toISOString() };
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  // It listens on a port, not on a path.
  serveCommands<ReadingOrder>({ port: (http.server.address() as AddressInfo).port }, takeReading);
}

main(process.argv.slice(2)).catch(fail);
