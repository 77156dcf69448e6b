import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FormParams } from './form-params';
import type { KeptAnswer } from './journal';
import { invalid, RequestRefused, type StripeRefusal } from './stripe-refusal';

const KEY_LETTERS_MAX = 255;

export function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > KEY_LETTERS_MAX)
    throw new RequestRefused(invalid(`Idempotency keys have at most ${KEY_LETTERS_MAX} letters.`));
  return key;
}

/** Equal for equal parameters, in whatever order they came. */
export function fingerprintOf(params: FormParams): string {
  const sorted = [...params].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}

export function refuseOtherUse(kept: KeptAnswer, request: FastifyRequest, params: FormParams): void {
  const error = (message: string) => new RequestRefused({ status: 400, type: 'idempotency_error', message });
  const advice = `Try using a key other than '${kept.key}' if you meant to execute a different request.`;
  if (kept.path !== request.url)
    throw error(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${kept.path}' vs '${request.url}'). ${advice}`,
    );
  if (kept.fingerprint !== fingerprintOf(params))
    throw error(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. ${advice}`,
    );
}

export const keyInUse = (key: string): StripeRefusal => ({
  status: 409,
  type: 'idempotency_error',
  code: 'idempotency_key_in_use',
  message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
});
