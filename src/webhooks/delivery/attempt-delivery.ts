import type { WebhooksContext } from '../context';
import { eventBody } from '../log/event';
import { checkTarget } from './check-target';
import { type AttemptResult, messageIdOf, type Sending, type Try, testBody } from './delivery';
import { nextAttemptAt, secondsOfRetryAfter } from './retry-schedule';
import { type Answer, ATTEMPT_MS_MAX, type RequestSender, storable } from './send-request';

const GONE = 410;

/** Sends an event to an endpoint, once. Never rejects: whatever happens is a result. */
export async function attemptDelivery(
  context: WebhooksContext,
  sender: RequestSender,
  { endpoint, claimed }: Sending,
): Promise<AttemptResult> {
  const { clock, targets, keys, attemptCount, atCrashPoint } = context;
  const now = clock.now();
  const startedMs = performance.now();
  const body = claimed.event === null ? testBody(claimed) : eventBody(claimed.event);
  const id = messageIdOf({
    ...{ endpointId: claimed.endpointId, id: claimed.id },
    ...{ showId: claimed.event?.showId ?? null, sequence: claimed.event?.sequence ?? null },
  });
  const timestamp = Math.floor(now.getTime() / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Frontrow-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys.sign(endpoint, { id, timestamp, body }),
  };
  let answer: Answer;
  try {
    const signal = AbortSignal.timeout(ATTEMPT_MS_MAX);
    const checked = await within(signal, checkTarget(endpoint.url, targets));
    if (checked.kind !== 'Target') return failed({ error: checked.message });
    atCrashPoint('webhook claimed');
    answer = await sender.post(checked.target, headers, body, signal);
  } catch (error) {
    return failed({ error: sentenceOf(error) });
  }
  atCrashPoint('webhook answered');
  const { status, text, retryAfter } = answer;
  if (status >= 200 && status < 300) {
    attemptCount.inc({ outcome: 'delivered' });
    return { kind: 'Delivered', tried: tried({ status, answer: text }) };
  }
  if (status === GONE) {
    attemptCount.inc({ outcome: 'gone' });
    return { kind: 'Gone', tried: tried({ status, answer: text }) };
  }
  return failed({ status, answer: text }, secondsOfRetryAfter(retryAfter, clock.now()));

  function tried(how: Partial<Try>): Try {
    const ms = Math.round(performance.now() - startedMs);
    return { at: now.toISOString(), status: null, ms, error: null, answer: null, ...how };
  }

  function failed(how: Partial<Try>, retryAfterSeconds: number | null = null): AttemptResult {
    const at = nextAttemptAt(claimed.attempts, clock.now(), retryAfterSeconds);
    // The owner looks at the answer of a test; a repeat would only surprise.
    if (at === null || claimed.event === null) {
      attemptCount.inc({ outcome: 'failed' });
      return { kind: 'Failed', tried: tried(how) };
    }
    attemptCount.inc({ outcome: 'retried' });
    return { kind: 'RetryAt', at, tried: tried(how) };
  }
}

/** Rejects when the signal comes before the work ends. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Why there was no answer, in words for the owner of the endpoint. */
function sentenceOf(error: unknown): string {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return `No answer within ${ATTEMPT_MS_MAX / 1000} seconds.`;
  switch (code) {
    case 'ECONNREFUSED':
      return 'The connection was refused.';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The connection was closed without an answer.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'The host cannot be reached.';
  }
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code)) return `The certificate was not accepted (${code}).`;
  return `No answer: ${code || storable(message)}`;
}
