import { randomUUID } from 'node:crypto';
import { type App, openApp } from '../../src/app';
import { encodeSeatId } from '../../src/inventory';
import { newId } from '../../src/platform';
import { standingSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { atLeast, atMost, type Bench, spread } from './support/report';

const PLACES = 10_000;
const CALLERS = 2_000;
/** More than there are places for: the last ones find it full. */
const QUANTITIES = [4, 5, 6, 7];
const LATE_CALLERS = 2_000;
const ROUNDS = 3;

interface Sale {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly placesSold: number;
  readonly refused: number;
  /** Callers who were refused although so many places were left as they wanted. */
  readonly refusedTooEarly: number;
  readonly givenTwice: number;
}

const sizeOf = (caller: number): number => QUANTITIES[caller % QUANTITIES.length] ?? 1;

export const placesBench: Bench = {
  name: 'places',
  about: `holdPlaces: ${CALLERS} callers at once for ${PLACES} places without numbers, in one process and in two`,
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16' });
    const second = await openApp(stage.config, {});
    try {
      const ways = { 'holdPlaces, one process': [stage.app], 'holdPlaces, two processes': [stage.app, second] };
      const sales = new Map<string, Sale[]>(Object.keys(ways).map((what) => [what, []]));
      const seatsPerSecond: number[] = [];
      const ratios: number[] = [];
      const lateMs: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const [what, apps] of Object.entries(ways)) {
          const show = await openShow(stage);
          const sale = await sellOut(apps, show);
          sales.get(what)?.push(sale);
          if (apps.length > 1) continue;
          lateMs.push(await refuseLate(stage.app, show));
          const named = await holdNamed(stage.app, await openShow(stage));
          seatsPerSecond.push(named);
          ratios.push(sale.perSecond / named);
        }
        const [one, two] = [...sales.values()].map((kept) => kept.at(-1));
        say(
          `round ${round}: ${Math.round(one?.perSecond ?? 0)} holds a second in one process, ${Math.round(two?.perSecond ?? 0)} in two; ${one?.placesSold} and ${two?.placesSold} of ${PLACES} places sold`,
        );
      }
      const all = [...sales.values()].flat();
      const most = (read: (sale: Sale) => number) => Math.max(...all.map(read));
      return {
        name: 'places',
        rows: [
          ...[...sales].map(([what, kept]) => ({
            what,
            figures: {
              perSecond: spread(kept.map(({ perSecond }) => perSecond)),
              p99Ms: spread(kept.map(({ p99Ms }) => p99Ms)),
              placesSold: spread(kept.map(({ placesSold }) => placesSold)),
              refused: spread(kept.map(({ refused }) => refused)),
            },
          })),
          {
            what: 'holdSeats of as many named seats, all different, one process',
            figures: { perSecond: spread(seatsPerSecond) },
          },
          { what: 'a refusal of holdPlaces in the full area', figures: { eachMs: spread(lateMs) } },
        ],
        targets: [
          atMost(
            'callers refused while as many places were left as they wanted',
            0,
            most(({ refusedTooEarly }) => refusedTooEarly),
          ),
          atMost(
            'places given twice',
            0,
            most(({ givenTwice }) => givenTwice),
          ),
          atLeast(
            `places sold, of ${PLACES}`,
            PLACES - Math.min(...QUANTITIES) + 1,
            Math.min(...all.map(({ placesSold }) => placesSold)),
          ),
          atLeast('holdPlaces, of holdSeats with named seats', 0.8, spread(ratios).median),
        ],
        curves: [],
        notes: [
          `${CALLERS} callers at once in process, ${QUANTITIES[0]} to ${QUANTITIES.at(-1)} places each, ${ROUNDS} rounds on fresh shows; two processes are two apps with pools of their own in one Node process. fsync and synchronous commit on.`,
        ],
      };
    } finally {
      await second.close();
      await stage.stop();
    }
  },
};

async function openShow(stage: BenchServices): Promise<MadeShow> {
  const seatMap = standingSeatMap({ Floor: PLACES });
  const show = await makeShow(stage, { seatMap, seatsPerBuyerMax: 10, holdSeconds: 3600 });
  await stage.app.platform.database.dataSource.query('vacuum analyze show_seat');
  return show;
}

const wishOf = (show: MadeShow, quantity: number) => ({
  ...{ showId: show.showId, buyerId: newId(), section: 'Floor', quantity },
  idempotencyKey: randomUUID(),
});

async function sellOut(apps: readonly App[], show: MadeShow): Promise<Sale> {
  const latenciesMs: number[] = [];
  const seatNos: number[] = [];
  const refused: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const app = apps[caller % apps.length];
      const outcome = await app?.modules.inventory.holdPlaces(wishOf(show, sizeOf(caller)));
      latenciesMs.push(performance.now() - began);
      if (outcome?.kind === 'HoldSeatsPayload') seatNos.push(...outcome.hold.seatNos);
      else if (outcome?.kind === 'SeatsUnavailable') refused.push(sizeOf(caller));
      else throw new Error(outcome?.kind);
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const left = PLACES - seatNos.length;
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return {
    perSecond: (CALLERS - refused.length) / seconds,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    placesSold: seatNos.length,
    refused: refused.length,
    // Nobody gives places back here: what is left in the end was left all the time.
    refusedTooEarly: refused.filter((quantity) => quantity <= left).length,
    givenTwice: seatNos.length - new Set(seatNos).size,
  };
}

/** How long a refusal takes in the full area, with all others at once: the mean of each. */
async function refuseLate(app: App, show: MadeShow): Promise<number> {
  const began = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: LATE_CALLERS }, () => app.modules.inventory.holdPlaces(wishOf(show, 10))),
  );
  if (outcomes.some(({ kind }) => kind !== 'SeatsUnavailable')) throw new Error('There was a place left');
  return (performance.now() - began) / LATE_CALLERS;
}

/** The same parties, each with seats of its own by name: holds a second. */
async function holdNamed(app: App, show: MadeShow): Promise<number> {
  let next = 0;
  const parties = Array.from({ length: CALLERS }, (_, caller) => {
    const first = next;
    next += sizeOf(caller);
    return Array.from({ length: sizeOf(caller) }, (__, place) => encodeSeatId(show.showId, first + place));
  }).slice(0, Math.floor((CALLERS * PLACES) / next));
  const began = performance.now();
  const outcomes = await Promise.all(
    parties.map((seatIds) =>
      app.modules.inventory.holdSeats({
        ...{ showId: show.showId, buyerId: newId(), seatIds },
        idempotencyKey: randomUUID(),
      }),
    ),
  );
  if (outcomes.some(({ kind }) => kind !== 'HoldSeatsPayload')) throw new Error('A seat was not free');
  return parties.length / ((performance.now() - began) / 1000);
}
