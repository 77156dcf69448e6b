import type { FastifyReply } from 'fastify';
import type { TicketDocument } from './ticket-document';

const RETRY_SECONDS = 3;

/** A sentence for a person: these addresses are opened in a browser. */
export const refuse = (reply: FastifyReply, status: number, sentence: string): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`);

export const refuseForged = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 404, 'There are no tickets at this address.');

export const refuseExpired = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 410, 'This link has expired. Open your order again to get a new one.');

export const refuseEnded = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 404, 'There is no valid ticket here, or it is not shown yet. Open your order to see which.');

export const refuseOverloaded = (reply: FastifyReply): FastifyReply =>
  refuse(
    reply.header('retry-after', RETRY_SECONDS),
    503,
    'Too many tickets are being prepared. Try again in some seconds.',
  );

/** In ASCII, so that no client misreads it. */
export function fileName({ eventName, seatLabel }: TicketDocument, ticketCount: number, ending: string): string {
  const words = ticketCount === 1 ? `${eventName} ${seatLabel}` : `${eventName} ${ticketCount}`;
  const plain = words
    .normalize('NFD')
    .replaceAll(/[łŁ]/g, 'l')
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  return `${plain === '' ? 'tickets' : plain}.${ending}`;
}
