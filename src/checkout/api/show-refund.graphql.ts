import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { IdempotencyKeyReused } from '../../inventory';
import { DateTime, Limit, MoneyType, outcomeUnion, Problem } from '../../platform';
import type { RefundShowQuoteOutcome } from '../show-refund/quote-show-refund';
import type { RefundRun as RefundRunRow } from '../show-refund/refund-run';
import { MESSAGE_LENGTH_MAX, type RefundShowOutcome } from '../show-refund/refund-show';
import type { ShowRefundQuote as ShowRefundQuoteRow } from '../show-refund/show-refund-quote';
import { QuoteExpired } from './returns.graphql';

@InputType()
export class RefundShowQuoteInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType({ description: 'What would come back of the confirmed orders of a show in one currency.' })
export class ShowRefundSum {
  @Field(() => Int)
  orderCount!: number;

  @Field(() => MoneyType)
  paid!: MoneyType;

  @Field(() => MoneyType, { description: 'What went back before, of tickets that were returned.' })
  returned!: MoneyType;

  @Field(() => MoneyType, {
    description: 'What was kept, such as fees, of tickets that were returned before. It stays kept.',
  })
  kept!: MoneyType;

  @Field(() => MoneyType, { description: 'What the refund of the show would return.' })
  toReturn!: MoneyType;
}

@ObjectType({ description: 'What the refund of a cancelled show would return. Start it with `refundShow`.' })
export class ShowRefundQuote {
  quote!: ShowRefundQuoteRow;

  @Field(() => ID)
  id!: string;

  @Field(() => DateTime, { description: 'The quote can be committed until this instant: five minutes.' })
  expiresAt!: Date;

  @Field(() => Int)
  orderCount!: number;

  @Field(() => Int, { description: 'Valid tickets.' })
  ticketCount!: number;

  @Field(() => Int, { description: 'Of these, tickets with which somebody came in. They are refunded as well.' })
  scannedTicketCount!: number;

  @Field(() => [ShowRefundSum], { description: 'One entry for each currency.' })
  sums!: ShowRefundSum[];
}

@ObjectType({
  implements: Problem,
  description:
    'The show cannot be refunded: it is not cancelled, it has no confirmed orders, a refund of it is in progress, or the quote was committed before. Nothing was done.',
})
export class ShowRefundNotPossible extends Problem {}

@InputType()
export class RefundShowInput {
  @Field(() => ID)
  quoteId!: string;

  @Limit({ lengthMax: MESSAGE_LENGTH_MAX })
  @Field(() => String, {
    nullable: true,
    description: `Sent to every buyer in the mail about the refund; up to ${MESSAGE_LENGTH_MAX} characters.`,
  })
  message?: string | null;

  @Field(() => ID, {
    description:
      'Create a new key for each decision of the organizer; 1 to 200 characters. A repeated request with the same key returns the same run.',
  })
  idempotencyKey!: string;
}

/** The names of `RefundRunState` as GraphQL sees them. */
export const refundRunStates = { RUNNING: 'RUNNING', STOPPED: 'STOPPED', DONE: 'DONE' } as const;
export type RefundRunState = keyof typeof refundRunStates;

registerEnumType(refundRunStates, {
  name: 'RefundRunState',
  valuesConfig: {
    RUNNING: { description: 'Orders are ended and refunded.' },
    STOPPED: { description: 'Nothing more is refunded until `continueRefundRun`; `stopReason` says why.' },
    DONE: { description: 'Every order was ended, and the provider has answered every refund.' },
  },
});

@ObjectType({ description: 'Amounts of a refund of a show in one currency.' })
export class RefundRunSum {
  @Field(() => MoneyType, { description: 'What the ended orders get back.' })
  total!: MoneyType;

  @Field(() => MoneyType, { description: 'Of it, what has been returned.' })
  returned!: MoneyType;

  @Field(() => MoneyType, { description: 'Of it, what could not be returned.' })
  failed!: MoneyType;
}

@ObjectType({ description: 'The refund of a whole show, order by order. The counts are those of now.' })
export class RefundRun {
  run!: RefundRunRow;

  @Field(() => ID)
  id!: string;

  @Field(() => refundRunStates)
  state!: RefundRunState;

  @Field(() => String, { nullable: true, description: 'The message to the buyers.' })
  message!: string | null;

  @Field(() => String, { nullable: true, description: 'Why the refund was stopped. Null while it is not stopped.' })
  stopReason!: string | null;

  @Field(() => DateTime)
  startedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  finishedAt!: Date | null;

  @Field(() => Int, { description: 'Orders whose tickets are still to be ended.' })
  leftCount!: number;

  @Field(() => Int, {
    description:
      'Orders whose tickets were ended. Each of them is in one of the following counts; the rest of them cost nothing.',
  })
  endedCount!: number;

  @Field(() => Int, { description: 'Refunds that wait for their turn.' })
  waitingCount!: number;

  @Field(() => Int, { description: 'Refunds that the payment provider has not answered yet.' })
  requestedCount!: number;

  @Field(() => Int, { description: 'Refunds that are on their way. A bank may take some days.' })
  pendingCount!: number;

  @Field(() => Int, { description: 'Refunds that have been returned.' })
  returnedCount!: number;

  @Field(() => Int, { description: 'Refunds that failed. Each is a dead letter for the operator.' })
  failedCount!: number;

  @Field(() => [RefundRunSum], { description: 'One entry for each currency.' })
  sums!: RefundRunSum[];
}

@ObjectType()
export class RefundShowPayload {
  @Field(() => RefundRun)
  run!: RefundRun;
}

@ObjectType({
  implements: Problem,
  description: 'More would be returned now than the quote says. Nothing was done.',
})
export class ShowRefundQuoteOutdated extends Problem {
  @Field(() => ShowRefundQuote, { description: 'What would be returned now.' })
  quote!: ShowRefundQuote;
}

@InputType()
export class RefundRunInput {
  @Field(() => ID)
  runId!: string;
}

@ObjectType()
export class RefundRunPayload {
  @Field(() => RefundRun)
  run!: RefundRun;
}

export const RefundShowQuoteResult = outcomeUnion<RefundShowQuoteOutcome>()('RefundShowQuoteResult', {
  ShowRefundQuote,
  ShowRefundNotPossible,
});

export const RefundShowResult = outcomeUnion<RefundShowOutcome>()('RefundShowResult', {
  RefundShowPayload,
  QuoteExpired,
  ShowRefundQuoteOutdated,
  ShowRefundNotPossible,
  IdempotencyKeyReused,
});
