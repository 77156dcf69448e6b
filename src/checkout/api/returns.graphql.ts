import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { IdempotencyKeyReused } from '../../inventory';
import { Order, OrderItem } from '../../orders';
import { DateTime, Limit, MoneyType, outcomeUnion, Problem } from '../../platform';
import { TicketView } from '../../tickets';
import type { CommitReturnOutcome } from '../returns/commit-return';
import type { QuoteReturnOutcome } from '../returns/quote-return';
import type { ReturnQuote as ReturnQuoteRow } from '../returns/return-quote';
import { OrderNotFound } from './checkout.graphql';

export const RETURNED_TICKETS_MAX = 100;
export const REASON_LENGTH_MAX = 500;

@InputType({ description: 'What an organizer returns instead of what the rule of the show says.' })
export class ReturnOverrideInput {
  @Field(() => Int, { description: 'Of the price, 0 to 100.' })
  sharePercent!: number;

  @Limit({ lengthMax: REASON_LENGTH_MAX })
  @Field({ description: `Shown to the buyer and recorded; 1 to ${REASON_LENGTH_MAX} characters.` })
  reason!: string;
}

@InputType()
export class QuoteReturnInput {
  @Field(() => ID)
  orderId!: string;

  @Limit({ itemsMax: RETURNED_TICKETS_MAX })
  @Field(() => [ID], { description: `Valid tickets of the order, 1 to ${RETURNED_TICKETS_MAX}.` })
  ticketIds!: string[];

  @Field(() => ReturnOverrideInput, {
    nullable: true,
    description:
      "For the show's organizer and admins: returns another share than the rule of the show, at any time, also of tickets with which somebody came in.",
  })
  override?: ReturnOverrideInput | null;
}

@ObjectType()
export class ReturnQuoteLine {
  @Field(() => TicketView)
  ticket!: TicketView;

  @Field(() => MoneyType)
  paid!: MoneyType;

  @Field(() => MoneyType)
  kept!: MoneyType;

  @Field(() => MoneyType)
  returned!: MoneyType;
}

@ObjectType({ description: 'What comes back if the tickets are returned. Commit it with `commitReturn`.' })
export class ReturnQuote {
  quote!: ReturnQuoteRow;

  @Field(() => ID)
  id!: string;

  @Field(() => DateTime, {
    description: 'Until then the amounts hold, even if the rule gives less meanwhile: five minutes.',
  })
  expiresAt!: Date;

  @Field(() => [ReturnQuoteLine], { description: 'In seat map order.' })
  lines!: ReturnQuoteLine[];

  @Field(() => MoneyType, { description: 'What comes back for all of the tickets.' })
  total!: MoneyType;
}

@ObjectType({
  implements: Problem,
  description:
    'The tickets cannot be returned: they are not valid tickets of the order, somebody came in with one of them, or the time to return them is over. Nothing was done.',
})
export class ReturnNotPossible extends Problem {}

@InputType()
export class CommitReturnInput {
  @Field(() => ID)
  quoteId!: string;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the buyer; 1 to 200 characters. A repeated request with the same key returns the first answer, and nothing is returned twice.',
  })
  idempotencyKey!: string;
}

@ObjectType({
  description:
    'The seats are on sale again and their tickets have ended. The order is `CONFIRMED` with fewer items; with its last item it is `CANCELLED`, and `REFUNDED` when the money has been returned.',
})
export class CommitReturnPayload {
  @Field(() => Order)
  order!: Order;

  @Field(() => MoneyType, { description: 'What comes back. `Order.returns` says how far its refund is.' })
  returned!: MoneyType;
}

@ObjectType({
  implements: Problem,
  description: 'The quote is older than five minutes, or there is none of the caller with this id.',
})
export class QuoteExpired extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The terms have changed since the quote, so that something else comes back. Nothing was done.',
})
export class QuoteOutdated extends Problem {
  @Field(() => ReturnQuote, { description: 'The same tickets by the terms of now.' })
  quote!: ReturnQuote;
}

export const QuoteReturnResult = outcomeUnion<QuoteReturnOutcome>()('QuoteReturnResult', {
  ReturnQuote,
  ReturnNotPossible,
  OrderNotFound,
});

export const CommitReturnResult = outcomeUnion<CommitReturnOutcome>()('CommitReturnResult', {
  CommitReturnPayload,
  QuoteExpired,
  QuoteOutdated,
  ReturnNotPossible,
  IdempotencyKeyReused,
});

/** The names of `ReturnStatus` as GraphQL sees them. */
export const returnStatuses = { PENDING: 'PENDING', RETURNED: 'RETURNED', FAILED: 'FAILED' } as const;
export type ReturnStatus = keyof typeof returnStatuses;

registerEnumType(returnStatuses, {
  name: 'ReturnStatus',
  valuesConfig: {
    PENDING: { description: 'The money is on its way. A bank may take some days.' },
    RETURNED: { description: 'The money has been returned, or there was none to return.' },
    FAILED: { description: 'The bank did not accept the money. The operator pays it in another way.' },
  },
});

@ObjectType({ description: 'Some tickets of an order that were returned, or exchanged for another order.' })
export class OrderReturn {
  @Field(() => ID, { description: 'The id of the quote that was committed.' })
  id!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => MoneyType, { description: 'Of what was paid for the items.' })
  kept!: MoneyType;

  @Field(() => MoneyType, { description: 'Of what was paid for the items.' })
  returned!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Of what was paid for the items, what pays for `exchangedFor`. Zero unless they were exchanged.',
  })
  credited!: MoneyType;

  @Field(() => Order, { nullable: true, description: 'The order for which the items were exchanged.' })
  exchangedFor!: Order | null;

  @Field(() => returnStatuses)
  status!: ReturnStatus;

  @Field(() => [OrderItem], { description: 'In seat map order.' })
  items!: OrderItem[];
}
