import { openApp } from '../app';
import { attachOrStart, loadDev, prepareDatabase } from '../backing-services';
import { loadConfig, newId, type Stop, stopAll } from '../platform';
import type { CommandContext } from './shared/context';
import { makeCommand } from './shared/make-command';

export const seedCommand = (context: CommandContext) =>
  makeCommand('seed', context, {
    summary: 'Load another set of demo shows',
    details:
      'Adds shows to the demo events and changes nothing else. Works with or without a running service. ' +
      'Refused if NODE_ENV is production.',
    examples: ['frontrow seed', 'DATABASE_URL=postgres://… REDIS_URL=redis://… frontrow seed'],
  }).action(async () => {
    const { progress } = context.output;
    const config = loadConfig(context.environment);
    const { seedDemo } = loadDev(config, 'The demo data');
    const stops: Stop[] = [];
    try {
      const services = await attachOrStart(config, progress);
      stops.push(services.stop);
      await prepareDatabase({ url: services.config.DATABASE_URL, isOurs: services.databaseIsOurs }, progress);
      const app = await openApp({ ...services.config, PORT: 0, SHUTDOWN_GRACE_SECONDS: 0 });
      stops.push(app.close);
      await seedDemo(app, newId(), progress);
    } finally {
      await stopAll(stops);
    }
  });
