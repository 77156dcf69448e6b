import { type App, openApp } from '../../../src/app';
import { loadConfig } from '../../../src/platform';

/** A whole API in a process of its own, which tells what it has used of the processor. */
export interface Reading {
  readonly cpuMs: number;
}

/** What the parent asks: a reading, or so many seat messages of a show, one after the other. */
export type ServerOrder = { readonly read: true } | { readonly seatMessages: number; readonly showId: string };

const { DATABASE_URL = '', REDIS_URL = '' } = process.env;

async function obey({ rooms: { inventory } }: App, order: ServerOrder): Promise<Reading> {
  if ('seatMessages' in order) {
    for (let version = 1; version <= order.seatMessages; version += 1) {
      // About as long as the message of a position.
      await inventory.seatTopic.append(order.showId, [[10_000, 'H', version]]);
    }
  }
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000 };
}

async function main(): Promise<void> {
  // Nobody buys anything here.
  const payments = { STRIPE_SECRET_KEY: 'sk_test_none', STRIPE_WEBHOOK_SECRET: 'whsec_none' };
  const app = await openApp({ ...loadConfig(process.env), ...payments, DATABASE_URL, REDIS_URL });
  process.on('message', (order: ServerOrder) => {
    void obey(app, order).then((reading) => process.send?.(reading));
  });
  process.send?.({ port: Number(new URL(app.url).port) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
