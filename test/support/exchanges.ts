import { randomUUID } from 'node:crypto';
import type { MadeShow } from './factories/shows';
import { graphql, type ResultOf } from './graphql';
import type { Api } from './graphql-client';
import { ticketIdsOf } from './returns';

const QUOTE = graphql(`mutation ($input: QuoteExchangeInput!) { quoteExchange(input: $input) {
  __typename
  ... on Problem { message }
  ... on HoldLimitReached { seatsPerBuyerMax }
  ... on SeatsUnavailable { seats { index status } }
  ... on ExchangeQuote {
    id expiresAt rule paid { amountMinor currency } price { amountMinor } due { amountMinor } refund { amountMinor }
    tickets { id status } hold { id status seats { index } } } } }`);
const COMMIT = graphql(`mutation ($input: CommitExchangeInput!) { commitExchange(input: $input) {
  __typename
  ... on Problem { message }
  ... on PaymentActionRequired { clientSecret order { id } }
  ... on PaymentDeclined { declineCode hold { status } }
  ... on CommitExchangePayload {
    order { id status total { amountMinor } items { seat { index } } tickets { id status } }
    oldOrder { id status items { seat { index } } } } } }`);
const CREDITED = graphql(`query ($id: ID!) { order(id: $id) { status items { seat { index } }
  returns { status kept { amountMinor } returned { amountMinor } credited { amountMinor } exchangedFor { id } items { seat { index } } } } }`);

export type ExchangeQuoteAnswer = ResultOf<typeof QUOTE>['quoteExchange'];
export type ExchangeQuoteView = Extract<ExchangeQuoteAnswer, { __typename: 'ExchangeQuote' }>;
export type ExchangeAnswer = ResultOf<typeof COMMIT>['commitExchange'];

export interface ExchangeWish {
  readonly orderId: string;
  readonly show: MadeShow;
  /** Of the tickets of the order, by their places in its list; all of the order's tickets where left out. */
  readonly places?: readonly number[];
  readonly ticketIds?: readonly string[];
  /** New seats by number, or so many of the best. */
  readonly seats: readonly number[] | { readonly quantity: number; readonly zones?: string[] };
}

export async function quoteExchange(api: Api, wish: ExchangeWish, token: string): Promise<ExchangeQuoteAnswer> {
  const { orderId, show, places = [0], seats } = wish;
  const ticketIds = [...(wish.ticketIds ?? (await ticketIdsOf(api, orderId, token, ...places)))];
  const wanted = 'quantity' in seats ? { best: seats } : { seatIds: show.seats(...seats) };
  return (await api.ask(QUOTE, { input: { orderId, ticketIds, showId: show.id, ...wanted } }, token)).quoteExchange;
}

export async function quotedExchange(api: Api, wish: ExchangeWish, token: string): Promise<ExchangeQuoteView> {
  const answer = await quoteExchange(api, wish, token);
  if (answer.__typename !== 'ExchangeQuote') throw new Error(`No quote: ${JSON.stringify(answer)}`);
  return answer;
}

export async function commitExchange(
  api: Api,
  quoteId: string,
  token: string,
  { paymentMethod = 'pm_card_visa' as string | null, idempotencyKey = randomUUID() as string } = {},
): Promise<ExchangeAnswer> {
  return (await api.ask(COMMIT, { input: { quoteId, paymentMethod, idempotencyKey } }, token)).commitExchange;
}

/** Exchanges, and returns the id of the new order. */
export async function exchange(api: Api, wish: ExchangeWish, token: string): Promise<string> {
  const quote = await quotedExchange(api, wish, token);
  const answer = await commitExchange(api, quote.id, token);
  if (answer.__typename !== 'CommitExchangePayload') throw new Error(`Not exchanged: ${JSON.stringify(answer)}`);
  if (answer.order.status !== 'CONFIRMED') throw new Error(`The exchange is ${answer.order.status}`);
  return answer.order.id;
}

export async function readCredited(api: Api, orderId: string, token: string) {
  const { order } = await api.ask(CREDITED, { id: orderId }, token);
  if (order === null) throw new Error(`There is no order ${orderId}`);
  return order;
}
