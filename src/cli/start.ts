import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { type App, type Overrides, openApp } from '../app';
import {
  attachOrStart,
  type BackingServices,
  loadDev,
  prepareDatabase,
  startServices,
  writeAddresses,
} from '../backing-services';
import { type Config, loadConfig, Metrics, type Stop, stopAll, stopOnce } from '../platform';
import type { PrimaryMessage, WorkerMessage } from './processes/messages';
import { shareMetrics } from './processes/metrics-of-all';
import { WorkerProcesses } from './processes/worker-processes';
import type { CommandContext, Output } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { makeCommand } from './shared/make-command';
import { longestStopMs, stopOnSignal } from './shared/stop-on-signal';

export const startCommand = (context: CommandContext) =>
  makeCommand('start', context, {
    summary: 'Start the service',
    details:
      'Without addresses it starts its own PostgreSQL, Redis and payment provider in the data folder, and fills an empty ' +
      'database with demo data. The first SIGINT, SIGTERM or SIGHUP stops it in order, the second one at once. With ' +
      'PROCESSES it serves by several processes on one port; SIGHUP then replaces them one by one.',
    examples: [
      'frontrow start',
      'PORT=8080 DEMO_DATA=off frontrow start',
      'DATABASE_URL=postgres://… REDIS_URL=redis://… HOST=0.0.0.0 PROCESSES=auto frontrow start',
    ],
  })
    .addOption(new Option('--attach', 'Use the servers of the Frontrow that runs in this data folder').hideHelp())
    .action(({ attach }) => {
      const config = loadConfig(context.environment);
      const { progress } = context.output;
      if (cluster.isWorker) return serveAsWorker(config, progress);
      const count = config.PROCESSES === 'auto' ? availableParallelism() : config.PROCESSES;
      if (count > 1) return serveByProcesses(config, count, progress);
      return serve(config, context.output, attach ? attachOrStart(config, progress) : startServices(config, progress));
    });

/** Starts the servers, and the processes that serve; returns when all are ready. */
async function serveByProcesses(config: Config, count: number, progress: Output['progress']): Promise<void> {
  const stops: Stop[] = [];
  const stop = stopOnce(() => stopAll(stops));
  // Whoever closes the terminal wants it to end; a supervisor has none, and asks for a restart.
  const isHangUp = process.stdin.isTTY === true;
  stopOnSignal(config, progress, stop, isHangUp ? undefined : ['SIGINT', 'SIGTERM']);
  try {
    const services = await startServices(config, progress);
    stops.push(services.stop);
    await prepareDatabase({ url: services.config.DATABASE_URL, isOurs: services.databaseIsOurs }, progress);
    if (services.ownsDataDir) stops.push(await writeAddresses(services.config));
    let url = '';
    const processes = new WorkerProcesses({
      count,
      progress,
      endMsMax: longestStopMs(config),
      onReady: (readyUrl) => {
        url = readyUrl;
        services.registerWebhook(readyUrl);
      },
    });
    stops.push(() => processes.stop());
    if (!isHangUp) process.on('SIGHUP', () => void processes.restart());
    if (await processes.start())
      announce(config, { url, servedBy: `, served by ${count} processes`, ours: services.databaseIsOurs }, progress);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** One of several processes. The one that started it says when it ends, and prints what there is to print. */
async function serveAsWorker(config: Config, progress: Output['progress']): Promise<void> {
  // A signal of the terminal goes to every process; a second one ends the first process, and with it all.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const stops: Stop[] = [];
  const stop = stopOnce(() => stopAll(stops));
  try {
    const services = await attachOrStart(config, progress);
    stops.push(services.stop);
    const metrics = new Metrics();
    const opening = open(services, stops, progress, { metrics, readMetrics: shareMetrics(metrics.registries()) });
    process.on('message', ({ kind }: PrimaryMessage) => {
      if (kind !== 'Stop' && kind !== 'Retire') return;
      opening
        .then((app) => (kind === 'Retire' ? app.retire() : undefined))
        .then(stop)
        .then(
          () => process.exit(exitCodes.ok),
          () => process.exit(exitCodes.failed),
        );
    });
    const { url } = await opening;
    process.send?.({ kind: 'Ready', url } satisfies WorkerMessage);
  } catch (error) {
    await stop().catch(() => undefined);
    // The channel to the first process would keep this one alive.
    cluster.worker?.disconnect();
    throw error;
  }
}

/** Opens the app as this process; returns when it is ready. It runs until a signal ends it. */
async function serve(config: Config, { progress }: Output, backing: Promise<BackingServices>): Promise<void> {
  const stops: Stop[] = [];
  const stop = stopOnce(() => stopAll(stops));
  const services = await backing;
  stops.push(services.stop);
  const opening = open(services, stops, progress);
  stopOnSignal(config, progress, async () => {
    // A signal during the start waits until the start has ended, so that nothing is left half open.
    await opening.catch(() => undefined);
    await stop();
  });
  try {
    const app = await opening;
    announce(config, { url: app.url, servedBy: '', ours: services.databaseIsOurs }, progress);
    // Only `frontrow dev` starts this process with a channel. It is ended together with its parent.
    process.send?.({ kind: 'Ready', url: app.url });
    if (process.send !== undefined) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  } catch (error) {
    // The first error is the cause; those of the stop follow from it.
    await stop().catch(() => undefined);
    throw error;
  }
}

/**
 * The app is ready as soon as its first page is: the first shows of the demo data are there, with all that belongs to them.
 * The others appear one by one behind it.
 */
async function open(
  services: BackingServices,
  stops: Stop[],
  progress: Output['progress'],
  overrides: Overrides = {},
): Promise<App> {
  const { config, databaseIsOurs } = services;
  await prepareDatabase({ url: config.DATABASE_URL, isOurs: databaseIsOurs }, progress);
  const loadsDemoData = databaseIsOurs && config.DEMO_DATA;
  const notYet = loadsDemoData ? { notReadyUntilReleased: 'The demo data is being loaded' } : {};
  const app = await openApp(config, { ...overrides, ...notYet });
  stops.push(app.close);
  services.registerWebhook(app.url);
  if (services.ownsDataDir) stops.push(await writeAddresses(config));
  if (loadsDemoData) await loadFirstPage(app, config, stops, progress);
  app.becomeReady();
  void app.rehearse();
  return app;
}

/** Returns when the first page works. What is left goes on until it is done or the app stops. */
async function loadFirstPage(app: App, config: Config, stops: Stop[], progress: Output['progress']): Promise<void> {
  const { seedEmpty } = loadDev(config, 'The demo data');
  const stopping = new AbortController();
  let onFirstPage: () => void = () => undefined;
  const firstPage = new Promise<void>((resolve) => {
    onFirstPage = resolve;
  });
  const all = seedEmpty(app, progress, { onFirstPage, signal: stopping.signal });
  stops.push(async () => {
    stopping.abort();
    await all.catch(() => undefined);
  });
  await Promise.race([firstPage, all]);
  all.catch((error: Error) => {
    if (!stopping.signal.aborted) progress(`The demo data could not be loaded whole: ${error.stack ?? error.message}`);
  });
}

function announce(
  config: Config,
  { url, servedBy, ours }: { readonly url: string; readonly servedBy: string; readonly ours: boolean },
  progress: Output['progress'],
): void {
  const data = ours ? `data in ${resolve(config.DATA_DIR)}` : 'data at the given addresses';
  const page = config.TRUSTED_DOCUMENTS.length === 0 ? 'the API and, in a browser, the playground' : 'the API';
  progress(`Frontrow is ready: ${url}/graphql (${page}), ${data}${servedBy}`);
  if (config.CLIENT) progress(`The shop: ${url}/`);
}
