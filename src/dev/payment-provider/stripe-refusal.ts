import type { CardFailure } from './stripe-objects';

/** A refusal in Stripe's shape: an HTTP status and what stands under `error` in the body. */
export interface StripeRefusal {
  readonly status: number;
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly code?: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly param?: string;
  readonly charge?: string;
}

/** Ends a request before it had any effect. Not kept under its idempotency key: the same request may come again. */
export class RequestRefused extends Error {
  constructor(readonly refusal: StripeRefusal) {
    super(refusal.message);
  }
}

type Details = Pick<StripeRefusal, 'code' | 'param'>;

export const invalid = (message: string, details: Details = {}): StripeRefusal => ({
  status: 400,
  type: 'invalid_request_error',
  message,
  ...details,
});

export const missing = (object: string, id: string, param = 'id'): StripeRefusal => ({
  status: 404,
  type: 'invalid_request_error',
  code: 'resource_missing',
  message: `No such ${object}: '${id}'`,
  param,
});

export const declined = (failure: CardFailure): StripeRefusal => ({
  status: 402,
  type: 'card_error',
  code: failure.code,
  message: failure.message,
  ...(failure.declineCode === undefined ? {} : { declineCode: failure.declineCode }),
  ...(failure.charge === undefined ? {} : { charge: failure.charge }),
});
