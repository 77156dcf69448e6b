import { openApp } from '../../../src/app';
import { loadConfig } from '../../../src/platform';
import { type ReadingOrder, takeReading } from './reading';
import { fail, serveCommands } from './serve-commands';

/** A whole API in a process of its own, which reports what it has used. */
async function main(): Promise<void> {
  const { DATABASE_URL = '', REDIS_URL = '' } = process.env;
  // Nobody buys anything here.
  const payments = { STRIPE_SECRET_KEY: 'sk_test_none', STRIPE_WEBHOOK_SECRET: 'whsec_none' };
  const app = await openApp({ ...loadConfig(process.env), ...payments, DATABASE_URL, REDIS_URL });
  serveCommands<ReadingOrder>({ port: Number(new URL(app.url).port) }, takeReading);
}

main().catch(fail);
