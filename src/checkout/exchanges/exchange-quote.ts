import type { ExchangeRule } from '../../catalog';
import type { ExchangeKey } from '../../orders';
import { decodeIdWithin, encodeIdWithin, formatMoney } from '../../platform';

/** An exchange of some tickets of an order for the seats of a hold, as it was offered. */
export interface ExchangeQuote extends ExchangeKey {
  /** The order of the old tickets. */
  readonly orderId: string;
  readonly callerId: string;
  readonly seatNos: readonly number[];
  readonly ticketIds: readonly string[];
  /** The show and the hold of the new seats. */
  readonly newShowId: string;
  readonly holdId: string;
  readonly rule: ExchangeRule;
  /** What was paid for the tickets, and what the new seats cost. */
  readonly paidMinor: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When old and new changed places. */
  readonly exchangedAt: Date | null;
}

export interface ExchangeNotPossibleOutcome {
  readonly kind: 'ExchangeNotPossible';
  readonly message: string;
}

export const exchangeNotPossible = (message: string): ExchangeNotPossibleOutcome => ({
  kind: 'ExchangeNotPossible',
  message,
});

/** Of the price of the new seats, what the old tickets pay for. */
export const creditOf = ({ paidMinor, priceMinor }: Pick<ExchangeQuote, 'paidMinor' | 'priceMinor'>): number =>
  Math.min(paidMinor, priceMinor);

/** The refusal of new seats at this price; null where the rule allows them. */
export function refusalOfPrice(
  rule: ExchangeRule,
  { paidMinor, priceMinor, currency }: Pick<ExchangeQuote, 'paidMinor' | 'priceMinor' | 'currency'>,
): ExchangeNotPossibleOutcome | null {
  const paid = formatMoney({ amountMinor: paidMinor, currency });
  switch (rule) {
    case 'ANY':
      return null;
    case 'GTE':
      return priceMinor >= paidMinor ? null : exchangeNotPossible(`The new seats must cost ${paid} or more.`);
    case 'GT':
      return priceMinor > paidMinor ? null : exchangeNotPossible(`The new seats must cost more than ${paid}.`);
    case 'EQ':
      return priceMinor === paidMinor ? null : exchangeNotPossible(`The new seats must cost exactly ${paid}.`);
  }
}

export const encodeExchangeId = ({ showId, quoteId }: ExchangeKey): string =>
  encodeIdWithin('exchange', showId, quoteId);

/** The quote that a public id names, whether or not it exists; null where the id names none. */
export function decodeExchangeId(id: string): ExchangeKey | null {
  const named = decodeIdWithin('exchange', id);
  return named === null || named.outer === null ? null : { showId: named.outer, quoteId: named.uuid };
}

/** The key of the hold of an exchange. The database lets such a hold be bought by its exchange alone. */
export const holdKeyOf = (quoteId: string): string => `exchange:${quoteId}`;
