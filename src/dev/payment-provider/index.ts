/**
 * The local payment provider: an HTTP server that speaks the part of Stripe's API that takes and returns money, to
 * Stripe's own SDK. For the default start and for tests; it refuses to start in production mode.
 *
 * As at Stripe: payment intents with manual or automatic confirmation, refunds, disputes, the limits of each currency,
 * idempotency keys, errors, signed webhooks with retries, and Stripe's test tokens. Its ledger is a journal that is
 * written before any answer, so that a killed process forgets nothing.
 *
 * Beside `/v1`, the admin routes under `/local` offer what only a simulator can:
 * - `GET /local/ledger`: every charge and refund, and the balance of each currency
 * - `POST /local/faults`: injects a fault (`faults.ts`); `GET` lists them; `DELETE` (`/:id`) withdraws them
 * - `PUT /local/webhook` `{ url, secret }`: where events are sent
 * - `GET /local/deliveries`: the deliveries of events; `POST /local/deliveries/:eventId` delivers one once more
 * - `GET /local/authentication/:clientSecret`: the bank's page of a 3-D Secure payment; `POST` `{ outcome }` with
 *   `complete` or `fail` presses its button, and `?return_url=` is where the page sends the buyer afterwards
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { StartRefused } from '../start-refused';
import { serveAdminRoutes } from './admin-routes';
import { serveApi } from './api';
import { Faults } from './faults';
import { parseForm } from './form-params';
import { Journal } from './journal';
import type { OperationResult } from './operation-result';
import { settleRefund } from './refunds';
import type { Refund } from './stripe-objects';
import type { Shapes } from './stripe-shapes';
import { Webhooks } from './webhooks';

export type { Balance, MoneyLedger } from './admin-routes';
export type { FaultRequest, Operation } from './faults';
export { testCardTokens } from './test-cards';
export type { Delivery } from './webhooks';

export interface PaymentProviderOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** The folder of the journal. Without it everything is forgotten when the server stops. */
  readonly dataDir?: string;
  readonly webhookSecret: string;
  /** Where events are sent. May be set later, by `registerWebhook`: events wait for it. */
  readonly webhookUrl?: string;
  /** The pause before a webhook is tried again; it doubles each time. */
  readonly webhookRetryMs?: number;
  /** How long after a refund it changes with the cards `pm_card_pendingRefund` and `pm_card_refundFail`. */
  readonly refundSettleMs?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface LocalPaymentProvider {
  /** Such as `http://127.0.0.1:12111`: what `STRIPE_API_URL` takes. */
  readonly url: string;
  registerWebhook(url: string): void;
  stop(): Promise<void>;
}

const BODY_BYTES_MAX = 64 * 1024;

/** @throws where `NODE_ENV` is `production`: no real ticket may be paid for here. */
export async function startPaymentProvider(options: PaymentProviderOptions): Promise<LocalPaymentProvider> {
  const { environment = process.env, webhookSecret, webhookRetryMs = 500, refundSettleMs = 2000 } = options;
  if (environment.NODE_ENV === 'production')
    throw new StartRefused(
      'The local payment provider does not start in production: set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.',
    );
  const ownFolder = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'payment-provider-')) : null;
  const journal = new Journal(options.dataDir ?? ownFolder ?? '');
  const faults = new Faults();
  const stopping = new AbortController();
  const settling = new Set<NodeJS.Timeout>();
  let url = '';
  const shapes: Shapes = {
    authenticationUrl: (intent) => `${url}/local/authentication/${intent.clientSecret}`,
    charge: (id) => journal.charges.get(id),
  };
  const webhooks = new Webhooks(journal, faults, shapes, webhookRetryMs);

  /** With some test cards a refund changes only after a moment. */
  function settleLater(refund: Refund): void {
    const charge = journal.charges.get(refund.charge);
    if (charge === undefined || settleRefund(refund, charge) === null) return;
    const timer = setTimeout(() => {
      settling.delete(timer);
      // Both may have changed meanwhile.
      const [refundNow, chargeNow] = [journal.refunds.get(refund.id), journal.charges.get(charge.id)];
      const change = refundNow && chargeNow ? settleRefund(refundNow, chargeNow) : null;
      if (change === null) return;
      journal.record(change);
      webhooks.nudge();
    }, refundSettleMs);
    settling.add(timer);
  }
  function changed({ answer }: OperationResult): void {
    if (answer.object === 'refund') settleLater(answer);
    webhooks.nudge();
  }

  const http = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  http.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => parseForm(body),
  );
  await http.register((api, _options, done) => {
    serveApi(api, { journal, faults, shapes, changed, stopping: stopping.signal });
    done();
  });
  await http.register((admin, _options, done) => {
    serveAdminRoutes(admin, { journal, faults, webhooks, changed });
    done();
  });
  url = await http.listen({ host: '127.0.0.1', port: options.port ?? 0 });

  for (const refund of journal.refunds) settleLater(refund);
  const registerWebhook = (webhookUrl: string) => webhooks.register({ url: webhookUrl, secret: webhookSecret });
  if (options.webhookUrl !== undefined) registerWebhook(options.webhookUrl);

  let stopped: Promise<void> | undefined;
  return {
    url,
    registerWebhook,
    stop: () => {
      stopped ??= (async () => {
        stopping.abort();
        for (const timer of settling) clearTimeout(timer);
        await webhooks.stop();
        await http.close();
        journal.close();
        if (ownFolder !== null) await rm(ownFolder, { recursive: true });
      })();
      return stopped;
    },
  };
}
