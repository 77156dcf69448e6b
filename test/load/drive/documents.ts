/** What buyers and watchers send, and what comes back. Each type names what its document asks for, and no more. */

export const SESSION = 'mutation Session { createGuestSession(input: {}) { token } }';
export interface Session {
  readonly createGuestSession: { readonly token: string };
}

export const AVAILABILITY =
  'query Availability($id: ID!) { show(id: $id) { availability { revision statuses versions } } }';
export interface AvailabilityRead {
  readonly show: {
    readonly availability: {
      readonly revision: string;
      readonly statuses: string;
      readonly versions: readonly number[];
    };
  } | null;
}

export const SEAT_CHANGES = `subscription Seats($id: ID!, $after: String) {
  seatStatusChanged(showId: $id, after: $after) { revision resyncRequired changes { index status version } } }`;

/** What a buyer sees who points at seats: their ids, which only the service makes. */
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

export const HOLD = `mutation Hold($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename
  ... on HoldSeatsPayload { hold { id } }
  ... on SeatsUnavailable { seats { index status version } } } }`;
export interface Held {
  readonly holdSeats: {
    readonly __typename: string;
    readonly hold?: { readonly id: string };
    readonly seats?: readonly { readonly index: number; readonly status: string; readonly version: number }[];
  };
}

export const RELEASE = 'mutation Release($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename } }';
export interface Released {
  readonly releaseHold: { readonly __typename: string };
}

const bought = `__typename
  ... on PurchasePayload { order { id status items { seat { index } } } }
  ... on PaymentActionRequired { clientSecret order { id status } }`;
export const PURCHASE = `mutation Purchase($input: PurchaseInput!) { purchase(input: $input) { ${bought} } }`;
export const RESUME = `mutation Resume($input: ResumePurchaseInput!) { resumePurchase(input: $input) { ${bought} } }`;
export interface OrderRead {
  readonly id: string;
  readonly status: string;
  readonly items?: readonly { readonly seat: { readonly index: number } }[];
}
export interface Bought {
  readonly __typename: string;
  readonly order?: OrderRead;
  readonly clientSecret?: string;
}
export interface Purchased {
  readonly purchase: Bought;
}
export interface Resumed {
  readonly resumePurchase: Bought;
}

/** All that a buyer has in the end, also what an answer that was lost would have told. */
export const ORDERS = `query Orders { viewer { orders(first: 20) {
  nodes { id status show { id } items { seat { index } } } } } }`;
export interface Orders {
  readonly viewer: {
    readonly orders: {
      readonly nodes: readonly {
        readonly id: string;
        readonly status: string;
        readonly show: { readonly id: string };
        readonly items: readonly { readonly seat: { readonly index: number } }[];
      }[];
    };
  } | null;
}

export const JOIN = 'mutation Join($input: JoinQueueInput!) { joinQueue(input: $input) { __typename } }';
export interface Joined {
  readonly joinQueue: { readonly __typename: string };
}

export const QUEUE_POSITION = `subscription Place($id: ID!) { queuePosition(showId: $id) { __typename
  ... on QueueWaiting { position } } }`;
export interface QueuePlace {
  readonly type: string;
  readonly payload?: {
    readonly data?: { readonly queuePosition: { readonly __typename: string; readonly position?: number } } | null;
  };
}

const showFields = `id status startsAt waitingRoomActive seatsPerBuyerMax holdSeconds availableCount
  seatMap { seatCount url } venue { name } event { name }`;
export const SHOW = `query Show($id: ID!) { show(id: $id) { ${showFields} } }`;
export const PROGRAMME = `query Programme($after: String) { events(first: 20, after: $after) {
  pageInfo { hasNextPage endCursor }
  nodes { shows(first: 10) { nodes { ${showFields} } } } } }`;
export interface ShowRead {
  readonly id: string;
  readonly status: string;
  readonly waitingRoomActive: boolean;
  readonly seatsPerBuyerMax: number;
  readonly holdSeconds: number;
  readonly availableCount: number | null;
  readonly seatMap: { readonly seatCount: number; readonly url: string };
  readonly venue: { readonly name: string };
  readonly event: { readonly name: string };
}
export interface Programme {
  readonly events: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly { readonly shows: { readonly nodes: readonly ShowRead[] } }[];
  };
}
