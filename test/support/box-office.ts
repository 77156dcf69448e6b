import { randomUUID } from 'node:crypto';
import type { MadeShow } from './factories/shows';
import { graphql, type ResultOf, type VariablesOf } from './graphql';
import type { Api } from './graphql-client';

const GIVE = graphql(`mutation ($input: GiveSeatsInput!) { giveSeats(input: $input) {
  __typename ... on Problem { message } ... on SeatsUnavailable { seats { index status } } ... on SalesNotOpen { status }
  ... on GiveSeatsPayload { ticketsPdfUrl order { id status total { amountMinor } items { seat { index } } } tickets { id holderName seat { index } } } } }`);
const SELL = graphql(`mutation ($input: SellAtDeskInput!) { sellAtDesk(input: $input) {
  __typename ... on Problem { message } ... on SeatsUnavailable { seats { index status } } ... on SalesNotOpen { status }
  ... on SellAtDeskPayload { ticketsPdfUrl order { id status total { amountMinor } items { seat { index } } } tickets { id holderName seat { index } } } } }`);
const MOVE = graphql(`mutation ($input: MoveTicketInput!) { moveTicket(input: $input) {
  __typename ... on Problem { message } ... on SeatsUnavailable { seats { index status } }
  ... on MoveTicketPayload { order { id status total { amountMinor } items { seat { index } } tickets { id status } }
                             ticket { id holderName status seat { index } } } } }`);

type GiveInput = VariablesOf<typeof GIVE>['input'];
type SellInput = VariablesOf<typeof SELL>['input'];
export type Given = Extract<ResultOf<typeof GIVE>['giveSeats'], { __typename: 'GiveSeatsPayload' }>;
export type Sold = Extract<ResultOf<typeof SELL>['sellAtDesk'], { __typename: 'SellAtDeskPayload' }>;

const giveInput = (show: MadeShow, seatNos: readonly number[], more: Partial<GiveInput>): GiveInput => ({
  ...{ showId: show.id, seatIds: show.seats(...seatNos), guestName: 'Ada Lovelace', reason: 'Guest of the cast' },
  ...{ idempotencyKey: randomUUID(), ...more },
});
const sellInput = (show: MadeShow, seatNos: readonly number[] | null, more: Partial<SellInput>): SellInput => ({
  ...{ showId: show.id, seatIds: seatNos === null ? null : show.seats(...seatNos), payment: 'CASH' as const },
  ...{ idempotencyKey: randomUUID(), ...more },
});

export const tryToGive = (
  api: Api,
  show: MadeShow,
  seatNos: readonly number[],
  token?: string,
  more: Partial<GiveInput> = {},
) => api.graphql(GIVE, { input: giveInput(show, seatNos, more) }, token);

export const giveSeats = async (
  api: Api,
  show: MadeShow,
  seatNos: readonly number[],
  token: string,
  more: Partial<GiveInput> = {},
) => (await api.ask(GIVE, { input: giveInput(show, seatNos, more) }, token)).giveSeats;

export async function given(...args: Parameters<typeof giveSeats>): Promise<Given> {
  const answer = await giveSeats(...args);
  if (answer.__typename !== 'GiveSeatsPayload') throw new Error(JSON.stringify(answer));
  return answer;
}

export const tryToSell = (
  api: Api,
  show: MadeShow,
  seatNos: readonly number[] | null,
  token?: string,
  more: Partial<SellInput> = {},
) => api.graphql(SELL, { input: sellInput(show, seatNos, more) }, token);

export const sellAtDesk = async (
  api: Api,
  show: MadeShow,
  seatNos: readonly number[] | null,
  token: string,
  more: Partial<SellInput> = {},
) => (await api.ask(SELL, { input: sellInput(show, seatNos, more) }, token)).sellAtDesk;

export async function sold(...args: Parameters<typeof sellAtDesk>): Promise<Sold> {
  const answer = await sellAtDesk(...args);
  if (answer.__typename !== 'SellAtDeskPayload') throw new Error(JSON.stringify(answer));
  return answer;
}

export const tryToMove = (api: Api, ticketId: string, seatId: string, token?: string) =>
  api.graphql(MOVE, { input: { ticketId, seatId, idempotencyKey: randomUUID() } }, token);

export const moveTicket = async (api: Api, ticketId: string, seatId: string, token: string, key = randomUUID()) =>
  (await api.ask(MOVE, { input: { ticketId, seatId, idempotencyKey: key } }, token)).moveTicket;
