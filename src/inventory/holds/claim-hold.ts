import type { SaleTerms } from '../../catalog';
import { isLockNotAvailable, isLockTimeout, isUniqueViolation, newId, serviceUnavailable } from '../../platform';
import type { InventoryContext } from '../context';
import type { SeatState } from '../ledger/seat-state';
import { seatStatusOf } from '../ledger/seat-status';
import type { SeatLayout } from '../seat-map/seat-layouts';
import type { Admission, ClaimRow, WantedHold } from './claim-batcher';
import {
  firstAnswer,
  holdLimitReached,
  holdTimes,
  idempotencyLockOf,
  networkHoldsTooMany,
  refuseAboveLargestCharge,
} from './claim-while-on-sale';
import type { Hold, SeatChoice } from './hold';
import { readHold, readHoldByIdempotencyKey } from './read-holds.sql';
import { idempotencyKeyReused } from './refusals';

export type ClaimOutcome =
  | {
      readonly kind: 'HoldSeatsPayload';
      readonly hold: Hold;
      readonly serverTime: Date;
      /** Single seats that the choice leaves, by number, where the show warns of them. */
      readonly singleSeatNos?: readonly number[];
    }
  | {
      readonly kind: 'SeatsUnavailable';
      readonly message: string;
      readonly seats: readonly SeatState[];
      /** Live holds of this buyer that have some of the seats. */
      readonly ownHolds: readonly Hold[];
      /** Of `holdPlaces`: how many places are left where some were wanted. */
      readonly placesLeft?: number;
    }
  | { readonly kind: 'HoldLimitReached'; readonly message: string; readonly seatsPerBuyerMax: number }
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

/** What every request to hold seats says, however the seats are chosen. */
export interface HoldRequest {
  /** UUIDs. */
  readonly buyerId: string;
  readonly showId: string;
  readonly idempotencyKey: string;
  /** How many seats of the show the buyer gives up for these: the limit of the buyer counts the difference. */
  readonly seatsGivenUp?: number;
  /** The network that the request came from, as the platform groups addresses; for limits that go by network. */
  readonly network?: string | null;
}

/** A request that may hold seats of the show now. */
export interface Admitted {
  readonly terms: SaleTerms;
  readonly admission: Admission | null;
  /** True where no further attempt follows: the answer then rests on what is known. */
  readonly isLast: boolean;
}

/** The seats of one claim, checked: ascending, prices in the same order. */
export interface ClaimedSeats {
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
  readonly totalMinor: number;
  readonly choice: SeatChoice | null;
}

export interface SeatsToClaim {
  readonly layout: SeatLayout;
  readonly seatCount: number;
  /** The seats; or how they are chosen when the claim goes into a statement, null where none fit. */
  readonly seats: ClaimedSeats | (() => ClaimedSeats | null);
  /** Whether seats may be chosen now. Asked until they are. */
  readonly mayChoose?: () => boolean;
  /** Called when they are. */
  readonly onChosen?: () => void;
  /** Called once behind it, before others are chosen: the seats are held, or another buyer has them, or neither. */
  readonly onOutcome?: (outcome: 'won' | 'lost' | 'other') => void;
  /** A hold that answers the request although the buyer's network may hold no more seats; null where there is none. */
  findRepeated(now: Date): Promise<Hold | null>;
}

/** Within this time another process has made the claim for which it has locked a seat, and the stream says so. */
const OTHER_CLAIM_MS = 500;

/**
 * Claims seats once, all of them or none. `retry`: the answer would rest on something that has changed in the meantime.
 *
 * The same key with the same request gives the first hold again. A refusal stores nothing, so its key may be tried again.
 *
 * @throws RATE_LIMITED if the buyers of the network hold too many seats of the show
 */
export async function claimHold(
  context: InventoryContext,
  request: HoldRequest,
  admitted: Admitted,
  wanted: SeatsToClaim & { readonly seats: ClaimedSeats },
): Promise<ClaimOutcome | 'retry'>;
export async function claimHold(
  context: InventoryContext,
  request: HoldRequest,
  admitted: Admitted,
  wanted: SeatsToClaim,
): Promise<ClaimOutcome | { readonly kind: 'NothingChosen' } | 'retry'>;
export async function claimHold(
  context: InventoryContext,
  request: HoldRequest,
  { terms, admission, isLast }: Admitted,
  { layout, seatCount, seats, mayChoose, onChosen, onOutcome, findRepeated }: SeatsToClaim,
): Promise<ClaimOutcome | { readonly kind: 'NothingChosen' } | 'retry'> {
  const { buyerId, showId, idempotencyKey } = request;
  const { heldSeatsByNetwork } = context;
  const now = context.clock.now();
  const base = {
    id: newId(),
    showId,
    buyerId,
    status: 'ACTIVE',
    currency: terms.currency,
    ...holdTimes(terms, now),
    orderId: null,
  } as const;
  const showSize = { seatCount: layout.seatMap.seatCount, seatsPerBuyerMax: terms.seatsPerBuyerMax };
  if (!(await heldSeatsByNetwork.add({ ...base, seatCount }, request.network ?? null, showSize))) {
    const repeated = await findRepeated(now);
    if (repeated !== null) return { kind: 'HoldSeatsPayload', hold: repeated, serverTime: now };
    throw networkHoldsTooMany(heldSeatsByNetwork.seatsMax(showSize));
  }
  let hold: Hold | undefined;
  // Picks of this process leave the seats alone until the claim is answered.
  const live = context.liveStatuses.find(showId);
  let answered: (() => void) | undefined;
  const holdOf = (chosen: ClaimedSeats): WantedHold => {
    hold = { ...base, ...chosen };
    answered = live?.want(chosen.seatNos);
    return {
      hold,
      idempotencyKey,
      seatsPerBuyerMax: terms.seatsPerBuyerMax,
      termsVersion: terms.termsVersion,
      idempotencyLock: idempotencyLockOf(buyerId, idempotencyKey),
      admission,
    };
  };
  const note = (answer: ClaimRow | null) => {
    live?.apply((answer?.seen ?? []).map(([seatNo, code, version]) => [seatNo, code, version]));
  };
  let row: ClaimRow | null = null;
  try {
    row =
      typeof seats === 'function'
        ? await context.claims.claim({
            buyerId,
            mayGo: mayChoose ?? (() => true),
            decide: () => {
              const chosen = seats();
              if (chosen === null) return null;
              const wanted = holdOf(chosen);
              onChosen?.();
              return wanted;
            },
            learn: (answer, error) => {
              note(answer);
              const isLost = isLockNotAvailable(error) || answer?.seen?.some(([, , , isFree]) => !isFree);
              onOutcome?.(isLost ? 'lost' : answer?.is_held ? 'won' : 'other');
            },
          })
        : await context.claims.claim(holdOf(seats));
  } catch (error) {
    // Another transaction is taking one of them at this moment. Their states are read when the client asks for them.
    if (isLockNotAvailable(error) && hold !== undefined) {
      if (answered !== undefined) setTimeout(answered, OTHER_CLAIM_MS).unref();
      answered = undefined;
      return unavailable(hold.seatNos.map((seatNo) => ({ showId, seatNo })));
    }
    // Nobody knows whether the seats could have been held, so the seats are not called taken.
    if (isLockTimeout(error))
      throw serviceUnavailable('The seats could not be locked in time. Nothing was held. Try again.');
    if (isUniqueViolation(error, 'seat_hold_idempotency_key')) {
      const used = await readHoldByIdempotencyKey(context.database, buyerId, idempotencyKey);
      // In this show another request used the key at this moment: the next attempt finds its hold.
      return isLast || (used !== null && used.showId !== showId) ? idempotencyKeyReused : 'retry';
    }
    throw error;
  } finally {
    if (row?.is_held !== true) heldSeatsByNetwork.remove(base);
    note(row);
    answered?.();
  }
  if (row === null || hold === undefined) return { kind: 'NothingChosen' };
  return outcomeOf(context, hold, row, terms, isLast);
}

async function outcomeOf(
  context: InventoryContext,
  hold: Hold,
  row: ClaimRow,
  { seatsPerBuyerMax }: SaleTerms,
  isLast: boolean,
): Promise<ClaimOutcome | 'retry'> {
  const { showId, buyerId, seatNos } = hold;
  if (row.is_held) return { kind: 'HoldSeatsPayload', hold, serverTime: hold.createdAt };
  if (row.replayed_hold_id !== null)
    return firstAnswer(context, { showId, holdId: row.replayed_hold_id }, row.is_same_request === true, buyerId);
  if (!row.is_sale_current && !isLast) return 'retry';
  const ownHolds = row.own_holds ?? [];
  const existing = hold.choice === null ? ownHolds.find((own) => isSameList(own.seatNos, seatNos)) : undefined;
  if (existing !== undefined) return firstAnswer(context, { showId, holdId: existing.id }, true, buyerId);
  if (row.locked_count === seatNos.length) return holdLimitReached(seatsPerBuyerMax);
  const taken = (row.seen ?? []).filter(([, , , isFree]) => !isFree);
  if (taken.length === 0 && !isLast) return 'retry';
  return unavailable(
    taken.map(([seatNo, code, version]) => ({ showId, seatNo, status: seatStatusOf(code), version })),
    await readOwnHolds(context, showId, ownHolds, buyerId),
  );
}

export const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((seatNo, index) => seatNo === b[index]);

async function readOwnHolds(
  { database }: InventoryContext,
  showId: string,
  ownHolds: readonly { readonly id: string }[],
  buyerId: string,
): Promise<Hold[]> {
  const holds = await Promise.all(ownHolds.map(({ id }) => readHold(database, { showId, holdId: id }, buyerId)));
  return holds.filter((hold) => hold !== null);
}

function unavailable(seats: readonly SeatState[], ownHolds: readonly Hold[] = []): ClaimOutcome {
  const message =
    seats.length === 1 ? 'This seat is not available any more.' : 'Some of these seats are not available any more.';
  if (ownHolds.length === 0) return { kind: 'SeatsUnavailable', message, seats, ownHolds };
  const own = new Set(ownHolds.flatMap(({ seatNos }) => seatNos));
  const ownCount = seats.filter(({ seatNo }) => own.has(seatNo)).length;
  return {
    kind: 'SeatsUnavailable',
    message:
      ownCount === seats.length
        ? 'You already hold these seats. Hold only the other seats, or release the hold first.'
        : `${message} You already hold ${ownCount} of them yourself.`,
    seats,
    ownHolds,
  };
}

/**
 * Seats with their prices, as a claim has them.
 *
 * @throws BAD_USER_INPUT where together they cost more than the largest charge
 */
export function priceSeats(
  terms: SaleTerms,
  layout: SeatLayout,
  ascending: readonly number[],
  choice: SeatChoice | null,
): ClaimedSeats {
  const pricesMinor = ascending.map((seatNo) => priceOf(terms, layout, seatNo));
  const totalMinor = pricesMinor.reduce((sum, price) => sum + price, 0);
  refuseAboveLargestCharge(totalMinor, terms.currency);
  return { seatNos: ascending, pricesMinor, totalMinor, choice };
}

/** A seat of a zone without a price is blocked in the ledger, and a constraint keeps it so: its price is never charged. */
function priceOf(terms: SaleTerms, { seatMap, numbering }: SeatLayout, seatNo: number): number {
  return terms.tiers.get(seatMap.zones[seatMap.zoneOf(numbering.indexOf(seatNo))] ?? '')?.amountMinor ?? 0;
}
