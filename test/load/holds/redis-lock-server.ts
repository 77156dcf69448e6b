import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { newId } from '../../../src/platform';
import { type ReadingOrder, takeReading } from '../support/reading';
import { fail, serveCommands } from '../support/serve-commands';
import { CLIENTS } from './plan';
import { HOLD_SECONDS, insertReservation } from './redis-locks';

interface Claim {
  readonly showId: string;
  readonly buyerId: string;
  readonly seatNos: readonly number[];
}

/**
 * The design of many tutorials as a service of its own: `SET NX` in Redis for each seat, then a row in PostgreSQL, then
 * the answer. It knows no callers, no prices, no limits, and nobody watches.
 */
async function main(): Promise<void> {
  const { DATABASE_URL = '', REDIS_URL = '' } = process.env;
  const database = new Pool({ connectionString: DATABASE_URL, max: CLIENTS });
  const redis = new Redis(REDIS_URL);
  const app = fastify();
  app.post<{ Body: Claim }>('/reservations', async ({ body: { showId, buyerId, seatNos } }, reply) => {
    const locks = redis.pipeline();
    for (const seatNo of seatNos) locks.set(`bench-http:${showId}:${seatNo}`, buyerId, 'EX', HOLD_SECONDS, 'NX');
    const answers = await locks.exec();
    if (answers?.some(([, answer]) => answer !== 'OK') !== false)
      return reply.code(409).send({ __typename: 'SeatsUnavailable' });
    const { name, text } = insertReservation;
    const id = newId();
    await database.query({ name, text, values: [id, showId, buyerId, seatNos] });
    return { __typename: 'Reservation', id, expiresAt: new Date(Date.now() + HOLD_SECONDS * 1000).toISOString() };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  // It listens on a port, not on a path.
  const { port } = app.server.address() as AddressInfo;
  serveCommands<ReadingOrder>({ port }, takeReading);
}

main().catch(fail);
