import { parseArgs } from 'node:util';
import { type PublishedDraw, readPublishedDraws } from './published-draws';
import { commitmentOf, DRAW_TICKETS_MAX, drawLots } from './shuffle';

/** `Refused`: the words or what they led to make no sense; the lines say why. */
export interface VerifyShuffleOutcome {
  readonly kind: 'Kept' | 'Broken' | 'Refused';
  readonly lines: readonly string[];
}

export const usage = `Draws the lots of a waiting room again, and compares.

  npm run verify-shuffle -- --show show_… [--url http://127.0.0.1:4000] [--ticket NUMBER] [--commitment HASH]
      asks the API for the draw of the show: the one of that commitment, else the latest that was held
  npm run verify-shuffle -- --seed SEED --tickets COUNT [--ticket NUMBER] [--commitment HASH]
      asks nobody

Note the commitment before the sale and give it with --commitment: then it does not rest on what the API says now.`;

const options = {
  show: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  seed: { type: 'string' },
  tickets: { type: 'string' },
  commitment: { type: 'string' },
  ticket: { type: 'string' },
} as const;

type Words = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

const FIRST_SHOWN = 10;
const HASH = /^[0-9a-f]{64}$/;

/** Recomputes the places of a draw from its seed, and says whether the seed is the one that was committed to. */
export async function verifyShuffle(words: readonly string[]): Promise<VerifyShuffleOutcome> {
  try {
    return await verify(parseArgs({ args: [...words], options }).values);
  } catch (error) {
    // Words that do not parse, an address where nobody answers: all of it is for the one who typed.
    return { kind: 'Refused', lines: [error instanceof Error ? error.message : String(error), '', usage] };
  }
}

async function verify(words: Words): Promise<VerifyShuffleOutcome> {
  const noted = words.commitment?.toLowerCase();
  if (noted !== undefined && !HASH.test(noted)) throw new Error('A commitment has 64 letters, 0 to 9 and a to f.');
  const ticket = words.ticket === undefined ? null : numberOf('--ticket', words.ticket, 1);
  const { commitment, seed, ticketCount } = await drawOf(words, noted);
  if (seed === null || ticketCount === null) {
    throw new Error(`The draw has not been held yet. Its commitment: ${commitment}`);
  }
  const isKept = noted === undefined || noted === commitmentOf(seed);
  const isTrue = commitment === null || commitment === commitmentOf(seed);
  const { placeOfTicket, ticketAtPlace } = await drawLots(seed, ticketCount);
  const lines = [
    `seed        ${seed}`,
    `SHA-256     ${commitmentOf(seed)}`,
    ...(commitment === null ? [] : [`published   ${commitment}: ${isTrue ? 'kept' : 'BROKEN'}`]),
    `you noted   ${noted === undefined ? 'nothing' : `${noted}: ${isKept ? 'kept' : 'BROKEN'}`}`,
    ticket === null ? firstOf(ticketAtPlace) : placeOf(ticket, placeOfTicket),
  ];
  return { kind: isKept && isTrue ? 'Kept' : 'Broken', lines };
}

/** What was typed, or what the API publishes. The commitment is null where nobody published one. */
async function drawOf(
  { show, url, seed, tickets }: Words,
  noted: string | undefined,
): Promise<Omit<PublishedDraw, 'commitment'> & { readonly commitment: string | null }> {
  if (show !== undefined) {
    const draws = await readPublishedDraws(url, show);
    // A queue that begins anew after the sale has a draw of its own, which is never held.
    const draw = draws.find(({ commitment }) => commitment === noted) ?? draws.find(isHeld) ?? draws[0];
    if (draw === undefined) throw new Error('This show never had a waiting room.');
    return draw;
  }
  if (seed === undefined || tickets === undefined) throw new Error('A show, or a seed and a count, is needed.');
  if (!HASH.test(seed)) throw new Error('A seed has 64 letters, 0 to 9 and a to f.');
  return { commitment: null, seed, ticketCount: numberOf('--tickets', tickets, 0) };
}

const isHeld = ({ seed }: PublishedDraw): boolean => seed !== null;

function numberOf(word: string, text: string, min: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= min && number <= DRAW_TICKETS_MAX) return number;
  throw new Error(`${word} is a whole number from ${min} to ${DRAW_TICKETS_MAX}.`);
}

function firstOf(ticketAtPlace: Uint32Array): string {
  if (ticketAtPlace.length === 0) return 'nobody came before the opening';
  return `the first   ${ticketAtPlace.subarray(0, FIRST_SHOWN).join(', ')} of ${ticketAtPlace.length} tickets`;
}

function placeOf(ticket: number, placeOfTicket: Uint32Array): string {
  const place = placeOfTicket[ticket - 1];
  return place === undefined
    ? `ticket ${ticket} was taken after the opening: its place is ${ticket}`
    : `ticket ${ticket} drew place ${place} of ${placeOfTicket.length}`;
}
