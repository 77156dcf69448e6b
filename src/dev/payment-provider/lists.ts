import { type FormParams, integer } from './form-params';
import { invalid, RequestRefused } from './stripe-refusal';

/** The parameters of each list. */
export const PAGE = ['limit', 'starting_after', 'created'];
const PAGE_MAX = 100;

export function limitOf(params: FormParams): number {
  const limit = integer(params, 'limit') ?? 10;
  if (limit < 1 || limit > PAGE_MAX)
    throw new RequestRefused(invalid(`Invalid limit: between 1 and ${PAGE_MAX}`, { param: 'limit' }));
  return limit;
}

/** One page of Stripe's lists, the newest first, within `created[gte]` and `created[lt]`. */
export function pageOf<T extends { readonly created: number }>(
  params: FormParams,
  url: string,
  newestFirst: Iterable<T>,
  shape: (item: T) => object,
): object {
  const limit = limitOf(params);
  const from = integer(params, 'created[gte]') ?? 0;
  const before = integer(params, 'created[lt]') ?? Number.MAX_SAFE_INTEGER;
  const page: object[] = [];
  let more = false;
  for (const item of newestFirst) {
    if (item.created < from) break;
    if (item.created >= before) continue;
    if (page.length === limit) {
      more = true;
      break;
    }
    page.push(shape(item));
  }
  return { object: 'list', url, has_more: more, data: page };
}

export function* filter<T>(items: Iterable<T>, keep: (item: T) => boolean): Generator<T> {
  for (const item of items) if (keep(item)) yield item;
}
