import { hash, randomBytes } from 'node:crypto';

/**
 * The draw of lots at the opening of a sale.
 *
 * Seed: 64 hexadecimal letters (32 random bytes), lower case. Everything below is hashed as ASCII text.
 *
 *   commitment   = SHA-256(seed)                published before the sale, the seed after the opening
 *   lot(ticket)  = SHA-256(seed ":" ticket)     ticket in decimal, from 1
 *   place        = 1 + how many of the tickets 1 … count drew a smaller lot (compared as hexadecimal text)
 *
 * Each lot is independent of the others and of their number. So every order of the tickets is equally likely, a buyer's
 * lot is settled when the ticket is taken, and nobody who comes later can change who of two others stands in front.
 * That last point is why lots are sorted rather than a list shuffled from the seed: there, one more ticket would change
 * every place, and whoever knew the seed could go on adding tickets until the result pleased.
 */
export const newSeed = (): string => randomBytes(32).toString('hex');

export const commitmentOf = (seed: string): string => hash('sha256', seed);

export const lotOf = (seed: string, ticket: number): string => hash('sha256', `${seed}:${ticket}`);

/** The result of a draw. Tickets and places count from 1; the tables from 0, so place p is at `p - 1`. */
export interface Draw {
  readonly ticketAtPlace: Uint32Array;
  readonly placeOfTicket: Uint32Array;
}

/** Tickets that one draw can hold: a ticket takes 21 of the 53 bits of the number that is sorted. */
export const DRAW_TICKETS_MAX = 2 ** 21 - 1;

const LOTS_AT_ONCE = 2_000;

/**
 * Draws the places of the tickets 1 … `count`: about 120 ms for 100,000, in pieces of a few milliseconds so that the
 * process goes on answering.
 *
 * @throws RangeError for a count that is not a whole number between 0 and DRAW_TICKETS_MAX
 */
export async function drawLots(seed: string, count: number): Promise<Draw> {
  if (!Number.isInteger(count) || count < 0 || count > DRAW_TICKETS_MAX) {
    throw new RangeError(`A draw has 0 to ${DRAW_TICKETS_MAX} tickets, not ${count}`);
  }
  // A lot's first 32 bits with the ticket behind them, in one number: sorting plain numbers needs no comparison by us.
  const lots = new Float64Array(count);
  for (let ticket = 1; ticket <= count; ticket += 1) {
    lots[ticket - 1] = Number.parseInt(lotOf(seed, ticket).slice(0, 8), 16) * 2 ** 21 + ticket;
    if (ticket % LOTS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  lots.sort();
  const ticketAtPlace = Uint32Array.from(lots, (lot) => lot % 2 ** 21);
  settleTies(seed, lots, ticketAtPlace);
  const placeOfTicket = new Uint32Array(count);
  ticketAtPlace.forEach((ticket, index) => {
    placeOfTicket[ticket - 1] = index + 1;
  });
  return { ticketAtPlace, placeOfTicket };
}

/** Of 100,000 lots about one pair agrees in its first 32 bits: there the whole lots decide. */
function settleTies(seed: string, lots: Float64Array, tickets: Uint32Array): void {
  const prefixAt = (index: number) => Math.floor((lots[index] ?? -1) / 2 ** 21);
  for (let from = 0; from < lots.length; ) {
    let to = from + 1;
    while (to < lots.length && prefixAt(to) === prefixAt(from)) to += 1;
    if (to > from + 1) {
      const tied = [...tickets.subarray(from, to)];
      tied.sort((a, b) => (lotOf(seed, a) < lotOf(seed, b) ? -1 : 1));
      tickets.set(tied, from);
    }
    from = to;
  }
}
