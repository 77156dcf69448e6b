/** The thread of those who only watch. `watcher-thread.ts` starts it and speaks with it. */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Api } from './api';
import { FrameDecoder } from './frame-decoder';
import { MapReader } from './map-reader';
import { histogram, percentilesOf, toMicroseconds } from './percentiles';
import type { Snapshot } from './seat-copy';
import { Watcher, type WatcherTally } from './watcher';
import type { Comparison, WatcherCommand, WatcherJob, WatcherMessage, WatcherReading } from './watcher-thread';

/** So many connections are being made at once at most. */
const OPENING_MAX = 64;

// The parent is crowd.ts, which gives exactly this.
const job = workerData as WatcherJob;
const faults: Record<string, number> = {};
const api = new Api(job.urls, (code) => note(code));
const maps = new MapReader(api, job.showId);
const decoder = new FrameDecoder(new Float64Array(job.askedAtMs));
const allLags = histogram();
const lags = histogram();
const watchers: Watcher[] = [];
const tally: WatcherTally = {
  opened: 0,
  deliveries: 0,
  changes: 0,
  resyncs: 0,
  reconnects: 0,
  disorders: 0,
  lag: (milliseconds) => lags.record(toMicroseconds(milliseconds)),
  fault: (because) => note(because),
};

function note(fault: string): void {
  faults[fault] = (faults[fault] ?? 0) + 1;
}

async function open(count: number, perSecond: number): Promise<void> {
  const startMs = performance.now();
  const opening = new Set<Promise<void>>();
  for (let at = 0; at < count; at += 1) {
    const early = startMs + (at * 1000) / perSecond - performance.now();
    if (early > 1) await delay(early);
    if (opening.size >= OPENING_MAX) await Promise.race(opening);
    const watcher = new Watcher({
      ...{ showId: job.showId, seatCount: job.seatCount, url: () => api.url, maps, decoder, tally },
    });
    watchers.push(watcher);
    const opened = watcher.open().finally(() => opening.delete(opened));
    opening.add(opened);
  }
  await Promise.all(opening);
}

/** Any of them, each as likely. */
function cut(count: number): void {
  for (let left = count; left > 0; left -= 1) watchers[Math.floor(Math.random() * watchers.length)]?.cut();
}

function compare(snapshot: Snapshot): Comparison {
  let [equal, different, deliveredSteps, readSteps] = [0, 0, 0, 0];
  let example: string | null = null;
  for (const [number, { copy, revision }] of watchers.entries()) {
    deliveredSteps += copy.deliveredSteps;
    readSteps += copy.readSteps;
    const seat = copy.firstDifference(snapshot);
    if (seat < 0) equal += 1;
    else {
      different += 1;
      example ??=
        `watcher ${number} at revision ${revision} has seat ${seat} as ` +
        `${String.fromCharCode(copy.letters[seat] ?? 63)} in version ${copy.versions[seat]}, the snapshot of ` +
        `${snapshot.revision} as ${snapshot.statuses[seat]} in version ${snapshot.versions[seat]}`;
    }
  }
  return { kind: 'compared', equal, different, example, deliveredSteps, readSteps };
}

function send(message: WatcherMessage): void {
  parentPort?.postMessage(message);
}

function read(): WatcherReading {
  const lagMs = percentilesOf(lags);
  allLags.add(lags);
  lags.reset();
  const { opened, deliveries, changes, resyncs, reconnects, disorders } = tally;
  Object.assign(tally, { deliveries: 0, changes: 0, resyncs: 0, reconnects: 0, disorders: 0 });
  const seenFaults = { ...faults };
  for (const name of Object.keys(faults)) delete faults[name];
  return {
    ...{ kind: 'reading', watching: opened, deliveries, changes, resyncs, reconnects, disorders, lagMs },
    ...{ mapReads: maps.readCount, faults: seenFaults },
  };
}

function close(): void {
  send(read());
  send({ kind: 'closed', lagMs: percentilesOf(allLags) });
  for (const watcher of watchers) watcher.close();
  api.close();
}

parentPort?.on('message', (order: WatcherCommand) => {
  const failed = (error: unknown) => send({ kind: 'failed', message: String(error) });
  if (order.kind === 'open') open(order.count, order.perSecond).then(() => send({ kind: 'opened' }), failed);
  else if (order.kind === 'cut') cut(order.count);
  else if (order.kind === 'read') send(read());
  else if (order.kind === 'compare') send(compare(order.snapshot));
  else close();
});
