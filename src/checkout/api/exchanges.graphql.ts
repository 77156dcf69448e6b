import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { type ExchangeRule, exchangeRuleEnum } from '../../catalog';
import {
  HoldExpired,
  HoldLimitReached,
  IdempotencyKeyReused,
  NoSuchSeats,
  NotAdmitted,
  SalesNotOpen,
  SeatHold,
  SeatsTogether,
  SeatsUnavailable,
} from '../../inventory';
import { Order } from '../../orders';
import { DateTime, Limit, MoneyType, outcomeUnion, Problem, SafeInt } from '../../platform';
import { TicketView } from '../../tickets';
import type { CommitExchangeOutcome } from '../exchanges/commit-exchange';
import type { QuoteExchangeOutcome } from '../exchanges/quote-exchange';
import {
  OrderNotFound,
  PaymentActionRequired,
  PaymentDeclined,
  PaymentNotPossible,
  PaymentUnavailable,
} from './checkout.graphql';
import { QuoteExpired } from './returns.graphql';

export const EXCHANGED_TICKETS_MAX = 100;
const NAMES_MAX = 100;

@InputType({ description: 'Wishes for new seats, as for `holdBestSeats`.' })
export class ExchangeBestInput {
  @Field(() => Int, { nullable: true, description: 'How many seats. Defaults to the number of tickets.' })
  quantity?: number | null;

  @Limit({ itemsMax: NAMES_MAX })
  @Field(() => [String], {
    nullable: true,
    description: 'Names of sections. If left out, seats may be in any section.',
  })
  sections?: string[] | null;

  @Limit({ itemsMax: NAMES_MAX })
  @Field(() => [String], { nullable: true, description: 'Names of price zones of the seat map.' })
  zones?: string[] | null;

  @Field(() => SafeInt, { nullable: true, description: 'The most that one seat may cost.' })
  priceMinorMax?: number | null;

  @Field(() => ID, { nullable: true, description: 'A seat of the show to be near to. It may be taken itself.' })
  near?: string | null;

  @Field(() => SeatsTogether, { nullable: true, defaultValue: SeatsTogether.PREFERRED })
  together?: SeatsTogether | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Of `quantity`, how many are places for wheelchairs.',
  })
  wheelchairPlaces?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Of `quantity`, how many sit beside the wheelchairs.',
  })
  companions?: number | null;
}

@InputType()
export class QuoteExchangeInput {
  @Field(() => ID, { description: 'An order of the caller.' })
  orderId!: string;

  @Limit({ itemsMax: EXCHANGED_TICKETS_MAX })
  @Field(() => [ID], { description: `Valid tickets of the order, 1 to ${EXCHANGED_TICKETS_MAX}.` })
  ticketIds!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      'The show of the new seats, of the same organizer and in the same currency. Defaults to that of the order.',
  })
  showId?: string | null;

  @Limit({ itemsMax: EXCHANGED_TICKETS_MAX })
  @Field(() => [ID], { nullable: true, description: 'The new seats. Either these or `best`.' })
  seatIds?: string[] | null;

  @Field(() => ExchangeBestInput, { nullable: true, description: 'Has the service choose the new seats.' })
  best?: ExchangeBestInput | null;
}

@ObjectType({
  description:
    'Other seats for some tickets, held for the caller, and the difference of the prices. Commit it with `commitExchange`. Until then the tickets are valid.',
})
export class ExchangeQuote {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime, { description: 'Five minutes after the quote, or when the hold expires.' })
  expiresAt!: Date;

  @Field(() => [TicketView], { description: 'The tickets that end, in seat map order.' })
  tickets!: TicketView[];

  @Field(() => SeatHold, { description: 'The new seats. The hold cannot be bought by `purchase`.' })
  hold!: SeatHold;

  @Field(() => exchangeRuleEnum, { description: 'The rule of the show that allows it.' })
  rule!: ExchangeRule;

  @Field(() => MoneyType, { description: 'What was paid for the tickets.' })
  paid!: MoneyType;

  @Field(() => MoneyType, { description: 'What the new seats cost.' })
  price!: MoneyType;

  @Field(() => MoneyType, { description: 'What is charged. Zero if the new seats do not cost more.' })
  due!: MoneyType;

  @Field(() => MoneyType, { description: 'What is refunded. Zero if the new seats do not cost less.' })
  refund!: MoneyType;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({
  implements: Problem,
  description:
    'The tickets cannot be exchanged for these seats: the rule of the show does not allow it, a ticket is not valid any more, somebody came in with it, or another exchange of it is in progress. Old tickets and money are as they were; a difference that was charged is refunded.',
})
export class ExchangeNotPossible extends Problem {}

export const QuoteExchangeResult = outcomeUnion<QuoteExchangeOutcome>()('QuoteExchangeResult', {
  ExchangeQuote,
  ExchangeNotPossible,
  OrderNotFound,
  SeatsUnavailable,
  NoSuchSeats,
  HoldLimitReached,
  SalesNotOpen,
  NotAdmitted,
});

@InputType()
export class CommitExchangeInput {
  @Field(() => ID)
  quoteId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The payment provider's token of a payment method. Needed if `due` of the quote is not zero.",
  })
  paymentMethod?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the new tickets are announced, as for `purchase`.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'The language of the buyer, as for `purchase`.' })
  locale?: string | null;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer; 1 to 200 characters. A repeated request with the same key returns the state of the same order, and nothing is charged or exchanged twice.',
  })
  idempotencyKey!: string;
}

@ObjectType({
  description:
    'Look at `order.status`. `CONFIRMED`: the old tickets have ended, and the new order has tickets for the new seats. `PENDING_PAYMENT`: the payment provider has not answered in time; subscribe to `orderChanged`. Until then nothing has changed.',
})
export class CommitExchangePayload {
  @Field(() => Order, { description: 'The order of the new seats.' })
  order!: Order;

  @Field(() => Order, { description: 'The order of the old tickets. With its last ticket it is `CANCELLED`.' })
  oldOrder!: Order;

  @Field(() => DateTime)
  serverTime!: Date;
}

export const CommitExchangeResult = outcomeUnion<CommitExchangeOutcome>()('CommitExchangeResult', {
  CommitExchangePayload,
  PaymentActionRequired,
  PaymentDeclined,
  PaymentUnavailable,
  PaymentNotPossible,
  QuoteExpired,
  ExchangeNotPossible,
  HoldExpired,
  SalesNotOpen,
  IdempotencyKeyReused,
});
