import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { type App, openApp } from '../app';
import {
  attachOrStart,
  type BackingServices,
  loadDev,
  prepareDatabase,
  startServices,
  writeAddresses,
} from '../backing-services';
import { type Config, loadConfig, type Stop, stopAll, stopOnce } from '../platform';
import type { CommandContext, Output } from './shared/context';
import { makeCommand } from './shared/make-command';
import { stopOnSignal } from './shared/stop-on-signal';

export const startCommand = (context: CommandContext) =>
  makeCommand('start', context, {
    summary: 'Start the service',
    details:
      'Without addresses it starts its own PostgreSQL, Redis and payment provider in the data folder, and fills an empty ' +
      'database with demo data. The first SIGINT, SIGTERM or SIGHUP stops it in order, the second one at once.',
    examples: [
      'frontrow start',
      'PORT=8080 DEMO_DATA=off frontrow start',
      'DATABASE_URL=postgres://… REDIS_URL=redis://… HOST=0.0.0.0 frontrow start',
    ],
  })
    .addOption(new Option('--attach', 'Use the servers of the Frontrow that runs in this data folder').hideHelp())
    .action(({ attach }) => {
      const config = loadConfig(context.environment);
      const { progress } = context.output;
      return serve(config, context.output, attach ? attachOrStart(config, progress) : startServices(config, progress));
    });

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
    const data = services.databaseIsOurs ? `data in ${resolve(config.DATA_DIR)}` : 'data at the given addresses';
    progress(`Frontrow is ready: ${app.url}/graphql (the API and, in a browser, the playground), ${data}`);
    if (config.CLIENT) progress(`The shop: ${app.url}/`);
    // Only `frontrow dev` starts this process with a channel. It is ended together with its parent.
    process.send?.({ kind: 'Ready', url: app.url });
    if (process.send !== undefined) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  } catch (error) {
    // The first error is the cause; those of the stop follow from it.
    await stop().catch(() => undefined);
    throw error;
  }
}

/** The demo data is complete before the app is ready: a client that waits for `/readyz` finds every show with its seats. */
async function open(services: BackingServices, stops: Stop[], progress: Output['progress']): Promise<App> {
  const { config, databaseIsOurs } = services;
  await prepareDatabase({ url: config.DATABASE_URL, isOurs: databaseIsOurs }, progress);
  const loadsDemoData = databaseIsOurs && config.DEMO_DATA;
  const app = await openApp(config, loadsDemoData ? { notReadyUntilReleased: 'The demo data is being loaded' } : {});
  stops.push(app.close);
  services.registerWebhook(app.url);
  if (services.ownsDataDir) stops.push(await writeAddresses(config));
  if (loadsDemoData) await loadDev(config, 'The demo data').seedEmpty(app, progress);
  app.becomeReady();
  return app;
}
