import { randomUUID } from 'node:crypto';
import type { MadeShow } from './factories/shows';
import { graphql } from './graphql';
import type { Api } from './graphql-client';
import type { TestApp } from './test-app';

export interface HeldSeat {
  readonly id: string;
  readonly index: number;
  readonly status: string;
  readonly version: number;
}

export interface HoldView {
  readonly id: string;
  readonly status: 'ACTIVE' | 'EXPIRED' | 'RELEASED' | 'CONVERTED';
  readonly expiresAt: string;
  readonly expiresAtMax: string;
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly seats: readonly HeldSeat[];
}

export interface HoldAnswer {
  readonly __typename: string;
  readonly message?: string;
  readonly hold?: HoldView;
  readonly seats?: readonly HeldSeat[];
  readonly seatsPerBuyerMax?: number;
  readonly status?: string;
  readonly serverTime?: string;
  readonly expiredAt?: string;
}

const holdFields = `id status expiresAt expiresAtMax total { amountMinor currency } seats { id index status version }`;

const HOLD = `mutation Hold($input: HoldSeatsInput!) {
  holdSeats(input: $input) {
    __typename
    ... on Problem { message }
    ... on HoldSeatsPayload { serverTime hold { ${holdFields} } }
    ... on SeatsUnavailable { seats { id index status version } }
    ... on HoldLimitReached { seatsPerBuyerMax }
    ... on SalesNotOpen { status }
  }
}`;
const RELEASE = `mutation Release($input: ReleaseHoldInput!) {
  releaseHold(input: $input) { __typename ... on ReleaseHoldPayload { hold { ${holdFields} } } }
}`;
const EXTEND = `mutation Extend($input: ExtendHoldInput!) {
  extendHold(input: $input) {
    __typename
    ... on ExtendHoldPayload { hold { ${holdFields} } }
    ... on HoldExpired { expiredAt }
  }
}`;

const AVAILABILITY = graphql(
  'query ($id: ID!) { show(id: $id) { availability { revision statuses versions availableCount } } }',
);

/** Sends the mutation as a client would. Without a key it makes one. */
export async function hold(
  api: Api,
  show: MadeShow,
  seatNos: readonly number[],
  token: string,
  idempotencyKey: string = randomUUID(),
  seenRevision?: string,
): Promise<HoldAnswer> {
  const input = { showId: show.id, seatIds: show.seats(...seatNos), idempotencyKey, seenRevision };
  return (await api.ask<{ holdSeats: HoldAnswer }>(HOLD, { input }, token)).holdSeats;
}

/** Holds seats that are known to be free. */
export async function holdFree(api: Api, show: MadeShow, seatNos: readonly number[], token: string): Promise<HoldView> {
  const answer = await hold(api, show, seatNos, token);
  if (answer.hold === undefined) throw new Error(JSON.stringify(answer));
  return answer.hold;
}

export async function release(api: Api, holdId: string, token: string): Promise<HoldAnswer> {
  return (await api.ask<{ releaseHold: HoldAnswer }>(RELEASE, { input: { holdId } }, token)).releaseHold;
}

export async function extend(api: Api, holdId: string, token: string): Promise<HoldAnswer> {
  return (await api.ask<{ extendHold: HoldAnswer }>(EXTEND, { input: { holdId } }, token)).extendHold;
}

/** The show's map as any client reads it. */
export async function availability(api: Api, show: MadeShow) {
  const { show: read } = await api.ask(AVAILABILITY, { id: show.id });
  if (read === null) throw new Error(`There is no show ${show.id}`);
  return read.availability;
}

export interface LedgerMap {
  readonly statuses: string;
  readonly versions: readonly number[];
}

/** What the database has. The show has the map with which it was made. */
export async function ledger({ database }: TestApp, show: MadeShow): Promise<LedgerMap> {
  const [row] = await database.dataSource.query(
    `select coalesce(string_agg(status::text, '' order by seat_no), '') as statuses,
            coalesce(array_agg(version order by seat_no), '{}') as versions
       from show_seat where show_id = $1`,
    [show.showId],
  );
  return row;
}

const textOf = ({ statuses, versions }: LedgerMap): string => `${statuses} ${versions.join()}`;

/**
 * Whether a map that is read is that of the database, seat by seat. What a sweep changes between the reads is left out by
 * reading again.
 */
export async function isLikeLedger(
  testApp: TestApp,
  show: MadeShow,
  read: () => Promise<LedgerMap>,
): Promise<true | string> {
  for (;;) {
    const before = textOf(await ledger(testApp, show));
    const found = textOf(await read());
    if (before === textOf(await ledger(testApp, show))) return found === before || `${found} instead of ${before}`;
  }
}

/** Every invariant of the ledger that is broken, in words. */
export async function damages(testApp: TestApp): Promise<string[]> {
  return (await testApp.app.modules.inventory.verify()).flatMap((checked) => checked.damages);
}
