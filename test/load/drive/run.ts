import { setMaxListeners } from 'node:events';
import { cpus, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pause } from '../../../src/dev/payment-provider/faults';
import { Api } from './api';
import { Bank } from './bank';
import { type Leaving, type VisitContext, visit } from './buyer';
import { BuyerActions } from './buyer-actions';
import { startCluster } from './cluster';
import { ConfirmedOrders } from './confirmed-orders';
import type { ShowRead } from './documents';
import { startFailoverService } from './failover-service';
import { type FaultToll, throwFaults, tollOf } from './faults';
import { findShow } from './find-show';
import { FrameDecoder } from './frame-decoder';
import { MapReader } from './map-reader';
import type { RunOptions } from './options';
import type { Percentiles } from './percentiles';
import { type Proof, prove } from './proofs';
import { waitForAdmission } from './queue';
import { type Random, seeded } from './random';
import { replay } from './replay';
import { resolveUnclearOrders } from './resolve-unclear-orders';
import { type Moment, RunStatistics } from './run-statistics';
import { Recorder, readScenario, type Scenario } from './scenario';
import { arrivalTimes, keepTo } from './schedule';
import type { Snapshot } from './seat-copy';
import { type OwnService, startOwnService } from './service';
import { ServiceUsage } from './service-usage';
import { UsageError } from './usage-error';
import { readVenue } from './venue';
import { Watcher, type WatcherTally } from './watcher';
import { WatcherThread } from './watcher-thread';

/** A finished run, as it is kept in JSON. */
export interface RunResult {
  readonly name: string;
  readonly startedAt: string;
  readonly machine: string;
  readonly show: ShowRead;
  readonly seconds: number;
  readonly endedBecause: string;
  readonly arrived: number;
  readonly left: Readonly<Record<string, number>>;
  readonly ordersConfirmed: number;
  readonly seatsConfirmed: number;
  readonly seatsFreeAtTheEnd: number;
  readonly latencies: ReturnType<RunStatistics['latencies']>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  readonly failedTries: Readonly<Record<string, number>>;
  readonly watchers: Readonly<RunStatistics['watchers']> & {
    readonly lagMs: Percentiles | null;
    readonly faults: Readonly<Record<string, number>>;
  };
  /** How late this process itself was with its work. */
  readonly driverDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly faults: readonly FaultToll[];
  readonly proofs: readonly Proof[];
  readonly advice: readonly string[];
  readonly moments: readonly Moment[];
}

/** Who looks on while it runs. */
export interface RunObserver {
  readonly say: (line: string) => void;
  moment(moment: Moment, statistics: RunStatistics, seats: { free: number; sold: number; count: number }): void;
}

const TICK_MS = 1000;
/** Where nothing has been free for so long, nothing will be: what is held is mostly bought. */
const SOLD_OUT_SECONDS = 15;
/** More buyers than this are not served at once; who comes then is turned away and counted. */
const INSIDE_MAX = 5_000;
const WATCHERS_PER_SECOND = 200;
/** Half a minute in all, or three seconds in which nothing moves. */
const COMPARISONS_MAX = 60;
const COMPARISONS_STILL = 6;
const COMPARISON_PAUSE_MS = 500;

/** Runs it from the start to the proofs. The signal ends it early, with proofs all the same. */
export async function run(options: RunOptions, observer: RunObserver, signal: AbortSignal): Promise<RunResult> {
  const scenario = options.replayFile === null ? null : await readScenario(options.replayFile);
  const own = options.urls.length === 0 ? await startService(options, observer) : null;
  try {
    const at = own === null ? options : { ...options, urls: own.urls, bankUrl: own.bankUrl };
    return await runAt(at, own, scenario, observer, signal);
  } finally {
    await own?.stop();
  }
}

function startService({ preset, profileDir }: RunOptions, { say }: RunObserver): Promise<OwnService> {
  if (preset === 'soak') {
    say('Starting two processes of the service on one PostgreSQL, Redis and payment provider');
    return startCluster(say);
  }
  if (preset === 'failover') {
    say('Starting two processes of the service on a PostgreSQL with a replica, a Redis Cluster and a payment provider');
    return startFailoverService(say);
  }
  say('Starting a service of its own: the default start, without rate limits');
  return startOwnService(say, profileDir);
}

async function runAt(
  options: RunOptions,
  own: OwnService | null,
  scenario: Scenario | null,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const isAlone = own !== null;
  const statistics = new RunStatistics();
  const api = new Api(options.urls, (code) => statistics.failed(code));
  const seats = scenario?.seatCount;
  const wish = seats === undefined ? options.wish : { ...options.wish, seatsMin: seats, seatsMax: seats };
  const show = await findShow(api, options.showId, wish);
  if (seats !== undefined && show.seatMap.seatCount !== seats) {
    throw new UsageError(`The scenario is for ${seats} seats, the show has ${show.seatMap.seatCount}.`);
  }
  observer.say(`${show.event.name}, ${show.venue.name}: ${show.seatMap.seatCount} seats, show ${show.id}`);
  const venue = await readVenue(api.url, show.seatMap.url);
  const maps = new MapReader(api, show.id);
  const before = await maps.read();

  const asked = new SharedArrayBuffer(venue.seatCount * Float64Array.BYTES_PER_ELEMENT);
  const askedAtMs = new Float64Array(asked);
  const watchers = scenario?.watchers ?? options.watchers;
  const job = { urls: options.urls, showId: show.id, seatCount: venue.seatCount, askedAtMs: asked };
  const watcherThread = new WatcherThread(job, (reading) => statistics.received(reading));
  const gauge = new ServiceUsage(options.urls[0] ?? '');
  // The watcher thread measures how late the changes come; buyers only apply them.
  const decoder = new FrameDecoder(new Float64Array(venue.seatCount));
  const buyerTally = silentTally(statistics);
  const watch = (reader: MapReader) =>
    new Watcher({
      ...{ showId: show.id, seatCount: venue.seatCount, url: () => api.url, maps: reader, decoder },
      tally: buyerTally,
    });
  const guide = watch(maps);
  const delays = monitorEventLoopDelay({ resolution: 10 });
  const orders = new ConfirmedOrders();
  const recorder = options.recordFile === null ? null : new Recorder();
  const timers: NodeJS.Timeout[] = [];

  try {
    await guide.open();
    if (watchers > 0) {
      observer.say(`${watchers} watchers come`);
      await watcherThread.open(watchers, WATCHERS_PER_SECOND);
    }
    const ending = new AbortController();
    // Each buyer listens to it.
    setMaxListeners(0, ending.signal);
    let endedBecause = 'all buyers have come and gone';
    const end = (because: string) => {
      if (ending.signal.aborted) return;
      endedBecause = because;
      ending.abort();
    };
    if (signal.aborted) end('interrupted');
    signal.addEventListener('abort', () => end('interrupted'));
    timers.push(setTimeout(() => end(`its ${options.secondsMax} seconds were over`), options.secondsMax * 1000));

    let soldOutTicks = 0;
    const arriving = new AbortController();
    ending.signal.addEventListener('abort', () => arriving.abort());
    const tick = () => {
      const seatsNow = guide.copy.count();
      soldOutTicks = seatsNow.free === 0 ? soldOutTicks + 1 : 0;
      const isFinal = seatsNow.sold + blockedCount(before) === venue.seatCount;
      if (scenario === null && !arriving.signal.aborted && (isFinal || soldOutTicks >= SOLD_OUT_SECONDS)) {
        endedBecause = 'everything was sold';
        arriving.abort();
      }
      watcherThread.read();
      observer.moment(statistics.tick(gauge.use), statistics, { ...seatsNow, count: venue.seatCount });
    };
    timers.push(setInterval(tick, TICK_MS));
    if (options.cutsPerSecond > 0 && watchers > 0) {
      timers.push(setInterval(() => watcherThread.cut(1), 1000 / options.cutsPerSecond));
    }
    delays.enable();

    const bank = options.bankUrl === null ? null : new Bank(options.bankUrl);
    const makeBuyer = (number: number) =>
      new BuyerActions(number, {
        ...{ api, showId: show.id, statistics, orders, bank, askedAtMs },
        record: (buyer, step, dueMs) => recorder?.note(buyer, step, dueMs),
      });
    const throwing = throwFaults(own?.faults ?? [], options.secondsMax, statistics, observer.say, ending.signal);
    observer.say(scenario === null ? 'The buyers come' : `Repeating ${scenario.actions.length} actions`);
    if (scenario !== null) {
      await replay(scenario, makeBuyer, ending.signal);
    } else {
      const habits = within(options, show, bank !== null);
      const enter: VisitContext['enter'] = async (actor, dueMs) => {
        if (!show.waitingRoomActive) return true;
        if (!(await actor.joinQueue(dueMs)) || actor.token === null) return false;
        const { patienceSeconds } = options;
        const place = { url: () => api.url, showId: show.id, token: actor.token, patienceSeconds };
        return (await waitForAdmission({ ...place, signal: ending.signal })) === 'admitted';
      };
      const openMap = async (actor: BuyerActions, random: Random) => {
        const own = random() < options.ownMapsShare ? watch(new MapReader(api, show.id)) : null;
        await own?.open().catch(() => undefined);
        const copy = (own ?? guide).copy;
        actor.onTaken = (taken) =>
          copy.take({
            seats: Uint32Array.from(taken, ({ index }) => index),
            letters: Uint8Array.from(taken, ({ status }) => status.charCodeAt(0)),
            versions: Uint16Array.from(taken, ({ version }) => version),
          });
        return { look: { venue, isFree: (seat: number) => copy.isFree(seat) }, close: () => own?.close() };
      };
      await letBuyersCome({ options, habits, statistics, makeBuyer, enter, openMap }, arriving.signal, ending.signal);
    }

    const thrown = await throwing;
    observer.say(`The buyers are gone, because ${endedBecause}. Asking about ${orders.unclear.size} unclear orders`);
    await resolveUnclearOrders({ api, showId: show.id, orders, statistics, isPatient: bank !== null });
    observer.say('Comparing the maps');
    // A process may answer some tens of milliseconds after another one confirmed an order, before it was published.
    const isSettled = (map: Snapshot) =>
      !(isAlone && map.statuses.includes('R')) &&
      [...orders.confirmed.values()].every((order) => order.seats.every((seat) => map.statuses[seat] === 'S'));
    const { after, comparison } = await compareMaps(maps, watchers > 0 ? watcherThread : null, isSettled);
    const lagMs = await watcherThread.close();
    tick();
    const { disorders } = statistics.watchers;
    const watched = comparison === null ? null : { comparison, disorders };
    const proofs = [...prove({ orders, before, after, isAlone, watched }), ...((await own?.audit()) ?? [])];
    if (options.recordFile !== null) await recorder?.write(options.recordFile, venue.seatCount, watchers);
    return {
      name: options.replayFile === null ? options.preset : 'replay',
      ...{ startedAt, machine: machine(), show, seconds: statistics.seconds, endedBecause },
      arrived: statistics.arrived,
      left: statistics.left,
      ordersConfirmed: statistics.ordersConfirmed,
      seatsConfirmed: statistics.seatsConfirmed,
      seatsFreeAtTheEnd: [...after.statuses].filter((letter) => letter === 'A').length,
      latencies: statistics.latencies(),
      refusals: statistics.refusals,
      errors: statistics.errors,
      failedTries: statistics.failedTries,
      watchers: { ...statistics.watchers, lagMs, faults: statistics.watcherFaults },
      driverDelayMs: { p50: delays.percentile(50) / 1e6, p99: delays.percentile(99) / 1e6, max: delays.max / 1e6 },
      faults: tollOf(thrown, statistics.moments),
      proofs,
      advice: adviceOn(statistics, options),
      moments: statistics.moments,
    };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    delays.disable();
    gauge.close();
    guide.close();
    await watcherThread.close().catch(() => undefined);
    api.close();
  }
}

interface Coming {
  readonly options: RunOptions;
  readonly habits: VisitContext['habits'];
  readonly statistics: RunStatistics;
  readonly makeBuyer: (number: number) => BuyerActions;
  readonly enter: VisitContext['enter'];
  readonly openMap: (actor: BuyerActions, random: Random) => ReturnType<VisitContext['openMap']>;
}

/** Lets them come at their times, and waits until the last one has left. */
async function letBuyersCome(coming: Coming, arriving: AbortSignal, ending: AbortSignal): Promise<void> {
  const { options, habits, statistics, makeBuyer, enter, openMap } = coming;
  const random = seeded(options.seed);
  const inside = new Set<Promise<void>>();
  const begin = (dueMs: number) => {
    statistics.arrived += 1;
    if (inside.size >= INSIDE_MAX) {
      statistics.gone('turned away: too many at once for this driver');
      return;
    }
    const actor = makeBuyer(statistics.arrived);
    // Each has a random sequence of their own, so that the order in which answers come changes nothing.
    const own = seeded(options.seed + statistics.arrived * 7919);
    const map = () => openMap(actor, own);
    statistics.buyers += 1;
    const visiting = visit({ actor, habits, random: own, signal: ending, enter, openMap: map }, dueMs)
      .then((leaving: Leaving) => statistics.gone(leaving))
      .finally(() => {
        statistics.buyers -= 1;
        inside.delete(visiting);
      });
    inside.add(visiting);
  };
  await keepTo(arrivalTimes(options.arrivals, random), begin, arriving);
  await Promise.all(inside);
}

/** Seats and maps still change for a moment after the last buyer has gone: compares until they agree, or stand still. */
async function compareMaps(
  maps: MapReader,
  watcherThread: WatcherThread | null,
  isSettled: (map: Snapshot) => boolean,
) {
  let still = 0;
  let last = '';
  for (let tries = 1; ; tries += 1) {
    const after = await maps.read();
    const comparison = watcherThread === null ? null : await watcherThread.compare(after);
    const isDone = (comparison?.different ?? 0) === 0 && isSettled(after);
    const state = `${after.revision} ${comparison?.different} ${comparison?.deliveredSteps} ${comparison?.readSteps}`;
    still = state === last ? still + 1 : 0;
    last = state;
    if (isDone || still === COMPARISONS_STILL || tries === COMPARISONS_MAX) return { after, comparison };
    await pause(COMPARISON_PAUSE_MS, new AbortController().signal);
  }
}

/** No party may be larger than the limit of the show, and no buyer goes to a bank that cannot be reached. */
function within({ habits }: RunOptions, { seatsPerBuyerMax }: ShowRead, hasBank: boolean): VisitContext['habits'] {
  const party: Record<string, number> = {};
  for (const [size, weight] of Object.entries(habits.party)) {
    note(party, String(Math.min(Number(size), seatsPerBuyerMax)), weight);
  }
  const { bank, 'bank-refuses': refuses, ...others } = habits.payments;
  const payments = hasBank
    ? habits.payments
    : { ...others, bank: 0, 'bank-refuses': 0, card: others.card + bank + refuses };
  return { ...habits, party, payments };
}

function adviceOn({ errors, failedTries }: RunStatistics, { bankUrl }: RunOptions): string[] {
  const advice: string[] = [];
  if ((failedTries.RATE_LIMITED ?? 0) > 0) {
    advice.push(
      'The service limits how much one address may ask (RATE_LIMITED): start it with RATE_LIMITS=off, or let fewer come with --rate.',
    );
  }
  if ((errors.ECONNREFUSED ?? 0) > 0) advice.push('The service was not there for a part of the run.');
  if (bankUrl === null) {
    advice.push('Nobody paid by 3-D Secure: give --bank with the address of the local payment provider for that.');
  }
  return advice;
}

const silentTally = (statistics: RunStatistics): WatcherTally => ({
  ...{ opened: 0, deliveries: 0, changes: 0, resyncs: 0, reconnects: 0, disorders: 0 },
  lag: () => undefined,
  fault: (because) => note(statistics.watcherFaults, because),
});

function note(counts: Record<string, number>, name: string, count = 1): void {
  counts[name] = (counts[name] ?? 0) + count;
}

const blockedCount = ({ statuses }: Snapshot): number => [...statuses].filter((letter) => letter === 'B').length;

const machine = (): string =>
  `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
