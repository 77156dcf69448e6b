import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Faults, faultSchema } from './faults';
import type { FormParams } from './form-params';
import type { Journal } from './journal';
import type { OperationResult } from './operation-result';
import { authenticateIntent } from './payment-intents';
import type { PaymentIntent } from './stripe-objects';
import type { Webhooks } from './webhooks';

export interface AdminRoutesContext {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly changed: (change: OperationResult) => void;
}

/** The sums of one currency, in Stripe's units. */
export interface Balance {
  readonly charged: number;
  readonly refunded: number;
  readonly net: number;
}

/** The money as the provider sees it: a merchant's own ledger must agree with it. */
export interface MoneyLedger {
  readonly charges: readonly {
    readonly id: string;
    readonly paymentIntent: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly amount: number;
    readonly amountRefunded: number;
    readonly currency: string;
    readonly status: 'succeeded' | 'failed';
  }[];
  readonly refunds: readonly {
    readonly id: string;
    readonly charge: string;
    readonly amount: number;
    readonly currency: string;
    readonly status: 'pending' | 'succeeded' | 'failed';
  }[];
  readonly balances: Readonly<Record<string, Balance>>;
}

const endpointSchema = z.object({ url: z.url(), secret: z.string().min(1) });
const outcomeSchema = z.object({ outcome: z.enum(['complete', 'fail']) });
/** Where the page sends the buyer afterwards, if the payment itself does not say it. */
const returnSchema = z.object({ return_url: z.url({ protocol: /^https?$/ }).optional() });

/** What Stripe does not have, under `/local`: the ledger, faults on request, the endpoint, the bank's page. */
export function serveAdminRoutes(
  http: FastifyInstance,
  { journal, faults, webhooks, changed }: AdminRoutesContext,
): void {
  http.setErrorHandler(async (error, _request, reply) => {
    const status = error instanceof z.ZodError ? 400 : 500;
    return reply.code(status).send({ error: error instanceof Error ? error.message : String(error) });
  });

  http.get('/local/ledger', async () => readLedger(journal));

  http.put('/local/webhook', async (request, reply) => {
    webhooks.register(endpointSchema.parse(request.body));
    return reply.code(204).send();
  });
  http.get('/local/deliveries', async () => webhooks.list());
  http.post<{ Params: { id: string } }>('/local/deliveries/:id', async (request) => ({
    taken: await webhooks.redeliver(request.params.id),
  }));

  http.get('/local/faults', async () => faults.list());
  http.post('/local/faults', async (request, reply) =>
    reply.code(201).send({ id: faults.ask(faultSchema.parse(request.body)) }),
  );
  http.delete<{ Params: { id?: string } }>('/local/faults/:id?', async (request, reply) => {
    faults.withdraw(request.params.id);
    return reply.code(204).send();
  });

  http.get<{ Params: { secret: string } }>('/local/authentication/:secret', async (request, reply) => {
    const intent = intentOfSecret(journal, request.params.secret);
    if (intent === undefined) return reply.code(404).type('text/html').send(page('<p>There is no such payment.</p>'));
    const { return_url } = returnSchema.parse(request.query);
    if (intent.status === 'requires_action') return reply.type('text/html').send(page(QUESTION));
    // Whoever comes here by the back button has nothing left to decide.
    return return_url === undefined ? reply.type('text/html').send(page(DONE)) : reply.redirect(return_url, 303);
  });
  http.post<{ Params: { secret: string } }>('/local/authentication/:secret', async (request, reply) => {
    const fromPage = request.body instanceof Map;
    // Form parameters of the page or JSON of a test: both name the outcome.
    const body = fromPage ? Object.fromEntries(request.body as FormParams) : request.body;
    const { outcome } = outcomeSchema.parse(body);
    const intent = intentOfSecret(journal, request.params.secret);
    if (intent === undefined) return reply.code(404).send({ error: 'There is no such payment' });
    const change = authenticateIntent(intent, outcome);
    if (change === null) return reply.code(409).send({ error: `The payment is ${intent.status}` });
    journal.record(change);
    changed(change);
    if (!fromPage) return { status: change.answer.object === 'payment_intent' ? change.answer.status : null };
    const returnUrl = intent.returnUrl ?? returnSchema.parse(request.query).return_url;
    return returnUrl === undefined ? reply.type('text/html').send(page(DONE)) : reply.redirect(returnUrl, 303);
  });
}

/** A client secret begins with the payment's id. */
function intentOfSecret(journal: Journal, secret: string): PaymentIntent | undefined {
  const intent = journal.intents.get(secret.split('_secret_', 1)[0] ?? '');
  return intent?.clientSecret === secret ? intent : undefined;
}

function readLedger(journal: Journal): MoneyLedger {
  const balances: Record<string, Balance> = {};
  for (const { status, currency, amount, amountRefunded } of journal.charges) {
    if (status !== 'succeeded') continue;
    const { charged, refunded } = balances[currency] ?? { charged: 0, refunded: 0 };
    const sums = { charged: charged + amount, refunded: refunded + amountRefunded };
    balances[currency] = { ...sums, net: sums.charged - sums.refunded };
  }
  return {
    charges: [...journal.charges].map(({ id, paymentIntent, metadata, amount, amountRefunded, currency, status }) => ({
      ...{ id, paymentIntent, metadata, amount, amountRefunded, currency, status },
    })),
    refunds: [...journal.refunds].map(({ id, charge, amount, currency, status }) => ({
      ...{ id, charge, amount, currency, status },
    })),
    balances,
  };
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Confirm the payment</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{font:1.05rem/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:1.6rem}form{display:flex;gap:.75rem;margin-top:1.5rem}
button{font:inherit;font-weight:600;flex:1;min-height:2.75rem;border:1px solid #17663a;border-radius:.5rem;background:#17663a;color:#fff;cursor:pointer}
button+button{background:transparent;color:inherit;border-color:#888}</style>
<main><h1>Confirm the payment</h1>${body}</main></html>`;
const QUESTION = `<p>This page takes the place of the buyer's bank. No money moves.</p><form method="post">
<button name="outcome" value="complete">Confirm</button> <button name="outcome" value="fail">Refuse</button></form>`;
const DONE = '<p>Nothing is left to do here. You may close this page.</p>';
