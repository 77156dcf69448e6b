import type { MessageKey, Translate } from '../messages/translate';

/** The refusals that have a text of the site, by their type. */
const texts: Readonly<Record<string, MessageKey>> = {
  CompanionsAlone: 'refusal.companionsAlone',
  ExchangeNotPossible: 'refusal.exchangeNotPossible',
  HoldExpired: 'refusal.holdExpired',
  HoldNotFound: 'refusal.holdNotFound',
  HoldLimitReached: 'refusal.holdLimitReached',
  IdempotencyKeyReused: 'refusal.keyReused',
  NotAdmitted: 'refusal.notAdmitted',
  OrderNotCancellable: 'refusal.orderNotCancellable',
  OrderNotFound: 'refusal.orderNotFound',
  QuoteExpired: 'refusal.quoteExpired',
  QuoteOutdated: 'refusal.quoteOutdated',
  ReturnNotPossible: 'refusal.returnNotPossible',
  SalesNotOpen: 'refusal.salesNotOpen',
  SeatsUnavailable: 'refusal.seatsUnavailable',
};

interface Refusal {
  readonly __typename: string;
  readonly message: string;
}

/** What a refusal says in the buyer's language; the service's own sentence where the site has no text for its type. */
export function refusalText(t: Translate, { __typename, message }: Refusal): string {
  const key = texts[__typename];
  return key === undefined ? message : t(key);
}
