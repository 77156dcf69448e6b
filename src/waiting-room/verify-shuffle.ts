import { parseArgs } from 'node:util';
import { commitmentOf, DRAW_TICKETS_MAX, drawLots } from './shuffle';

/** `Refused`: the words or what they led to make no sense; the sentence says why. */
export type VerifyShuffleOutcome =
  | { readonly kind: 'Kept'; readonly lines: readonly string[] }
  | { readonly kind: 'Broken'; readonly lines: readonly string[] }
  | { readonly kind: 'Refused'; readonly lines: readonly string[] };

interface PublishedDraw {
  readonly commitment: string;
  readonly seed: string | null;
  readonly ticketCount: number | null;
}

export const usage = `Draws the lots of a waiting room again, and compares.

  npm run verify-shuffle -- --show show_… [--url http://127.0.0.1:4000] [--ticket NUMBER]
      asks the API for the show's latest draw
  npm run verify-shuffle -- --seed SEED --tickets COUNT [--commitment HASH] [--ticket NUMBER]
      asks nobody

Note the commitment before the sale and give it with --commitment: then it does not rest on what the API says now.`;

const FIRST_SHOWN = 10;

/** Recomputes the places of a draw from its seed, and says whether the seed is the one that was committed to. */
export async function verifyShuffle(words: readonly string[]): Promise<VerifyShuffleOutcome> {
  let given: { show?: string; url?: string; seed?: string; tickets?: string; commitment?: string; ticket?: string };
  try {
    const text = { type: 'string' } as const;
    const options = { show: text, url: text, seed: text, tickets: text, commitment: text, ticket: text };
    ({ values: given } = parseArgs({ args: [...words], options }));
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  let draw: PublishedDraw | null;
  if (given.show !== undefined) draw = await publishedDraw(given.url ?? 'http://127.0.0.1:4000', given.show);
  else if (given.seed === undefined || given.tickets === undefined)
    return refused('A show, or a seed and a count, is needed.');
  else draw = { commitment: given.commitment ?? '', seed: given.seed, ticketCount: Number(given.tickets) };

  if (draw === null) return refused('The show has no draw.');
  const { seed, ticketCount } = draw;
  if (seed === null || ticketCount === null) {
    return refused(`The draw has not been held yet. Its commitment: ${draw.commitment}`);
  }
  if (!/^[0-9a-f]{64}$/.test(seed)) return refused('A seed has 64 letters, 0 to 9 and a to f.');
  if (!Number.isInteger(ticketCount) || ticketCount < 0 || ticketCount > DRAW_TICKETS_MAX) {
    return refused(`There are 0 to ${DRAW_TICKETS_MAX} tickets.`);
  }
  const commitment = given.commitment ?? draw.commitment;
  const isKept = commitment === '' || commitmentOf(seed) === commitment;
  const { placeOfTicket, ticketAtPlace } = await drawLots(seed, ticketCount);
  const ticket = given.ticket === undefined ? null : Number(given.ticket);
  const place = ticket === null ? null : placeOfTicket[ticket - 1];
  const lines = [
    `seed        ${seed}`,
    `SHA-256     ${commitmentOf(seed)}`,
    commitment === '' ? 'commitment  none was given' : `commitment  ${commitment}: ${isKept ? 'kept' : 'BROKEN'}`,
    ticket === null
      ? `the first   ${[...ticketAtPlace.subarray(0, FIRST_SHOWN)].join(', ')} of ${ticketCount} tickets`
      : place === undefined
        ? `ticket ${ticket} was taken after the opening: its place is ${ticket}`
        : `ticket ${ticket} drew place ${place} of ${ticketCount}`,
  ];
  return { kind: isKept ? 'Kept' : 'Broken', lines };
}

const refused = (why: string): VerifyShuffleOutcome => ({ kind: 'Refused', lines: [why, '', usage] });

async function publishedDraw(url: string, id: string): Promise<PublishedDraw | null> {
  const query = 'query ($id: ID!) { show(id: $id) { queueDraws { commitment seed ticketCount } } }';
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id } }),
  });
  // The API answers what was asked, in the shape of its schema.
  const { data } = (await response.json()) as { data?: { show: { queueDraws: PublishedDraw[] } | null } };
  return data?.show?.queueDraws[0] ?? null;
}
