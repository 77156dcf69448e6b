import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { orderView } from '../../orders';
import {
  badUserInput,
  decodeId,
  type MoneyType,
  networkOf,
  type RequestContext,
  type ResultOf,
  requireCaller,
} from '../../platform';
import { decodeTicketId, ticketView } from '../../tickets';
import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { commitExchange } from '../exchanges/commit-exchange';
import { creditOf, decodeExchangeId, encodeExchangeId } from '../exchanges/exchange-quote';
import type { NewSeats } from '../exchanges/hold-new-seats';
import { quoteExchange } from '../exchanges/quote-exchange';
import { exchangeQuoteExpired } from '../exchanges/reserve-exchange';
import {
  CommitExchangeInput,
  CommitExchangeResult,
  EXCHANGED_TICKETS_MAX,
  QuoteExchangeInput,
  QuoteExchangeResult,
} from './exchanges.graphql';
import { languageTag } from './language-tag';

@Resolver()
export class ExchangesResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Mutation(() => QuoteExchangeResult, {
    description:
      "Holds other seats for some tickets of the caller's order and says what the exchange costs or returns, by the `exchangeRule` of the show. The limit of seats for a buyer counts the difference. A new quote releases the seats that were held for an earlier one of the order.",
  })
  async quoteExchange(
    @Arg('input', () => QuoteExchangeInput) input: QuoteExchangeInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof QuoteExchangeResult>> {
    const caller = requireCaller(request);
    const { inventory, orders } = this.context;
    const { ticketIds } = input;
    if (ticketIds.length === 0 || ticketIds.length > EXCHANGED_TICKETS_MAX) {
      throw badUserInput(`"ticketIds" must name 1 to ${EXCHANGED_TICKETS_MAX} tickets.`);
    }
    const seats = newSeatsOf(input);
    const showId = input.showId == null ? null : decodeId('show', input.showId);
    if (input.showId != null && showId === null) {
      throw badUserInput(`"showId" is not the id of a show: ${input.showId}.`);
    }
    const order = await orders.find(input.orderId);
    if (order === null) return orderNotFound;
    const network = networkOf(request.clientAddress);
    const wanted = { order, ticketIds: ticketIds.map(ticketIdOf), showId, seats, network };
    const outcome = await quoteExchange(this.context, wanted, caller);
    switch (outcome.kind) {
      case 'ExchangeQuote': {
        const { quote, tickets, hold, serverTime } = outcome;
        const { paidMinor, priceMinor, currency, expiresAt, rule } = quote;
        const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
        return {
          ...{ kind: outcome.kind, id: encodeExchangeId(quote), expiresAt, rule, serverTime },
          ...{ tickets: tickets.map(ticketView), hold: inventory.holdView(hold) },
          ...{ paid: money(paidMinor), price: money(priceMinor) },
          ...{ due: money(priceMinor - creditOf(quote)), refund: money(paidMinor - creditOf(quote)) },
        };
      }
      case 'SeatsUnavailable': {
        const [first] = outcome.seats;
        const seatNos = outcome.seats.map(({ seatNo }) => seatNo);
        return {
          ...outcome,
          seats: first === undefined ? [] : await inventory.seatViews(first.showId, seatNos),
          ownHolds: outcome.ownHolds.map((hold) => inventory.holdView(hold)),
        };
      }
      default:
        return outcome;
    }
  }

  @Mutation(() => CommitExchangeResult, {
    description:
      'Exchanges the tickets of a quote for its seats. A difference is charged first, as by `purchase`; a decline leaves the old tickets as they are.',
  })
  async commitExchange(
    @Arg('input', () => CommitExchangeInput) input: CommitExchangeInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof CommitExchangeResult>> {
    const caller = requireCaller(request);
    const { inventory } = this.context;
    const key = decodeExchangeId(input.quoteId);
    if (key === null) return exchangeQuoteExpired;
    const wish = {
      paymentMethod: input.paymentMethod ?? null,
      email: input.email ?? caller.email,
      locale: languageTag(input.locale ?? request.acceptLanguage),
      idempotencyKey: input.idempotencyKey,
    };
    const outcome = await commitExchange(this.context, key, wish, caller);
    switch (outcome.kind) {
      case 'CommitExchangePayload':
        return { ...outcome, order: orderView(outcome.order), oldOrder: orderView(outcome.oldOrder) };
      case 'PaymentActionRequired':
        return { ...outcome, order: orderView(outcome.order) };
      case 'PaymentDeclined':
        return { ...outcome, hold: inventory.holdView(outcome.hold) };
      case 'PaymentUnavailable':
        return { ...outcome, hold: inventory.holdView(outcome.hold) };
      case 'PaymentNotPossible':
        return { ...outcome, hold: inventory.holdView(outcome.hold) };
      default:
        return outcome;
    }
  }
}

function newSeatsOf({ seatIds, best, ticketIds }: QuoteExchangeInput): NewSeats {
  if (seatIds != null && best == null) return { kind: 'seats', seatIds };
  if (seatIds != null || best == null) throw badUserInput('Name either "seatIds" or "best".');
  const { quantity, together, wheelchairPlaces, companions, ...wishes } = best;
  return {
    kind: 'best',
    wishes: {
      ...wishes,
      quantity: quantity ?? new Set(ticketIds).size,
      together: together ?? 'PREFERRED',
      wheelchairPlaces: wheelchairPlaces ?? 0,
      companions: companions ?? 0,
      obstructedView: false,
    },
  };
}

/** Of an id that names no ticket, a ticket that does not exist: the answer is the same. */
const ticketIdOf = (id: string): string => decodeTicketId(id)?.ticketId ?? '00000000-0000-0000-0000-000000000000';
