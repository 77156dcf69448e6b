import {
  encodeSeatId,
  type Hold,
  type HoldBestSeatsInput,
  type HoldBestSeatsOutcome,
  type HoldSeatsOutcome,
} from '../../inventory';
import type { OrderRow } from '../../orders';
import type { CheckoutContext } from '../context';
import { type ExchangeNotPossibleOutcome, type ExchangeQuote, exchangeNotPossible, holdKeyOf } from './exchange-quote';
import { readLiveExchangeHolds, readOpenExchangeQuotes } from './exchange-quotes.sql';
import type { Exchangeable } from './judge-exchange';

/** Which new seats: by their public ids, or by wishes. */
export type NewSeats =
  | { readonly kind: 'seats'; readonly seatIds: readonly string[] }
  | {
      readonly kind: 'best';
      readonly wishes: Omit<HoldBestSeatsInput, 'showId' | 'buyerId' | 'idempotencyKey' | 'network' | 'seatsGivenUp'>;
    };

export type HoldNewSeatsOutcome =
  | { readonly kind: 'held'; readonly hold: Hold }
  | ExchangeNotPossibleOutcome
  | Extract<
      HoldSeatsOutcome,
      { readonly kind: 'SeatsUnavailable' | 'HoldLimitReached' | 'SalesNotOpen' | 'NotAdmitted' }
    >
  | Extract<HoldBestSeatsOutcome, { readonly kind: 'NoSuchSeats' }>;

interface HeldBefore {
  readonly showId: string;
  readonly holdId: string;
  readonly seatNos: readonly number[];
}

/** Older ones have expired: each quote of an order releases the seats of those before. */
export const OPEN_QUOTES_MAX = 50;

/**
 * Holds the new seats of an exchange. The buyer's limit counts the difference, so holds of earlier quotes of the order are
 * released first; one that has the same seats for the same tickets is kept.
 */
export async function holdNewSeats(
  context: CheckoutContext,
  order: OrderRow,
  { seatNos }: Exchangeable,
  wanted: {
    readonly showId: string;
    readonly quoteId: string;
    readonly seats: NewSeats;
    readonly network: string | null;
  },
): Promise<HoldNewSeatsOutcome> {
  const { inventory, database, clock } = context;
  const { buyerId } = order;
  const { showId, seats } = wanted;
  const quotes = await database.run<ExchangeQuote>(readOpenExchangeQuotes, [
    ...[order.showId, order.orderId, OPEN_QUOTES_MAX],
  ]);
  const before = await database.run<HeldBefore>(readLiveExchangeHolds, [
    quotes.map(({ newShowId }) => newShowId),
    quotes.map(({ holdId }) => holdId),
    clock.now(),
  ]);
  for (const held of before) {
    const isOfTickets = quotes.some((quote) => quote.holdId === held.holdId && quote.seatNos.join() === seatNos.join());
    const isSame = isOfTickets && held.showId === showId && seats.kind === 'seats' && isSameHold(held, seats.seatIds);
    const hold = isSame ? await inventory.readHold(held, buyerId) : null;
    if (hold?.status === 'ACTIVE') return { kind: 'held', hold };
    await inventory.releaseHold({ ...held, buyerId });
  }
  const request = {
    ...{ showId, buyerId, network: wanted.network, idempotencyKey: holdKeyOf(wanted.quoteId) },
    seatsGivenUp: showId === order.showId ? seatNos.length : 0,
  };
  const outcome =
    seats.kind === 'seats'
      ? await inventory.holdSeats({ ...request, seatIds: seats.seatIds })
      : await inventory.holdBestSeats({ ...request, ...seats.wishes });
  switch (outcome.kind) {
    case 'HoldSeatsPayload':
    case 'HoldBestSeatsPayload':
      return { kind: 'held', hold: outcome.hold };
    case 'CompanionsAlone':
    case 'LeavesSingleSeat':
      return exchangeNotPossible(outcome.message);
    case 'IdempotencyKeyReused':
      throw new Error(`The key of the new quote ${wanted.quoteId} was used before`);
    case 'HoldLimitReached': {
      const seatsPerBuyerMax = outcome.seatsPerBuyerMax - request.seatsGivenUp;
      return { ...outcome, seatsPerBuyerMax, message: `One buyer may have ${seatsPerBuyerMax} seats in this show.` };
    }
    default:
      return outcome;
  }
}

function isSameHold({ showId, seatNos }: HeldBefore, seatIds: readonly string[]): boolean {
  const held = new Set(seatNos.map((seatNo) => encodeSeatId(showId, seatNo)));
  return held.size === seatIds.length && seatIds.every((seatId) => held.has(seatId));
}
