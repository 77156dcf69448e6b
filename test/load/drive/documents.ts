/** What buyers and watchers send. Variables and answers follow from the text and the schema. */
import { graphql, type ResultOf } from '../../support/graphql';

export const SESSION = graphql('mutation Session { createGuestSession(input: {}) { token } }');

export const AVAILABILITY = graphql(
  'query Availability($id: ID!) { show(id: $id) { availability { revision statuses versions } } }',
);

export const SEAT_CHANGES = graphql(`subscription Seats($id: ID!, $after: String) {
  seatStatusChanged(showId: $id, after: $after) { revision resyncRequired changes { index status version } } }`);

/**
 * What a buyer sees who points at seats: their ids, which only the service makes. The number of fields varies, so this
 * one operation has no type of its own.
 */
export function lookAt(seats: readonly number[]): { query: string; variables: Record<string, number> } {
  const names = seats.map((_, at) => `$s${at}: Int!`).join(', ');
  const fields = seats.map((_, at) => `s${at}: seat(index: $s${at}) { id }`).join(' ');
  return {
    query: `query Look($id: ID!, ${names}) { show(id: $id) { ${fields} } }`,
    variables: Object.fromEntries(seats.map((seat, at) => [`s${at}`, seat])),
  };
}
export interface Looked {
  readonly show: Readonly<Record<string, { readonly id: string } | null>> | null;
}

export const HOLD = graphql(`mutation Hold($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename
  ... on HoldSeatsPayload { hold { id } }
  ... on SeatsUnavailable { seats { index status version } } } }`);

export type TakenSeats = Extract<ResultOf<typeof HOLD>['holdSeats'], { __typename: 'SeatsUnavailable' }>['seats'];

export const RELEASE = graphql(
  'mutation Release($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename } }',
);

const BOUGHT = graphql(`fragment Bought on PurchasePayload { order { id status items { seat { index } } } }`);
const TO_BANK = graphql(`fragment ToBank on PaymentActionRequired { clientSecret order { id status } }`);
export const PURCHASE = graphql(
  'mutation Purchase($input: PurchaseInput!) { purchase(input: $input) { __typename ...Bought ...ToBank } }',
  [BOUGHT, TO_BANK],
);
export const RESUME = graphql(
  'mutation Resume($input: ResumePurchaseInput!) { resumePurchase(input: $input) { __typename ...Bought ...ToBank } }',
  [BOUGHT, TO_BANK],
);
export type Bought = ResultOf<typeof PURCHASE>['purchase'] | ResultOf<typeof RESUME>['resumePurchase'];

/** All that a buyer has in the end, also what an answer that was lost would have said. */
export const ORDERS = graphql(`query Orders { viewer { orders(first: 20) {
  nodes { id status show { id } items { seat { index } } } } } }`);

export const JOIN = graphql('mutation Join($input: JoinQueueInput!) { joinQueue(input: $input) { __typename } }');

export const QUEUE_POSITION = graphql(`subscription Place($id: ID!) { queuePosition(showId: $id) { __typename
  ... on QueueWaiting { position } } }`);

const SHOW_FIELDS = graphql(`fragment ShowFields on Show { id status startsAt waitingRoomActive seatsPerBuyerMax
  holdSeconds availableCount seatMap { seatCount url } venue { name } event { name } }`);
export type ShowRead = ResultOf<typeof SHOW_FIELDS>;
export const SHOW = graphql('query Show($id: ID!) { show(id: $id) { ...ShowFields } }', [SHOW_FIELDS]);
export const PROGRAMME = `query Programme($first: Int!) {
  events(first: $first) { nodes { id name shows(first: 3) { nodes { id startsAt } } } } }`;
export const SHOWS = graphql(
  `query Shows($after: String) { events(first: 20, after: $after) {
     pageInfo { hasNextPage endCursor }
     nodes { shows(first: 10) { nodes { ...ShowFields } } } } }`,
  [SHOW_FIELDS],
);
