import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type OrderRow, orderView } from '../../orders';
import { authorOf } from '../../organizations';
import { badUserInput, decodeId, type RequestContext, type ResultOf, requireCaller } from '../../platform';
import { chooseDocumentLanguage, decodeTicketId, ticketNotFound, ticketView } from '../../tickets';
import { giveSeats } from '../box-office/give-seats';
import type { SeatsUnavailableOutcome } from '../box-office/make-order';
import { moveTicket } from '../box-office/move-ticket';
import type { BoxOfficeMember } from '../box-office/request';
import { sellAtDesk } from '../box-office/sell-at-desk';
import type { CheckoutContext } from '../context';
import {
  DeskPaymentMethod,
  GiveSeatsInput,
  GiveSeatsResult,
  MoveTicketInput,
  MoveTicketResult,
  SellAtDeskInput,
  SellAtDeskResult,
} from './box-office.graphql';
import { languageTag } from './language-tag';

/** What members of the organization do for visitors: at the box office, on the phone, for guests. */
@Resolver()
export class BoxOfficeResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Mutation(() => GiveSeatsResult, {
    description:
      'Gives seats to a guest: a confirmed order at no price with tickets in the name of the guest, counted apart from those that are sold. Blocked seats can be given, and are blocked again if they come back. For members of the organization who sell.',
  })
  async giveSeats(
    @Arg('input', () => GiveSeatsInput) input: GiveSeatsInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof GiveSeatsResult>> {
    const { showId, member } = await this.seller(request, decodeId('show', input.showId));
    const wish = {
      ...{ ...input, showId, guestEmail: input.guestEmail ?? null },
      locale: languageTag(input.locale ?? request.acceptLanguage),
    };
    const outcome = await giveSeats(this.context, wish, member);
    switch (outcome.kind) {
      case 'GiveSeatsPayload':
        return { ...outcome, ...(await this.presentOrder(outcome.order, request)) };
      case 'SeatsUnavailable':
        return this.presentUnavailable(outcome);
      default:
        return outcome;
    }
  }

  @Mutation(() => SellAtDeskResult, {
    description:
      "Sells seats, or a hold of the caller, for money that the caller has taken in cash or by a terminal: a confirmed order. The money is in the figures of the show and in the desk's own ledger; what is returned of it is recorded there, and not asked of the payment provider. Seats can be sold while the sale is paused, and blocked ones too. For members of the organization who sell.",
  })
  async sellAtDesk(
    @Arg('input', () => SellAtDeskInput) input: SellAtDeskInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof SellAtDeskResult>> {
    const { showId, member } = await this.seller(request, decodeId('show', input.showId));
    const { seatIds = null, reference = null, email = null, payment, idempotencyKey } = input;
    const wish = {
      ...{ showId, seatIds, reference, email, idempotencyKey, holdId: await this.holdOf(showId, input.holdId ?? null) },
      payment: payment === DeskPaymentMethod.CASH ? ('cash' as const) : ('terminal' as const),
      locale: languageTag(input.locale ?? request.acceptLanguage),
    };
    const outcome = await sellAtDesk(this.context, wish, member);
    switch (outcome.kind) {
      case 'SellAtDeskPayload':
        return { ...outcome, ...(await this.presentOrder(outcome.order, request)) };
      case 'SeatsUnavailable':
        return this.presentUnavailable(outcome);
      default:
        return outcome;
    }
  }

  @Mutation(() => MoveTicketResult, {
    description:
      'Moves a ticket to another seat of its show, dearer or cheaper, without any money: the old seat is free, the old ticket is no longer good, and a new one is issued in the same name. For members of the organization who sell.',
  })
  async moveTicket(
    @Arg('input', () => MoveTicketInput) { ticketId, seatId, idempotencyKey }: MoveTicketInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof MoveTicketResult>> {
    requireCaller(request);
    const key = decodeTicketId(ticketId);
    if (key === null) return ticketNotFound;
    const { member } = await this.seller(request, key.showId);
    const outcome = await moveTicket(this.context, { key, seatId, idempotencyKey }, member);
    switch (outcome.kind) {
      case 'MoveTicketPayload':
        return { ...outcome, order: orderView(outcome.order), ticket: ticketView(outcome.ticket) };
      case 'SeatsUnavailable':
        return this.presentUnavailable(outcome);
      default:
        return outcome;
    }
  }

  /** @throws where the caller may not sell the show */
  private async seller(
    request: RequestContext,
    id: string | null,
  ): Promise<{ showId: string; member: BoxOfficeMember }> {
    const { showId, organizerId } = await this.context.catalog.requireShowOrganizer(request, id, 'sell');
    const author = await authorOf(request, organizerId);
    return { showId, member: { caller: requireCaller(request), author, organizerId } };
  }

  private async holdOf(showId: string, id: string | null): Promise<string | null> {
    if (id === null) return null;
    const hold = await this.context.inventory.findHold(id);
    if (hold?.showId !== showId) throw badUserInput('"holdId" is not the id of a hold of this show.');
    return hold.holdId;
  }

  private async presentOrder(order: OrderRow, { acceptLanguage }: RequestContext) {
    const { tickets, clock } = this.context;
    const live = await tickets.liveTicketsOf(order);
    const ticketsPdfUrl = await tickets.ticketsPdfUrl(live, chooseDocumentLanguage(acceptLanguage));
    return { order: orderView(order), tickets: live.map(ticketView), ticketsPdfUrl, serverTime: clock.now() };
  }

  private async presentUnavailable({ kind, message, showId, seatNos }: SeatsUnavailableOutcome) {
    return { kind, message, seats: await this.context.inventory.seatViews(showId, seatNos), ownHolds: [] };
  }
}
