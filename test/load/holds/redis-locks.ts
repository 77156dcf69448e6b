import { newId, statement } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';
import { CLIENTS, cpuMsOfThis, percentiles, type Run, SEATS_PER_RUN, SECONDS, showOf } from './plan';

export const HOLD_SECONDS = 3600;

export const insertReservation = statement(
  'bench_insert_reservation',
  `insert into bench_reservation (id, show_id, buyer_id, seat_nos, expires_at)
   values ($1::uuid, $2::uuid, $3::uuid, $4::integer[], now() + interval '1 hour')`,
);

/** Where these ways put their rows. */
export async function makeReservations({ app }: BenchServices): Promise<void> {
  await app.platform.database.dataSource.query(
    `create table bench_reservation (id uuid primary key, show_id uuid not null, buyer_id uuid not null,
       seat_nos integer[] not null, created_at timestamptz not null default now(), expires_at timestamptz not null)`,
  );
}

/**
 * The design of many tutorials: a seat is held by `SET NX` in Redis, and PostgreSQL gets a row of it afterwards. Without
 * waiting for the row the answer is a promise that nobody keeps: a Redis that forgets, or a process that dies, leaves a
 * buyer who believes to hold the seats, and the next one holds them too.
 */
export async function redisRun(
  { app: { platform } }: BenchServices,
  buyers: readonly string[],
  firstSeat: number,
  waitsForRow: boolean,
): Promise<Run> {
  const { database, redis } = platform;
  const latenciesMs: number[] = [];
  const rows: Promise<unknown>[] = [];
  const beganCpuMs = cpuMsOfThis();
  const beganMs = performance.now();
  const endsAtMs = beganMs + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const showId = showOf(client);
      for (let seatNo = firstSeat; seatNo < firstSeat + SEATS_PER_RUN && performance.now() < endsAtMs; seatNo += 2) {
        const startedMs = performance.now();
        const buyerId = buyers[Math.floor(Math.random() * buyers.length)] ?? '';
        const seatNos = [seatNo, seatNo + 1];
        const locks = redis.commands.pipeline();
        for (const each of seatNos)
          locks.set(redis.key('bench-lock', `{${showId}}`, String(each)), buyerId, 'EX', HOLD_SECONDS, 'NX');
        const answers = await locks.exec();
        if (answers?.some(([, answer]) => answer !== 'OK') !== false) throw new Error('The seats were not free');
        const row = database.run(insertReservation, [newId(), showId, buyerId, seatNos]);
        if (waitsForRow) await row;
        else rows.push(row);
        latenciesMs.push(performance.now() - startedMs);
      }
    }),
  );
  const seconds = (performance.now() - beganMs) / 1000;
  await Promise.all(rows);
  const cpuUs = ((cpuMsOfThis() - beganCpuMs) * 1000) / latenciesMs.length;
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs), cpuUs };
}
