import { randomUUID } from 'node:crypto';
import { type App, openApp } from '../../../src/app';
import { loadConfig, newId } from '../../../src/platform';
import { fail, serveCommands } from '../support/serve-commands';

export interface CallersOrder {
  readonly showId: string;
  readonly callers: number;
}

/** How the calls ended, and how many claims those with seats took. */
export interface CallersAnswer {
  readonly kinds: Readonly<Record<string, number>>;
  readonly claims: readonly number[];
  readonly seconds: number;
}

/** One process of the service, whose callers all ask at once. */
async function main(): Promise<void> {
  const { DATABASE_URL = '', REDIS_URL = '' } = process.env;
  const payments = { STRIPE_SECRET_KEY: 'sk_test_none', STRIPE_WEBHOOK_SECRET: 'whsec_none' };
  const app = await openApp({ ...loadConfig(process.env), ...payments, DATABASE_URL, REDIS_URL });
  serveCommands<CallersOrder>({}, (order) => ask(app, order));
}

async function ask(app: App, { showId, callers }: CallersOrder): Promise<CallersAnswer> {
  const beganMs = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: callers }, (_, caller) =>
      app.modules.inventory.holdBestSeats({
        showId,
        buyerId: newId(),
        quantity: 1 + (caller % 4),
        together: 'PREFERRED',
        wheelchairPlaces: 0,
        companions: 0,
        obstructedView: false,
        idempotencyKey: randomUUID(),
      }),
    ),
  );
  const kinds: Record<string, number> = {};
  for (const { kind } of outcomes) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const claims = outcomes.flatMap((outcome) => (outcome.kind === 'HoldBestSeatsPayload' ? [outcome.claims] : []));
  return { kinds, claims, seconds: (performance.now() - beganMs) / 1000 };
}

main().catch(fail);
