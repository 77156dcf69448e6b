import type { MadeShow } from './factories/shows';
import { graphql, type ResultOf, type VariablesOf } from './graphql';
import type { Api } from './graphql-client';

const BLOCK = graphql(`mutation ($input: BlockSeatsInput!) { blockSeats(input: $input) {
  blockId changedCount relabeledCount alreadyCount takenCount taken { reason seat { index } } } }`);
const UNBLOCK = graphql(`mutation ($input: UnblockSeatsInput!) { unblockSeats(input: $input) {
  changedCount unmarkedCount notBlockedCount unpricedCount unpriced { index } } }`);
const BLOCKS = graphql(`query ($showId: ID!) { seatBlocks(showId: $showId) {
  blockId kind note releaseAt seatCount takenCount seats { index } } }`);

export type Selection = VariablesOf<typeof BLOCK>['input']['seats'];
export type Blocked = ResultOf<typeof BLOCK>['blockSeats'];
export type BlockWishes = Partial<Omit<VariablesOf<typeof BLOCK>['input'], 'showId' | 'seats'>>;

/** Blocks seats, by their numbers or by another selection. */
export async function blockSeats(
  api: Api,
  show: MadeShow,
  seats: readonly number[] | Selection,
  token: string,
  wishes: BlockWishes = {},
): Promise<Blocked> {
  const input = { showId: show.id, seats: selectionOf(show, seats), kind: 'HOUSE' as const, ...wishes };
  return (await api.ask(BLOCK, { input }, token)).blockSeats;
}

export async function unblockSeats(
  api: Api,
  show: MadeShow,
  seats: readonly number[] | Selection | null,
  token: string,
  blockId: string | null = null,
) {
  const input = { showId: show.id, seats: seats === null ? null : selectionOf(show, seats), blockId };
  return (await api.ask(UNBLOCK, { input }, token)).unblockSeats;
}

export const seatBlocks = async (api: Api, show: MadeShow, token: string) =>
  (await api.ask(BLOCKS, { showId: show.id }, token)).seatBlocks;

/** What an attempt is answered, with its errors. */
export const tryToBlock = (api: Api, show: MadeShow, seats: Selection, token?: string, wishes: BlockWishes = {}) =>
  api.graphql(BLOCK, { input: { showId: show.id, seats, kind: 'HOUSE', ...wishes } }, token);
export const tryToUnblock = (api: Api, show: MadeShow, seats: Selection | null, token?: string) =>
  api.graphql(UNBLOCK, { input: { showId: show.id, seats } }, token);
export const tryToReadBlocks = (api: Api, show: MadeShow, token?: string) =>
  api.graphql(BLOCKS, { showId: show.id }, token);

const selectionOf = (show: MadeShow, seats: readonly number[] | Selection): Selection =>
  Array.isArray(seats) ? { seatIds: show.seats(...seats) } : (seats as Selection);
