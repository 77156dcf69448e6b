import DataLoader from 'dataloader';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Viewer } from '../../accounts';
import { Show } from '../../catalog';
import { encodeHoldId, Seat } from '../../inventory';
import { encodeOrderId, Order, orderView, ownsOrder } from '../../orders';
import {
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  isUuid,
  pageOf,
  type RequestContext,
  type ResultOf,
  requireCaller,
  type SqlExecutor,
  Work,
} from '../../platform';
import { type SeatFeature, SeatFeatureEnum, staffFeatures } from '../../seating';
import { codeOfTicket, isCodeVisible } from '../codes/code-of-ticket';
import type { TicketsContext } from '../context';
import { chooseDocumentLanguage, type DocumentLanguage, LINKED_TICKETS_MAX, type TicketDocuments } from '../documents';
import { reissueTicket, ticketNotFound } from '../ledger/reissue-ticket';
import type { Ticket as TicketRow } from '../ledger/ticket';
import { decodeTicketId } from '../ledger/ticket-id';
import { readLineage, readTicket, readTicketsOfBuyer, readTicketsOfOrders } from '../ledger/tickets.sql';
import {
  ReissueTicketInput,
  ReissueTicketResult,
  Ticket,
  TicketConnection,
  TicketLineage,
  TicketPageArgs,
  type TicketStatus,
  ticketStatuses,
  ticketView,
} from './tickets.graphql';

const TICKETS_PER_PAGE_MAX = 100;
/** Seats of an order, for the estimate of a document's cost. */
const TICKETS_ASSUMED = 8;
const SIGNATURE_WORK = 10;

const languageOptions = {
  nullable: true,
  description:
    'The language of the document, such as `de` or `de-AT`: English, German or French. Default: that of the request.',
};

const languageOf = (wish: string | null | undefined, { acceptLanguage }: RequestContext): DocumentLanguage =>
  chooseDocumentLanguage(wish ?? acceptLanguage);

@Resolver(() => Ticket)
export class TicketResolver {
  constructor(
    private readonly context: TicketsContext,
    private readonly documents: TicketDocuments,
  ) {}

  @Query(() => Ticket, {
    nullable: true,
    description: "For its owner, the show's organizer and admins. Null for everybody else.",
  })
  ticket(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Ticket | null> {
    return readTraceableTicket(this.context, id, request);
  }

  @Mutation(() => ReissueTicketResult, {
    description:
      "Issues the ticket of a seat again, for example after a phone was lost or for another person. The old code is refused from then on. For the ticket's owner, the show's organizer and admins.",
  })
  async reissueTicket(
    @Arg('input', () => ReissueTicketInput) { ticketId, holderName }: ReissueTicketInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ReissueTicketResult>> {
    const caller = requireCaller(request);
    const key = decodeTicketId(ticketId);
    if (key === null) return ticketNotFound;
    const outcome = await reissueTicket(this.context, key, { holderName: holderName ?? null }, caller);
    return outcome.kind === 'TicketNotFound' ? outcome : { ...outcome, ticket: ticketView(outcome.ticket) };
  }

  @FieldResolver(() => Show)
  async show(@Root() { ticket }: Ticket, @Ctx() request: RequestContext): Promise<Show> {
    const show = await this.context.catalog.showById(ticket.showId, request);
    if (show === null) throw new Error(`Ticket ${ticket.ticketId} belongs to no show`);
    return show;
  }

  @Work({ statements: 1 })
  @FieldResolver(() => Order)
  async order(@Root() { ticket }: Ticket): Promise<Order> {
    const order = await this.context.orders.read(ticket);
    if (order === null) throw new Error(`Ticket ${ticket.ticketId} belongs to no order`);
    return orderView(order);
  }

  @FieldResolver(() => Seat)
  seat(@Root() { ticket }: Ticket): Promise<Seat> {
    return seatOf(this.context, ticket);
  }

  @FieldResolver(() => ticketStatuses)
  async status(@Root() { ticket }: Ticket): Promise<TicketStatus> {
    if (ticket.endedAt !== null) return 'REVOKED';
    const show = ticket.wasInside ? await this.context.catalog.saleTermsOf(ticket.showId) : null;
    return show?.allowsReentry === false ? 'USED' : 'VALID';
  }

  @Work({ records: SIGNATURE_WORK, bytes: 240 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "For a QR code: a compact JWS (EdDSA) of at most 240 characters. Null for others than the owner, for a revoked ticket, and before the show's `ticketsVisibleFrom`.",
  })
  async code(@Root() { ticket }: Ticket, @Ctx() { caller }: RequestContext): Promise<string | null> {
    return ownsOrder(caller, ticket) ? codeOfTicket(this.context, ticket) : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'A signed link to the ticket as a PDF, good for 15 minutes. Null where `code` is null.',
  })
  async pdfUrl(
    @Root() { ticket }: Ticket,
    @Ctx() request: RequestContext,
    @Arg('language', () => String, languageOptions) language: string | null,
  ): Promise<string | null> {
    if (!(await this.mayShow(ticket, request))) return null;
    return this.documents.ticketPdfUrl(ticket, this.context.clock.now(), languageOf(language, request));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A signed link to a pass for Apple Wallet. Null where `code` is null, or the operator has no certificate.',
  })
  async appleWalletUrl(@Root() { ticket }: Ticket, @Ctx() request: RequestContext): Promise<string | null> {
    if (!(await this.mayShow(ticket, request))) return null;
    return this.documents.appleWalletUrl(ticket, this.context.clock.now(), languageOf(null, request));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A signed link, good for 15 minutes, that saves the ticket in Google Wallet. Null where `code` is null, or the operator has no account.',
  })
  async googleWalletUrl(
    @Root() { ticket }: Ticket,
    @Ctx() request: RequestContext,
    @Arg('language', () => String, languageOptions) language: string | null,
  ): Promise<string | null> {
    if (!(await this.mayShow(ticket, request))) return null;
    return this.documents.googleWalletUrl(ticket, this.context.clock.now(), languageOf(language, request));
  }

  /** A document has the code on it, so it is for whoever may see the code. */
  private async mayShow(ticket: TicketRow, { caller }: RequestContext): Promise<boolean> {
    return ownsOrder(caller, ticket) && (await isCodeVisible(this.context, ticket));
  }

  @FieldResolver(() => String, { nullable: true, description: 'The entrance of the seat, such as `West Doors`.' })
  async entrance(@Root() { ticket }: Ticket): Promise<string | null> {
    return (await seatOf(this.context, ticket)).entrance;
  }

  @FieldResolver(() => [SeatFeatureEnum], {
    description: 'What the staff should know of the seat: features for visitors who need help.',
  })
  async needs(@Root() { ticket }: Ticket): Promise<SeatFeature[]> {
    return (await seatOf(this.context, ticket)).features.filter((feature) => staffFeatures.has(feature));
  }

  @Work({ statements: 1 })
  @FieldResolver(() => TicketLineage, {
    nullable: true,
    description: "The way to the ticket. Null for others than its owner, the show's organizer and admins.",
  })
  async lineage(@Root() { ticket }: Ticket, @Ctx() { caller }: RequestContext): Promise<TicketLineage | null> {
    if (!(await this.context.mayTrace(caller, ticket))) return null;
    const [row] = await this.context.database.run<LineageRow>(readLineage, [ticket.showId, ticket.orderId]);
    if (row === undefined) throw new Error(`Ticket ${ticket.ticketId} has no hold`);
    const { showId, orderId } = ticket;
    const { holdId, heldAt, admission } = row;
    return {
      orderId: encodeOrderId({ showId, orderId }),
      holdId: encodeHoldId({ showId, holdId }),
      heldAt,
      admittedUntil: admission === null ? null : new Date(admission.until),
      queueNumber: admission?.queueNumber ?? null,
    };
  }
}

interface LineageRow {
  readonly holdId: string;
  readonly heldAt: Date;
  readonly admission: { readonly queueNumber: number; readonly until: string } | null;
}

@Resolver(() => Order)
export class OrderTicketsResolver {
  constructor(
    private readonly context: TicketsContext,
    private readonly documents: TicketDocuments,
  ) {}

  @Work({ statementsTogether: 1, items: TICKETS_ASSUMED })
  @FieldResolver(() => [Ticket], {
    description: 'One for each item, in the order of the seats. Empty until the order is confirmed.',
  })
  async tickets(@Root() { order }: Order, @Ctx() request: RequestContext): Promise<Ticket[]> {
    return (await this.read(order, request)).map(ticketView);
  }

  @Work({ statementsTogether: 1, records: TICKETS_ASSUMED })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A signed link to all valid tickets of the order in one PDF, a page each, good for 15 minutes. Null for others than the buyer, where no ticket has a `code`, and for more than 100 tickets.',
  })
  async ticketsPdfUrl(
    @Root() { order }: Order,
    @Ctx() request: RequestContext,
    @Arg('language', () => String, languageOptions) language: string | null,
  ): Promise<string | null> {
    const live = (await this.read(order, request)).filter(({ endedAt }) => endedAt === null);
    const [first] = live;
    const isBuyer = first !== undefined && ownsOrder(request.caller, first);
    if (!isBuyer || live.length > LINKED_TICKETS_MAX || !(await isCodeVisible(this.context, first))) return null;
    return this.documents.ticketsPdfUrl(live, this.context.clock.now(), languageOf(language, request));
  }

  private read(order: Order['order'], request: RequestContext): Promise<TicketRow[]> {
    return request.once(OrderTicketsResolver, () => ticketsOfOrders(this.context.database)).load(order);
  }
}

@Resolver(() => Viewer)
export class ViewerTicketsResolver {
  constructor(private readonly database: SqlExecutor) {}

  @Work({ statements: 1 })
  @FieldResolver(() => TicketConnection, {
    description: 'The tickets that are valid or used, those of the latest order first.',
  })
  async tickets(
    @Root() { callerId }: Viewer,
    @Args(() => TicketPageArgs) args: InstanceType<typeof TicketPageArgs>,
  ): Promise<Connection<Ticket>> {
    const page = pageOf(args, TICKETS_PER_PAGE_MAX);
    const [orderId, seatNo] = page.after === null ? [null, null] : placeOf(page.after);
    const values = [callerId, orderId, seatNo, page.first + 1];
    const rows = await this.database.run<TicketRow>(readTicketsOfBuyer, values);
    return connect(rows.map(ticketView), page, ({ ticket }) => encodeCursor(ticket.orderId, ticket.seatNo));
  }
}

/** A ticket of which the caller may see where it comes from, or null. */
export async function readTraceableTicket(
  context: TicketsContext,
  id: string,
  { caller }: RequestContext,
): Promise<Ticket | null> {
  const key = caller === null ? null : decodeTicketId(id);
  if (key === null) return null;
  const [ticket] = await context.database.run<TicketRow>(readTicket, [key.showId, key.ticketId]);
  return ticket !== undefined && (await context.mayTrace(caller, ticket)) ? ticketView(ticket) : null;
}

export async function seatOf(
  { inventory }: Pick<TicketsContext, 'inventory'>,
  { showId, seatNo }: Pick<TicketRow, 'showId' | 'seatNo'>,
): Promise<Seat> {
  const [seat] = await inventory.seatViews(showId, [seatNo]);
  if (seat === undefined) throw new Error(`Show ${showId} has no seat ${seatNo}`);
  return seat;
}

function ticketsOfOrders(database: SqlExecutor): DataLoader<{ showId: string; orderId: string }, TicketRow[], string> {
  return new DataLoader(
    async (keys) => {
      const values = [keys.map(({ showId }) => showId), keys.map(({ orderId }) => orderId)];
      const rows = await database.run<TicketRow>(readTicketsOfOrders, values);
      return keys.map((key) => rows.filter(({ orderId }) => orderId === key.orderId));
    },
    { cacheKeyFn: ({ orderId }) => orderId },
  );
}

/** The place in a cursor. An invalid one gives the end of the list rather than a database error. */
function placeOf(cursor: string): readonly [string, number] {
  const [orderId, seatNo] = decodeCursor(cursor, 2);
  return typeof orderId === 'string' && isUuid(orderId) && Number.isInteger(seatNo)
    ? [orderId, Number(seatNo)]
    : ['00000000-0000-0000-0000-000000000000', 0];
}
