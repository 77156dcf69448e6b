/**
 * The service as a process that ends at a numbered line of the purchase, of a scan, of a mail, of a webhook or of the event log, by `kill -9`: nothing is closed, flushed or
 * told. The line is the first argument, `null` for none; the second is by how many seconds its clock is ahead.
 */
import 'reflect-metadata';
import { type AppConfig, openApp } from '../../src/app';
import { loadConfig } from '../../src/platform';
import { TestClock } from './test-clock';

const [line, aheadSeconds] = process.argv.slice(2);
const { DATABASE_URL = '', REDIS_URL = '', STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '' } = process.env;
const config: AppConfig = {
  ...loadConfig(process.env),
  ...{ DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET },
};
const clock = new TestClock();
clock.advanceSeconds(Number(aheadSeconds));

void openApp(config, {
  clock,
  // A test does not wait for half a minute until a message of a process that died is sent again.
  mail: { sweepMs: 50, leaseMs: 1500 },
  webhooks: { lookMs: 50, leaseMs: 1500 },
  eventLog: { lookMs: 50, leaseSeconds: 1 },
  atCrashPoint: (point) => {
    if (point === line) process.kill(process.pid, 'SIGKILL');
  },
}).then(({ url }) => console.log(`Frontrow is ready: ${url}/graphql`));
