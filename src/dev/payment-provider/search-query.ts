import type { PaymentIntent } from './stripe-objects';
import { invalid, RequestRefused } from './stripe-refusal';

type Test = (intent: PaymentIntent) => boolean;

const CLAUSE = /^(?:(status)|metadata\[(["'])((?:(?!\2).)+)\2\])\s*:\s*(["'])((?:(?!\4).)*)\4$/;

/**
 * The part of Stripe's search language that finds payments of an order: `metadata['order_id']:'…'` and
 * `status:'succeeded'`, joined by `AND`.
 */
export function parseSearchQuery(query: string): Test {
  const tests = query.split(/\s+AND\s+/).map((clause): Test => {
    const [, field, , key, , value] = CLAUSE.exec(clause.trim()) ?? [];
    if (field === 'status') return (intent) => intent.status === value;
    if (key !== undefined) return (intent) => intent.metadata[key] === value;
    throw new RequestRefused(invalid(`We were unable to parse your search query: ${clause}`, { param: 'query' }));
  });
  return (intent) => tests.every((test) => test(intent));
}
