import { encodeSeatId } from '../../inventory';
import { encodeOrderId } from '../../orders';
import { encodeCursor, encodeId } from '../../platform';
import { encodeTicketId } from '../../tickets';
import { encodeEventId } from './event-id';
import type { EventType } from './event-type';

/** An event of the log. */
export interface EventRow {
  /** Of all events. */
  readonly position: number;
  /** A UUID. */
  readonly showId: string;
  /** Of the events of the show, from 1. */
  readonly sequence: number;
  readonly type: EventType;
  readonly data: EventData;
  readonly createdAt: Date;
}

/** What the triggers write: which of these are there depends on the type. */
export interface EventData {
  readonly order?: string;
  readonly ticket?: string;
  readonly seat?: number;
  readonly reason?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly direction?: 'I' | 'O';
  readonly gate?: string;
  readonly at?: string;
  readonly status?: string;
  readonly count?: number;
  readonly seats?: readonly number[];
}

const orderStatuses: Partial<Record<EventType, string>> = {
  'order.confirmed': 'CONFIRMED',
  'order.cancelled': 'CANCELLED',
};

/** The text that endpoints receive and `organizerEvents` returns: JSON with the ids of the API. */
export function eventBody(event: EventRow): string {
  const { showId, sequence, type, createdAt } = event;
  return JSON.stringify({
    id: encodeEventId(event),
    type,
    timestamp: createdAt.toISOString(),
    showId: encodeId('show', showId),
    sequence,
    cursor: eventCursor(event),
    data: publicEventData(event),
  });
}

/** The place of an event in the log. */
export const eventCursor = ({ position }: Pick<EventRow, 'position'>): string => encodeCursor(position);

/** What an event says, with the ids of the API. */
export function publicEventData({ showId, type, data }: Pick<EventRow, 'showId' | 'type' | 'data'>): object {
  const { order, ticket, seat, seats, reason, amount, direction } = data;
  // Fields that are undefined are left out of the JSON.
  return {
    orderId: order === undefined ? undefined : encodeOrderId({ showId, orderId: order }),
    ticketId: ticket === undefined ? undefined : encodeTicketId({ showId, ticketId: ticket }),
    seatId: seat === undefined ? undefined : encodeSeatId(showId, seat),
    status: data.status ?? orderStatuses[type],
    reason: reason?.toUpperCase(),
    amountMinor: amount,
    currency: data.currency,
    direction: direction === undefined ? undefined : direction === 'I' ? 'IN' : 'OUT',
    gateId: data.gate,
    scannedAt: data.at,
    seatCount: data.count,
    seatIds: seats?.map((seatNo) => encodeSeatId(showId, seatNo)),
  };
}
