import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/platform';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { HttpClient } from '../support/graphql-client';
import { blockSeats, type Selection, unblockSeats } from '../support/seat-blocks';
import { percentiles } from './holds/plan';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { atMost, type Bench, spread } from './support/report';

const SEATS = Number(process.env.SEAT_CONTROL_SEATS ?? 80_000);
const SEATS_PER_ROW = 100;
const BLOCKED_MEANWHILE = SEATS / 8;
const ROUNDS = Number(process.env.SEAT_CONTROL_ROUNDS ?? 16);
/** A slow machine needs twice the time, and so twice the seats. */
const ROUNDS_PER_SHOW = 8;
const WHOLE_ROUNDS = 3;
/** Of two seats each. */
const HOLDS_PER_SECOND = 500;
/** As long as the blocking takes, so that both have as many holds and as much of what the service does each second. */
const CALM_MS = 2000;

interface Sale {
  readonly stage: BenchServices;
  readonly show: MadeShow;
  readonly others: Selection;
  /** The next seat that is held; the other half of the show is blocked. */
  nextSeat: number;
}

/** How fast organizers block many seats, and whether buyers feel it. */
export const seatControlBench: Bench = {
  name: 'seat-control',
  about: `${SEATS} seats blocked and unblocked, and holds while ${BLOCKED_MEANWHILE} others are blocked`,
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16' });
    const http = new HttpClient(() => stage.app.url);
    try {
      const organizerId = newId();
      const { token } = await stage.app.modules.accounts.tokens.issue({
        ...{ id: organizerId, email: null, roles: ['organizer'], lifeSeconds: 86_400 },
      });
      let sale = await openSale(stage, organizerId);
      const calmly = () => holdsDuring(sale, delay(CALM_MS));
      const whileBlocking = async () => {
        const latencies = await holdsDuring(sale, blockSeats(http, sale.show, sale.others, token));
        await unblockSeats(http, sale.show, sale.others, token);
        return latencies;
      };
      // The first times of a process compile its code, and of a connection its statements.
      await whileBlocking();
      const before: number[] = [];
      const during: number[] = [];
      const ratios: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        if (round % ROUNDS_PER_SHOW === 0) sale = await openSale(stage, organizerId);
        // In turn, so that whatever grows with the rounds falls on both.
        const first = round % 2 === 0 ? await calmly() : await whileBlocking();
        const second = round % 2 === 0 ? await whileBlocking() : await calmly();
        const [calm, busy] = round % 2 === 0 ? [first, second] : [second, first];
        before.push(...calm);
        during.push(...busy);
        ratios.push(percentiles(busy).p99Ms / percentiles(calm).p99Ms);
        say(
          `round ${round}: 99 % of ${calm.length} holds ${percentiles(calm).p99Ms.toFixed(1)} ms, while seats are blocked of ${busy.length} ${percentiles(busy).p99Ms.toFixed(1)} ms`,
        );
      }
      const blockS: number[] = [];
      const unblockS: number[] = [];
      for (let round = 1; round <= WHOLE_ROUNDS; round += 1) {
        const whole = await makeShow(stage, {
          ...{ seatMap: plainSeatMap(SEATS / SEATS_PER_ROW, SEATS_PER_ROW), organizerId },
        });
        const all: Selection = { sections: ['Stalls'] };
        blockS.push(await secondsOf(() => blockSeats(http, whole, all, token)));
        unblockS.push(await secondsOf(() => unblockSeats(http, whole, all, token)));
        say(`${SEATS} seats blocked in ${blockS.at(-1)?.toFixed(2)} s, unblocked in ${unblockS.at(-1)?.toFixed(2)} s`);
      }
      const damages = (await stage.app.modules.inventory.verify()).flatMap((verified) => verified.damages);
      if (damages.length > 0) throw new Error(damages.join('; '));
      const figuresOf = (latencies: readonly number[]) => ({
        p50Ms: spread([percentiles(latencies).p50Ms]),
        p99Ms: spread([percentiles(latencies).p99Ms]),
      });
      return {
        name: 'seat-control',
        rows: [
          { what: 'holdSeats before', figures: figuresOf(before) },
          {
            what: `holdSeats while ${BLOCKED_MEANWHILE} other seats are blocked`,
            figures: { ...figuresOf(during), ofBefore: spread(ratios) },
          },
          { what: 'blockSeats', size: SEATS, figures: { seconds: spread(blockS) } },
          { what: 'unblockSeats', size: SEATS, figures: { seconds: spread(unblockS) } },
        ],
        targets: [
          atMost(`${SEATS} seats blocked, s`, 3, spread(blockS).median),
          atMost('99 % of holdSeats while other seats are blocked, of before', 1.5, spread(ratios).median),
        ],
        curves: [],
        notes: [
          `${HOLDS_PER_SECOND} holds a second of two seats each, in the process that blocks; ${ROUNDS} pairs of two seconds before and the time of one blocking. Of each pair the two 99th percentiles are compared, and the median of the pairs counts: a machine that is slow for a moment then counts in one pair, and not in all. The milliseconds are of all rounds together. fsync and synchronous commit on.`,
        ],
      };
    } finally {
      http.close();
      await stage.stop();
    }
  },
};

async function openSale(stage: BenchServices, organizerId: string): Promise<Sale> {
  const show = await makeShow(stage, {
    ...{ seatMap: plainSeatMap(SEATS / SEATS_PER_ROW, SEATS_PER_ROW), organizerId, holdSeconds: 3600 },
  });
  await stage.app.platform.database.dataSource.query('vacuum analyze show_seat');
  const last = SEATS - 1;
  const others: Selection = {
    ranges: [{ fromSeatId: show.seat(last - BLOCKED_MEANWHILE + 1), toSeatId: show.seat(last) }],
  };
  return { stage, show, others, nextSeat: 0 };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Buyers hold seats at a constant rate until the work is done: how long each hold took. */
async function holdsDuring(sale: Sale, work: Promise<unknown>): Promise<number[]> {
  const latencies: number[] = [];
  const holds: Promise<void>[] = [];
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  const began = performance.now();
  for (let count = 0; !isOver; count += 1) {
    const dueInMs = began + (count * 1000) / HOLDS_PER_SECOND - performance.now();
    if (dueInMs > 1) await delay(dueInMs);
    if (!isOver) holds.push(holdPair(sale, latencies));
  }
  await over;
  await Promise.all(holds);
  return latencies;
}

async function holdPair(sale: Sale, latencies: number[]): Promise<void> {
  const { stage, show } = sale;
  const seatNo = sale.nextSeat;
  sale.nextSeat += 2;
  if (sale.nextSeat > SEATS - BLOCKED_MEANWHILE) throw new Error('The show has too few seats for so many rounds');
  const began = performance.now();
  const outcome = await stage.app.modules.inventory.holdSeats({
    ...{ showId: show.showId, buyerId: newId(), seatIds: show.seats(seatNo, seatNo + 1), idempotencyKey: randomUUID() },
  });
  latencies.push(performance.now() - began);
  if (outcome.kind !== 'HoldSeatsPayload') throw new Error(outcome.kind);
}
