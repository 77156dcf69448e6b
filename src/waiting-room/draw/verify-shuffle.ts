import { parseArgs } from 'node:util';
import { fetchPublishedDraws, type PublishedDraw } from './fetch-published-draws';
import { commitmentOf, DRAW_NUMBERS_MAX, drawLots } from './shuffle';

/** `Refused`: the arguments are wrong, or the draw could not be read; the lines say why. */
export interface VerifyShuffleOutcome {
  readonly kind: 'Kept' | 'Broken' | 'Refused';
  readonly lines: readonly string[];
}

export const usage = `Repeats the draw of a waiting room and compares the result.

  npm run verify-shuffle -- --show show_… [--url http://127.0.0.1:4000] [--ticket NUMBER] [--commitment HASH]
      fetches the draw of the show from the API: the one with that commitment, else the latest that is done
  npm run verify-shuffle -- --seed SEED --tickets COUNT [--ticket NUMBER] [--commitment HASH]
      works without any server

--ticket is the number that joinQueue returned as "ticket". Write the commitment down before the sale and pass it with
--commitment: then the result does not depend on what the API says now.`;

const options = {
  show: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  seed: { type: 'string' },
  tickets: { type: 'string' },
  commitment: { type: 'string' },
  ticket: { type: 'string' },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

const FIRST_SHOWN = 10;
const HASH = /^[0-9a-f]{64}$/;

/** Recomputes the places of a draw from its seed, and checks that the seed matches the commitment. */
export async function verifyShuffle(args: readonly string[]): Promise<VerifyShuffleOutcome> {
  try {
    return await verify(parseArgs({ args: [...args], options }).values);
  } catch (error) {
    // Arguments that do not parse, an address without a server: all of it is for the user of the command.
    return { kind: 'Refused', lines: [error instanceof Error ? error.message : String(error), '', usage] };
  }
}

async function verify(given: Options): Promise<VerifyShuffleOutcome> {
  const noted = given.commitment?.toLowerCase();
  if (noted !== undefined && !HASH.test(noted)) {
    throw new Error('A commitment has 64 hexadecimal digits, 0 to 9 and a to f.');
  }
  const number = given.ticket === undefined ? null : parseNumber('--ticket', given.ticket, 1);
  const { commitment, seed, ticketCount } = await drawOf(given, noted);
  if (seed === null || ticketCount === null) {
    throw new Error(`The draw has not taken place yet. Its commitment: ${commitment}`);
  }
  const isKept = noted === undefined || noted === commitmentOf(seed);
  const isPublishedKept = commitment === null || commitment === commitmentOf(seed);
  const { placeOfNumber, numberAtPlace } = await drawLots(seed, ticketCount);
  const lines = [
    `seed        ${seed}`,
    `SHA-256     ${commitmentOf(seed)}`,
    ...(commitment === null ? [] : [`published   ${commitment}: ${isPublishedKept ? 'kept' : 'BROKEN'}`]),
    `you noted   ${noted === undefined ? 'nothing' : `${noted}: ${isKept ? 'kept' : 'BROKEN'}`}`,
    number === null ? describeFirst(numberAtPlace) : describePlace(number, placeOfNumber),
  ];
  return { kind: isKept && isPublishedKept ? 'Kept' : 'Broken', lines };
}

/** The draw in the arguments, or the one that the API publishes. The commitment is null if nobody published one. */
async function drawOf(
  { show, url, seed, tickets }: Options,
  noted: string | undefined,
): Promise<Omit<PublishedDraw, 'commitment'> & { readonly commitment: string | null }> {
  if (show !== undefined) {
    const draws = await fetchPublishedDraws(url, show);
    // A queue that starts again after the sale has a draw of its own, which never takes place.
    const draw = draws.find(({ commitment }) => commitment === noted) ?? draws.find(isDone) ?? draws[0];
    if (draw === undefined) throw new Error('This show never had a waiting room.');
    return draw;
  }
  if (seed === undefined || tickets === undefined) throw new Error('A show, or a seed and a count, is needed.');
  if (!HASH.test(seed)) throw new Error('A seed has 64 hexadecimal digits, 0 to 9 and a to f.');
  return { commitment: null, seed, ticketCount: parseNumber('--tickets', tickets, 0) };
}

const isDone = ({ seed }: PublishedDraw): boolean => seed !== null;

function parseNumber(option: string, text: string, min: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= min && number <= DRAW_NUMBERS_MAX) return number;
  throw new Error(`${option} is a whole number from ${min} to ${DRAW_NUMBERS_MAX}.`);
}

function describeFirst(numberAtPlace: Uint32Array): string {
  if (numberAtPlace.length === 0) return 'nobody joined before the opening';
  return `the first   ${numberAtPlace.subarray(0, FIRST_SHOWN).join(', ')} of ${numberAtPlace.length} tickets`;
}

function describePlace(number: number, placeOfNumber: Uint32Array): string {
  const place = placeOfNumber[number - 1];
  return place === undefined
    ? `ticket ${number} was taken after the opening: its place is ${number}`
    : `ticket ${number} drew place ${place} of ${placeOfNumber.length}`;
}
