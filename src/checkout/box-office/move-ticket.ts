import type { Actor, OrderRow } from '../../orders';
import { badUserInput, isUniqueViolation, type Transaction } from '../../platform';
import { encodeTicketId, type Ticket, type TicketKey, ticketNotFound } from '../../tickets';
import type { CheckoutContext } from '../context';
import { keyReused } from '../idempotency-key';
import { type SeatsUnavailableOutcome, seatsUnavailable } from './make-order';
import {
  audit,
  type BoxOfficeMember,
  type BoxOfficeRequest,
  boxOfficeRequest,
  claim,
  knownRequest,
  RequestKnown,
  SeatsGone,
} from './request';

export type MoveTicketOutcome =
  | { readonly kind: 'MoveTicketPayload'; readonly order: OrderRow; readonly ticket: Ticket }
  | typeof ticketNotFound
  | { readonly kind: 'TicketNotMovable'; readonly message: string }
  | SeatsUnavailableOutcome
  | typeof keyReused;

/** Thrown to end a transaction without a trace. */
class NotMovable extends Error {}

/**
 * Moves a ticket to another seat of the show, free or blocked, dearer or cheaper, without any money: the old seat is free, the
 * old ticket has ended and a new one is issued in the same name, in one transaction. Order and price stay.
 *
 * Locks: the order, then as the seat ledger does.
 */
export async function moveTicket(
  context: CheckoutContext,
  input: { readonly key: TicketKey; readonly seatId: string; readonly idempotencyKey: string },
  member: BoxOfficeMember,
): Promise<MoveTicketOutcome> {
  const { database, catalog, inventory, tickets, clock, logger } = context;
  const { key, seatId, idempotencyKey } = input;
  const { showId } = key;
  const request = boxOfficeRequest(member, showId, idempotencyKey, ['move', key.ticketId, seatId]);
  const known = await answerOfKnown(context, request);
  if (known !== null) return known;
  const terms = await catalog.refreshSaleTerms(showId);
  if (terms === null) return ticketNotFound;
  const [seat] = await inventory.priceSeats(terms, [seatId]);
  if (seat === undefined) throw badUserInput('"seatId" is not a seat of the show.');
  const toSeatNo = seat.seatNo;
  const found = await tickets.readTicket(database, key);
  if (found === null) return ticketNotFound;
  const { orderId, seatNo } = found;
  if (seatNo === toSeatNo) return { kind: 'TicketNotMovable', message: 'The ticket is for this seat already.' };
  try {
    await database.transaction(async (transaction) => {
      const now = clock.now();
      await claim(transaction, request, { orderId, seatNo: toSeatNo, now });
      await moveLocked(context, transaction, { key, orderId, seatNo, toSeatNo }, request.by);
      const after = { seatId };
      await audit(transaction, request, { action: 'moveTicket', subject: encodeTicketId(key), after, now });
    });
  } catch (error) {
    if (error instanceof SeatsGone) return seatsUnavailable(context, showId, [toSeatNo]);
    if (error instanceof NotMovable) return { kind: 'TicketNotMovable', message: error.message };
    if (isUniqueViolation(error, 'order_item_pkey'))
      return {
        kind: 'TicketNotMovable',
        message: 'The order had this seat before and returned it. Choose another one.',
      };
    if (!(error instanceof RequestKnown)) throw error;
  }
  const moved = await answerOfKnown(context, request);
  if (moved === null) throw new Error(`The request that moved ticket ${key.ticketId} is missing`);
  if (moved.kind === 'MoveTicketPayload')
    logger.info({ showId, orderId, from: seatNo, to: toSeatNo, by: member.caller.id }, 'A ticket was moved');
  return moved;
}

async function moveLocked(
  { orders, inventory, tickets }: CheckoutContext,
  transaction: Transaction,
  move: { readonly key: TicketKey; readonly orderId: string; readonly seatNo: number; readonly toSeatNo: number },
  by: Actor,
): Promise<void> {
  const { key, orderId, seatNo, toSeatNo } = move;
  const { showId } = key;
  const order = await orders.lock(transaction, { showId, orderId });
  const ticket = await tickets.readTicket(transaction, key);
  if (order?.status !== 'CONFIRMED' || ticket === null || ticket.endedAt !== null)
    throw new NotMovable('This ticket is no longer good.');
  const seats = { showId, orderId, seatNo, toSeatNo };
  if (!(await inventory.orderSeatTransitions.changePlaces(transaction, seats))) throw new SeatsGone();
  await orders.moveItem(transaction, { showId, orderId }, { seatNo, toSeatNo }, by);
  // Now the old ticket has ended and its row is locked: a scan came before, or is refused.
  const ended = await tickets.readTicket(transaction, key);
  if (ended?.wasInside === true) throw new NotMovable('Somebody has come in with this ticket already.');
  if (ticket.holderName !== null)
    await tickets.nameHolder(transaction, { showId, orderId, seatNo: toSeatNo }, ticket.holderName);
}

/** What the same request did when it was sent first. */
async function answerOfKnown(
  { database, orders, tickets }: CheckoutContext,
  request: BoxOfficeRequest,
): Promise<Extract<
  MoveTicketOutcome,
  { kind: 'MoveTicketPayload' | 'IdempotencyKeyReused' | 'TicketNotMovable' }
> | null> {
  const known = await knownRequest(database, request);
  if (known === null) return null;
  if (!known.isSame) return keyReused;
  const key = { showId: request.showId, orderId: known.orderId };
  const order = await orders.read(key);
  if (order === null) throw new Error(`Order ${known.orderId} of a request is missing`);
  const ticket = (await tickets.liveTicketsOf(key)).find(({ seatNo }) => seatNo === known.seatNo);
  // It was moved, and then moved on, returned or issued again.
  if (ticket === undefined)
    return { kind: 'TicketNotMovable', message: 'The ticket was moved, and has changed since.' };
  return { kind: 'MoveTicketPayload', order, ticket };
}
