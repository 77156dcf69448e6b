import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiFault, Faults, InjectedFault, Operation } from './faults';
import { allow, type FormParams, list, parseForm, requiredText, text } from './form-params';
import { fingerprintOf, keyInUse, keyOf, refuseOtherUse } from './idempotency-keys';
import type { Journal, KeptAnswer } from './journal';
import { filter, limitOf, PAGE, pageOf } from './lists';
import type { OperationResult } from './operation-result';
import { cancelIntent, confirmIntent, createIntent } from './payment-intents';
import { createRefund } from './refunds';
import { parseSearchQuery } from './search-query';
import { makeId, type PaymentIntent, type StripeObject } from './stripe-objects';
import { missing, RequestRefused, type StripeRefusal } from './stripe-refusal';
import { API_VERSION, type Shapes, shapeOf, shapeOfEvent, shapeOfRefusal } from './stripe-shapes';

export interface ApiContext {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly shapes: Shapes;
  /** Called after each operation, when its events wait in the journal. */
  readonly changed: (change: OperationResult) => void;
  /** Ends waits when the server stops. */
  readonly stopping: AbortSignal;
}

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** The part of Stripe's API that a merchant's server needs to take and return money, under `/v1`. */
export function serveApi(http: FastifyInstance, { journal, faults, shapes, changed, stopping }: ApiContext): void {
  const keysInProgress = new Set<string>();

  http.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'request-id': makeId('req'), 'stripe-version': API_VERSION });
    const refusal = refusalOfKey(request.headers.authorization);
    return refusal === null ? undefined : sendRefusal(reply, refusal);
  });

  http.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof RequestRefused) return sendRefusal(reply, error.refusal);
    const message = error instanceof Error ? error.message : String(error);
    return sendRefusal(reply, { status: 500, type: 'api_error', message });
  });

  http.setNotFoundHandler(async (request, reply) =>
    sendRefusal(reply, {
      status: 404,
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.url}). The local provider speaks only a part of the API.`,
    }),
  );

  async function sendRefusal(reply: FastifyReply, refusal: StripeRefusal, about: StripeObject | null = null) {
    return reply.code(refusal.status).send(shapeOfRefusal(refusal, about, shapes));
  }

  function intentOf(id: string, param?: string): PaymentIntent {
    const intent = journal.intents.get(id);
    if (intent === undefined) throw new RequestRefused(missing('payment_intent', id, param));
    return intent;
  }

  /** A request that changes something: once for each idempotency key, however often it comes. */
  function onPost(
    operation: Operation,
    path: string,
    decide: (params: FormParams, id: string) => OperationResult,
  ): void {
    http.post(path, async (request: WithId, reply) => {
      // The parser makes form parameters of every body.
      const params = (request.body ?? new Map()) as FormParams;
      const key = keyOf(request);
      const injected = faults.forRequest(operation);
      const kept = key === null ? undefined : journal.answerTo(key);
      if (kept !== undefined) {
        refuseOtherUse(kept, request, params);
        if (await applyFault(injected, 'before-effect', reply)) return reply;
        if (await applyFault(injected, 'after-effect', reply)) return reply;
        reply.headers({
          'idempotency-key': kept.key,
          'original-request': kept.requestId,
          'idempotent-replayed': 'true',
        });
        return sendAnswer(reply, kept.about, kept.refusal, list(params, 'expand'));
      }
      if (key !== null && keysInProgress.has(key)) return sendRefusal(reply, keyInUse(key));
      if (key !== null) keysInProgress.add(key);
      try {
        if (await applyFault(injected, 'before-effect', reply)) return reply;
        const change = decide(params, request.params.id);
        const requestId = String(reply.getHeader('request-id'));
        const failure = lyingFailure(injected);
        const refusal = failure ?? change.refusal;
        const answer: Omit<KeptAnswer, 'key'> = {
          fingerprint: fingerprintOf(params),
          path: request.url,
          requestId,
          at: Math.floor(Date.now() / 1000),
          about: failure === null ? change.answer : null,
          ...(refusal === undefined ? {} : { refusal }),
        };
        journal.record(change, { id: requestId, idempotencyKey: key }, key === null ? undefined : { key, ...answer });
        changed(change);
        if (await applyFault(injected, 'after-effect', reply)) return reply;
        if (key !== null) reply.header('idempotency-key', key);
        return sendAnswer(reply, answer.about, refusal, list(params, 'expand'));
      } finally {
        if (key !== null) keysInProgress.delete(key);
      }
    });
  }

  function onGet(operation: Operation, path: string, read: (params: FormParams, id: string) => object): void {
    http.get(path, async (request: WithId, reply) => {
      const injected = faults.forRequest(operation);
      if (await applyFault(injected, 'before-effect', reply)) return reply;
      const answer = read(parseForm(request.url.split('?', 2)[1] ?? ''), request.params.id);
      if (await applyFault(injected, 'after-effect', reply)) return reply;
      return reply.send(answer);
    });
  }

  /** Applies a fault at its moment. True where the request has ended with it. */
  async function applyFault(
    injected: InjectedFault<ApiFault> | null,
    when: ApiFault['when'],
    reply: FastifyReply,
  ): Promise<boolean> {
    if (injected === null || injected.fault.when !== when) return false;
    const { fault } = injected;
    switch (fault.kind) {
      case 'slow':
        await injected.wait(fault.ms, stopping);
        return false;
      case 'cut':
        reply.hijack();
        reply.raw.destroy();
        return true;
      case 'error':
        // After the effect the error is the answer itself, and kept: see `lyingFailure`.
        if (when === 'after-effect') return false;
        await sendRefusal(reply, failureOf(fault.status));
        return true;
    }
  }

  async function sendAnswer(
    reply: FastifyReply,
    about: StripeObject | null,
    refusal: StripeRefusal | undefined,
    expand: readonly string[],
  ) {
    if (refusal !== undefined) return sendRefusal(reply, refusal, about);
    return reply.send(about === null ? {} : shapeOf(about, shapes, expand));
  }

  onPost('payment_intents.create', '/v1/payment_intents', (params) => createIntent(params));
  onPost('payment_intents.confirm', '/v1/payment_intents/:id/confirm', (params, id) =>
    confirmIntent(intentOf(id), params),
  );
  onPost('payment_intents.cancel', '/v1/payment_intents/:id/cancel', (params, id) =>
    cancelIntent(intentOf(id), params),
  );
  onPost('refunds.create', '/v1/refunds', (params) => {
    const intent = intentOf(requiredText(params, 'payment_intent'), 'payment_intent');
    return createRefund(intent, journal.charges.get(intent.latestCharge ?? ''), params);
  });

  onGet('payment_intents.list', '/v1/payment_intents', (params) => {
    allow(params, ...PAGE, 'expand');
    const expand = list(params, 'expand').map((path) => path.replace(/^data\./, ''));
    return pageOf(params, '/v1/payment_intents', journal.intents.newestFirst(startOf(params, 'intents')), (intent) =>
      shapeOf(intent, shapes, expand),
    );
  });
  onGet('payment_intents.search', '/v1/payment_intents/search', (params) => {
    allow(params, 'query', 'limit', 'page', 'expand');
    const matches = parseSearchQuery(requiredText(params, 'query'));
    const limit = limitOf(params);
    const found: object[] = [];
    for (const intent of journal.intents.newestFirst()) {
      if (matches(intent)) found.push(shapeOf(intent, shapes));
      if (found.length === limit) break;
    }
    return {
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: false,
      next_page: null,
      data: found,
    };
  });
  onGet('payment_intents.retrieve', '/v1/payment_intents/:id', (params, id) => {
    allow(params, 'expand', 'client_secret');
    return shapeOf(intentOf(id), shapes, list(params, 'expand'));
  });
  onGet('refunds.list', '/v1/refunds', (params) => {
    allow(params, ...PAGE, 'payment_intent', 'expand');
    const intent = text(params, 'payment_intent');
    const refunds = filter(
      journal.refunds.newestFirst(startOf(params, 'refunds')),
      (refund) => intent === null || refund.paymentIntent === intent,
    );
    return pageOf(params, '/v1/refunds', refunds, (refund) => shapeOf(refund, shapes));
  });
  onGet('refunds.retrieve', '/v1/refunds/:id', (params, id) => {
    allow(params, 'expand');
    const refund = journal.refunds.get(id);
    if (refund === undefined) throw new RequestRefused(missing('refund', id));
    return shapeOf(refund, shapes);
  });
  onGet('events.list', '/v1/events', (params) => {
    allow(params, ...PAGE, 'type');
    const type = text(params, 'type');
    const events = filter(
      journal.events.newestFirst(startOf(params, 'events')),
      (event) => type === null || event.type === type,
    );
    return pageOf(params, '/v1/events', events, (event) => shapeOfEvent(event, shapes));
  });
  onGet('events.retrieve', '/v1/events/:id', (_form, id) => {
    const event = journal.events.get(id);
    if (event === undefined) throw new RequestRefused(missing('event', id));
    return shapeOfEvent(event, shapes);
  });

  function startOf(params: FormParams, collection: 'intents' | 'refunds' | 'events'): string | undefined {
    const after = text(params, 'starting_after');
    if (after !== null && journal[collection].get(after) === undefined)
      throw new RequestRefused(missing('object', after, 'starting_after'));
    return after ?? undefined;
  }
}

/** Null for a test key. A live key means that somebody expects money to move. */
function refusalOfKey(authorization: string | undefined): StripeRefusal | null {
  const key = authorization?.startsWith('Bearer ') === true ? authorization.slice('Bearer '.length) : '';
  if (/^[sr]k_test_\w+$/.test(key)) return null;
  const message = /^[sr]k_live_/.test(key)
    ? 'This is a local provider for tests, and the key is a live one: no money moves here.'
    : 'Invalid API Key provided: the local provider takes a key that begins with sk_test_.';
  return { status: 401, type: 'invalid_request_error', message };
}

const failureOf = (status: number): StripeRefusal =>
  status === 429
    ? { status, type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' }
    : { status, type: 'api_error', message: 'An unknown error occurred.' };

/** The error that hides an effect which is there, where that was asked for. */
function lyingFailure(injected: InjectedFault<ApiFault> | null): StripeRefusal | null {
  const fault = injected?.fault;
  return fault?.kind === 'error' && fault.when === 'after-effect' ? failureOf(fault.status) : null;
}
