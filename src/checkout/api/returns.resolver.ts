import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Seat } from '../../inventory';
import { Order, orderView } from '../../orders';
import { creditLedger } from '../../payments';
import { badUserInput, type MoneyType, type RequestContext, type ResultOf, requireCaller, Work } from '../../platform';
import { chooseDocumentLanguage, decodeTicketId, type Ticket, ticketView } from '../../tickets';
import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { commitReturn } from '../returns/commit-return';
import { quoteReturn, type ReturnOverride } from '../returns/quote-return';
import { policyText } from '../returns/return-policy-text';
import { decodeReturnId, encodeReturnId, type ReturnQuote as ReturnQuoteRow, sumOf } from '../returns/return-quote';
import { readReturnsWithItems } from '../returns/return-quotes.sql';
import {
  CommitReturnInput,
  CommitReturnResult,
  OrderReturn,
  QuoteReturnInput,
  QuoteReturnResult,
  REASON_LENGTH_MAX,
  RETURNED_TICKETS_MAX,
  type ReturnOverrideInput,
  ReturnQuote,
  type ReturnStatus,
} from './returns.graphql';

@Resolver(() => ReturnQuote)
export class ReturnsResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Mutation(() => QuoteReturnResult, {
    description:
      "Says what comes back if some tickets of an order are returned, by the rule of the show. Nothing is returned before `commitReturn`. For the order's buyer, the show's organizer and admins.",
  })
  async quoteReturn(
    @Arg('input', () => QuoteReturnInput) { orderId, ticketIds, override }: QuoteReturnInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof QuoteReturnResult>> {
    const caller = requireCaller(request);
    if (ticketIds.length === 0 || ticketIds.length > RETURNED_TICKETS_MAX) {
      throw badUserInput(`"ticketIds" must name 1 to ${RETURNED_TICKETS_MAX} tickets.`);
    }
    const order = await this.context.orders.find(orderId);
    if (order === null) return orderNotFound;
    const input = { order, ticketIds: ticketIds.map(ticketIdOf), override: overrideOf(override ?? null) };
    const outcome = await quoteReturn(this.context, input, caller);
    return outcome.kind === 'ReturnQuote' ? { kind: outcome.kind, ...quoteView(outcome) } : outcome;
  }

  @Mutation(() => CommitReturnResult, { description: 'Returns the tickets of a quote, for what the quote says.' })
  async commitReturn(
    @Arg('input', () => CommitReturnInput) { quoteId, idempotencyKey }: CommitReturnInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof CommitReturnResult>> {
    const caller = requireCaller(request);
    const key = decodeReturnId(quoteId);
    if (key === null) return { kind: 'QuoteExpired', message: 'There is no such quote. Ask for a new one.' };
    const outcome = await commitReturn(this.context, key, idempotencyKey, caller);
    switch (outcome.kind) {
      case 'CommitReturnPayload':
        return { ...outcome, order: orderView(outcome.order) };
      case 'QuoteOutdated':
        return { kind: outcome.kind, message: outcome.message, quote: quoteView(outcome) };
      default:
        return outcome;
    }
  }

  @Work({ statements: 2 })
  @FieldResolver(() => String, {
    description: 'The rule in one sentence, fit to show to the buyer.',
  })
  async policy(
    @Root() { quote }: ReturnQuote,
    @Ctx() request: RequestContext,
    @Arg('language', () => String, {
      nullable: true,
      description: 'Such as `de` or `de-AT`: English, German or French. Default: that of the request.',
    })
    language: string | null,
  ): Promise<string> {
    const show = await this.context.catalog.showById(quote.showId, request);
    const venue = show === null ? null : await this.context.catalog.venueById(show.venueId, request);
    return policyText(chooseDocumentLanguage(language ?? request.acceptLanguage), quote.rule, {
      currency: quote.currency,
      timeZone: venue?.timeZone ?? 'UTC',
      reason: quote.reason ?? '',
    });
  }
}

@Resolver(() => Order)
export class OrderReturnsResolver {
  constructor(private readonly context: Pick<CheckoutContext, 'database' | 'inventory' | 'orders'>) {}

  @Work({ statements: 2 })
  @FieldResolver(() => [OrderReturn], {
    description:
      'Tickets of the order that were returned or exchanged, oldest first. Their items are no longer in `items`.',
  })
  async returns(@Root() { order }: Order): Promise<OrderReturn[]> {
    const { database, inventory, orders } = this.context;
    const rows = await database.run<ReturnRow>(readReturnsWithItems, [order.showId, order.orderId]);
    if (rows.length === 0) return [];
    const credits = order.creditMinor > 0 ? await creditLedger.readReturns(database, order) : [];
    const seats = await inventory.seatViews(
      order.showId,
      rows.flatMap(({ seatNos }) => seatNos),
    );
    return Promise.all(
      rows.map(async (row) => {
        const { newShowId: showId, newOrderId: orderId } = row;
        const exchangedFor = showId === null || orderId === null ? null : await orders.read({ showId, orderId });
        const states = [row, ...credits.filter(({ returnId }) => returnId === row.quoteId)].map(({ state }) => state);
        return {
          ...returnView(row, seats),
          status: statusOf(states),
          exchangedFor: exchangedFor === null ? null : orderView(exchangedFor),
        };
      }),
    );
  }
}

interface ReturnRow {
  readonly showId: string;
  readonly quoteId: string;
  readonly returnedMinor: number;
  readonly keptMinor: number;
  readonly creditedMinor: number;
  readonly newShowId: string | null;
  readonly newOrderId: string | null;
  readonly currency: string;
  readonly state: 'wanted' | 'pending' | 'succeeded' | 'failed';
  readonly createdAt: Date;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
}

const statuses: Readonly<Record<ReturnRow['state'], ReturnStatus>> = {
  wanted: 'PENDING',
  pending: 'PENDING',
  succeeded: 'RETURNED',
  failed: 'FAILED',
};

/** A return may be paid by several refunds: it is as far as the last of them. */
function statusOf(states: readonly ReturnRow['state'][]): ReturnStatus {
  const all = states.map((state) => statuses[state]);
  return all.find((status) => status === 'FAILED') ?? all.find((status) => status === 'PENDING') ?? 'RETURNED';
}

function returnView(row: ReturnRow, seats: readonly Seat[]): Omit<OrderReturn, 'exchangedFor' | 'status'> {
  const { currency } = row;
  const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
  const items = row.seatNos.flatMap((seatNo, index) => {
    const seat = seats.find((one) => one.seatNo === seatNo);
    return seat === undefined ? [] : [{ seat, price: money(row.pricesMinor[index] ?? 0) }];
  });
  return {
    id: encodeReturnId(row),
    createdAt: row.createdAt,
    kept: money(row.keptMinor),
    returned: money(row.returnedMinor),
    credited: money(row.creditedMinor),
    items,
  };
}

function quoteView({
  quote,
  tickets,
}: {
  readonly quote: ReturnQuoteRow;
  readonly tickets: readonly Ticket[];
}): ReturnQuote {
  const { currency, paidMinor, returnedMinor } = quote;
  const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
  return {
    quote,
    id: encodeReturnId(quote),
    expiresAt: quote.expiresAt,
    lines: tickets.map((ticket, index) => {
      const [paid, returned] = [paidMinor[index] ?? 0, returnedMinor[index] ?? 0];
      return { ticket: ticketView(ticket), paid: money(paid), kept: money(paid - returned), returned: money(returned) };
    }),
    total: money(sumOf(returnedMinor)),
  };
}

/** Of an id that names no ticket, a ticket that does not exist: the answer is the same. */
const ticketIdOf = (id: string): string => decodeTicketId(id)?.ticketId ?? '00000000-0000-0000-0000-000000000000';

function overrideOf(override: ReturnOverrideInput | null): ReturnOverride | null {
  if (override === null) return null;
  const { sharePercent } = override;
  const reason = override.reason.trim();
  if (sharePercent < 0 || sharePercent > 100) throw badUserInput('"override.sharePercent" must be 0 to 100.');
  if (reason === '' || reason.length > REASON_LENGTH_MAX) {
    throw badUserInput(`"override.reason" must have 1 to ${REASON_LENGTH_MAX} characters.`);
  }
  return { sharePercent, reason };
}
