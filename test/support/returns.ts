import { randomUUID } from 'node:crypto';
import { graphql, type ResultOf, type VariablesOf } from './graphql';
import type { Api } from './graphql-client';
import { ticketsOf } from './tickets';

const quoteFields = graphql(`fragment QuoteFields on ReturnQuote {
  id expiresAt policy total { amountMinor currency }
  lines { ticket { id status } paid { amountMinor } kept { amountMinor } returned { amountMinor } }
}`);
const QUOTE = graphql(
  `mutation ($input: QuoteReturnInput!) { quoteReturn(input: $input) {
    __typename ... on Problem { message } ... on ReturnQuote { ...QuoteFields } } }`,
  [quoteFields],
);
const COMMIT = graphql(
  `mutation ($input: CommitReturnInput!) { commitReturn(input: $input) {
    __typename
    ... on Problem { message }
    ... on QuoteOutdated { quote { ...QuoteFields } }
    ... on CommitReturnPayload { returned { amountMinor currency } order { id status total { amountMinor } items { seat { index } } returns { status } } }
  } }`,
  [quoteFields],
);
const RETURNS = graphql(`query ($id: ID!) { order(id: $id) {
  status items { seat { index } } tickets { id status }
  returns { id status kept { amountMinor } returned { amountMinor } items { seat { index } price { amountMinor } } } } }`);

export type QuoteAnswer = ResultOf<typeof QUOTE>['quoteReturn'];
export type Quote = Extract<QuoteAnswer, { __typename: 'ReturnQuote' }>;
export type CommitAnswer = ResultOf<typeof COMMIT>['commitReturn'];
type Override = VariablesOf<typeof QUOTE>['input']['override'];

/** Of the tickets of an order those at these places of the list, as the API has them now. */
export async function ticketIdsOf(api: Api, orderId: string, token: string, ...places: number[]): Promise<string[]> {
  const tickets = await ticketsOf(api, orderId, token);
  return places.map((place) => tickets[place]?.id ?? `no ticket at ${place}`);
}

export async function quoteReturn(
  api: Api,
  {
    orderId,
    ticketIds,
    override,
  }: { readonly orderId: string; readonly ticketIds: readonly string[]; readonly override?: Override },
  token: string,
): Promise<QuoteAnswer> {
  return (await api.ask(QUOTE, { input: { orderId, ticketIds: [...ticketIds], override: override ?? null } }, token))
    .quoteReturn;
}

/** A quote of the tickets at these places of the order's list. */
export async function quoted(api: Api, orderId: string, token: string, ...places: number[]): Promise<Quote> {
  const ticketIds = await ticketIdsOf(api, orderId, token, ...places);
  const answer = await quoteReturn(api, { orderId, ticketIds }, token);
  if (answer.__typename !== 'ReturnQuote') throw new Error(`No quote: ${JSON.stringify(answer)}`);
  return answer;
}

export async function commitReturn(
  api: Api,
  quoteId: string,
  token: string,
  idempotencyKey: string = randomUUID(),
): Promise<CommitAnswer> {
  return (await api.ask(COMMIT, { input: { quoteId, idempotencyKey } }, token)).commitReturn;
}

export async function readReturns(api: Api, orderId: string, token: string) {
  const { order } = await api.ask(RETURNS, { id: orderId }, token);
  if (order === null) throw new Error(`There is no order ${orderId}`);
  return order;
}
