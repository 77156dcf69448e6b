import { fetchPublishedDraws, type PublishedDraw } from './fetch-published-draws';
import { commitmentOf, DRAW_NUMBERS_MAX, drawLots } from './shuffle';

/** As somebody typed them: everything is checked here. */
export interface VerifyShuffleOptions {
  /** The show whose draw is fetched from the API at `url`. */
  readonly show?: string;
  readonly url?: string;
  /** Without a show: the published seed, and how many numbers were drawn. */
  readonly seed?: string;
  readonly tickets?: string;
  /** The commitment that was noted before the sale. */
  readonly commitment?: string;
  /** The number whose place is wanted. */
  readonly ticket?: string;
}

/** `Failed`: the draw could not be read, or has not taken place. The lines say why, as for `InvalidOptions`. */
export interface VerifyShuffleOutcome {
  readonly kind: 'Kept' | 'Broken' | 'InvalidOptions' | 'Failed';
  readonly lines: readonly string[];
}

const DEFAULT_URL = 'http://127.0.0.1:4000';
const FIRST_SHOWN = 10;
const HASH = /^[0-9a-f]{64}$/;

/** Recomputes the places of a draw from its seed, and checks that the seed matches the commitment. */
export async function verifyShuffle(options: VerifyShuffleOptions): Promise<VerifyShuffleOutcome> {
  try {
    return await verify(options);
  } catch (error) {
    // Options that do not parse, an address without a server: all of it is for the user of the command.
    const kind = error instanceof InvalidOptions ? 'InvalidOptions' : 'Failed';
    return { kind, lines: [error instanceof Error ? error.message : String(error)] };
  }
}

class InvalidOptions extends Error {}

async function verify(given: VerifyShuffleOptions): Promise<VerifyShuffleOutcome> {
  const noted = given.commitment?.toLowerCase();
  if (noted !== undefined && !HASH.test(noted)) {
    throw new InvalidOptions('A commitment has 64 hexadecimal digits, 0 to 9 and a to f.');
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
  { show, url = DEFAULT_URL, seed, tickets }: VerifyShuffleOptions,
  noted: string | undefined,
): Promise<Omit<PublishedDraw, 'commitment'> & { readonly commitment: string | null }> {
  if (show !== undefined) {
    if (!/^https?:/.test(url) || !URL.canParse(url)) {
      throw new InvalidOptions('--url is the address of an API, such as http://127.0.0.1:4000.');
    }
    const draws = await fetchPublishedDraws(url, show);
    // A queue that starts again after the sale has a draw of its own, which never takes place.
    const draw = draws.find(({ commitment }) => commitment === noted) ?? draws.find(isDone) ?? draws[0];
    if (draw === undefined) throw new Error('This show never had a waiting room.');
    return draw;
  }
  if (seed === undefined || tickets === undefined)
    throw new InvalidOptions('Give either --show, or both --seed and --tickets.');
  if (!HASH.test(seed)) throw new InvalidOptions('A seed has 64 hexadecimal digits, 0 to 9 and a to f.');
  return { commitment: null, seed, ticketCount: parseNumber('--tickets', tickets, 0) };
}

const isDone = ({ seed }: PublishedDraw): boolean => seed !== null;

function parseNumber(option: string, text: string, min: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= min && number <= DRAW_NUMBERS_MAX) return number;
  throw new InvalidOptions(`${option} is a whole number from ${min} to ${DRAW_NUMBERS_MAX}.`);
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
